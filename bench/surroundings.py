"""A clinic of its own for a benchmark, on fresh servers in a folder that goes afterwards.

What is measured one after the other shares the servers: each has a copy of the empty clinic, a
database and a process of its own.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self, override

import psycopg
import redis
from psycopg import sql

from bench import empty_clinic
from clinic.children import Child
from clinic.demo.keys import keys_of
from clinic.embedded import DATABASE, Embedded
from clinic.state import claimed

CHECKOUT = Path(__file__).resolve().parents[1]
OF_A_PART = "part"


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
            self.embedded, self.url = embedded, embedded.postgres.url
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
            "DATABASE_URL": self.url,
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
        empty_clinic.migrate(os.environ["DJANGO_SETTINGS_MODULE"])

    def make_empty_clinic(self) -> None:
        """For those who work `Beside` us; Django is not set up in this process."""
        tell("making the tables …")
        empty_clinic.fill(self.url)

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


class Beside(Surroundings):
    """The servers of the surroundings in `folder`, and in them a clinic of its own.

    All that was made there goes with it, so that the next who comes finds them as they were.
    """

    @override
    def __enter__(self) -> Self:
        self.state = self.folder / "state"
        self.embedded = Embedded(self.state, durable=True, say=tell)
        self.embedded.valkey.url = os.environ["REDIS_URL"]
        self.url = self.embedded.postgres.url.replace(f"/{DATABASE}?", f"/{OF_A_PART}?")
        self._leave_only_the_empty_clinic()
        with self._server() as server:
            server.execute(f"CREATE DATABASE {OF_A_PART} TEMPLATE {DATABASE}")
            # What others wrote is not written out while something is measured.
            server.execute("CHECKPOINT")
        os.environ.update(self.settings())
        return self

    @override
    def __exit__(self, *_error: object) -> None:
        self._leave_only_the_empty_clinic()

    @override
    def migrate(self) -> None:
        import django

        django.setup()

    def _leave_only_the_empty_clinic(self) -> None:
        with redis.Redis.from_url(self.embedded.valkey.url) as broker:
            broker.flushall()
        with self._server() as server:
            others = server.execute(
                "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> ALL (%s)",
                [[DATABASE, "postgres"]],
            ).fetchall()
            for (name,) in others:
                server.execute(
                    sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
                )

    def _server(self) -> psycopg.Connection:
        url = self.embedded.postgres.url.replace(f"/{DATABASE}?", "/postgres?")
        return psycopg.connect(url, autocommit=True)


def fresh() -> Surroundings:
    """In a folder for temporary files."""
    folder = Path(tempfile.mkdtemp(prefix="unknot-bench-"))
    # PostgreSQL runs as another user when the benchmark runs as root.
    folder.chmod(0o755)
    return Surroundings(folder)


def tell(text: str) -> None:
    """How far it is, for who watches; what was measured goes to standard output."""
    print(text, file=sys.stderr, flush=True)
