"""A clinic of its own for a benchmark: fresh servers in a folder that goes afterwards."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from clinic.children import Child
from clinic.demo.keys import keys_of
from clinic.embedded import Embedded
from clinic.state import claimed

CHECKOUT = Path(__file__).resolve().parents[1]


class Surroundings:
    """PostgreSQL and Valkey as a clinic runs them: what is written down waits for the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            opening.callback(shutil.rmtree, self.folder, ignore_errors=True)
            self.state = opening.enter_context(claimed(self.folder / "state")).folder
            embedded = Embedded(self.state, durable=True, say=tell)
            opening.callback(embedded.postgres.forget)
            embedded.start()
            opening.callback(embedded.stop)
            self.embedded = embedded
            self.open = opening.pop_all()
        os.environ.update(self.settings())
        return self

    def __exit__(self, *_error: object) -> None:
        self.open.close()

    def settings(self) -> dict[str, str]:
        """What Django must be told, here and in every program started from here."""
        return {
            **keys_of(self.state),
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            "DEBUG": "off",
            "DATABASE_URL": self.embedded.postgres.url,
            "REDIS_URL": self.embedded.valkey.url,
            "SITE_URL": "https://book.clinic.example",
            "ALLOWED_HOSTS": "book.clinic.example",
            "FROM_EMAIL": "bookings@clinic.example",
            "EMAIL_URL": "smtp://127.0.0.1:1",
            "RATE_LIMITS": "on",
            "TRUSTED_PROXY_COUNT": "1",
            "MEDIA_ROOT": str(self.state / "media"),
            "DEV_INBOX": "",
            "SMS_URL": "",
        }

    def migrate(self) -> None:
        """An empty clinic; Django is set up in this process from here on."""
        import django
        from django.core.management import call_command

        django.setup()
        # The floor of `bench.site` has a table and no migrations.
        call_command("migrate", run_syncdb=True, verbosity=0)
        call_command("createcachetable", verbosity=0)

    @contextmanager
    def running(self, name: str, *module: str, **environment: str) -> Iterator[Child]:
        """`python -m module…` beside us, ended afterwards."""
        child = Child(
            name,
            [sys.executable, "-m", *module],
            state=self.state,
            folder=CHECKOUT,
            environment={**os.environ, **environment},
        )
        child.start()
        try:
            yield child
        finally:
            child.stop(seconds=20)


def fresh() -> Surroundings:
    """In a folder for temporary files."""
    folder = Path(tempfile.mkdtemp(prefix="unknot-bench-"))
    # PostgreSQL runs as another user when the benchmark runs as root.
    folder.chmod(0o755)
    return Surroundings(folder)


def tell(text: str) -> None:
    """How far it is, for who watches; what was measured goes to standard output."""
    print(text, file=sys.stderr, flush=True)
