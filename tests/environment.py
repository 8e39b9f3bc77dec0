"""What a test run needs around it: settings, real servers, a mailbox and a telephone."""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from clinic.demo.mail_sink import MailSink
from clinic.embedded import Embedded
from clinic.state import claimed
from tests.edges import SmsProvider
from tests.pooler import Pooler

SECRET_KEY = "only-for-tests-only-for-tests-only-for-tests-only-for-tests"


class Surroundings:
    """Everything outside the code under test; `begin` comes before Django reads its settings."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="unknot-tests-"))
        # PostgreSQL runs as another user when the tests run as root.
        self.folder.chmod(0o755)
        self.inbox = self.folder / "inbox"
        self.mail_sink = MailSink(self.inbox)
        self.sms_provider = SmsProvider(self.inbox)
        self.open = ExitStack()
        # Only where PGBOUNCER is set (docs/scaling.md).
        self.pooler: Pooler | None = None

    @property
    def past_the_pooler(self) -> dict[str, str]:
        """How to reach PostgreSQL itself, beside what Django is told."""
        return {"port": self.pooler.direct_port} if self.pooler else {}

    def begin(self) -> None:
        with ExitStack() as opening:
            opening.callback(shutil.rmtree, self.folder, ignore_errors=True)
            self._servers(opening)
            self.mail_sink.start()
            opening.callback(self.mail_sink.stop)
            self.sms_provider.start()
            opening.callback(self.sms_provider.stop)
            self.open = opening.pop_all()
        os.environ.update(self._settings())

    def end(self) -> None:
        self.open.close()

    def _servers(self, opening: ExitStack) -> None:
        if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
            return
        state = opening.enter_context(claimed(self.folder / "state")).folder
        embedded = Embedded(state, durable=False)
        opening.callback(embedded.postgres.forget)
        embedded.start()
        opening.callback(embedded.stop)
        address = embedded.postgres.url
        if program := os.environ.get("PGBOUNCER"):
            self.pooler = Pooler(program, embedded.postgres, state)
            self.pooler.start()
            opening.callback(self.pooler.stop)
            address = self.pooler.url
        os.environ.setdefault("DATABASE_URL", address)
        os.environ.setdefault("REDIS_URL", embedded.valkey.url)

    def _settings(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            # As in the demo; pytest-django switches settings.DEBUG itself off again.
            "DEBUG": "on",
            "SECRET_KEY": SECRET_KEY,
            "FIELD_ENCRYPTION_KEYS": "tests:" + "dGVz" * 10 + "dGU=",
            "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
            "SITE_URL": "http://testserver",
            "RATE_LIMITS": "on",
            "TRUSTED_PROXY_COUNT": "0",
            # Without a pool, a test that ends leaves no connection behind.
            "DATABASE_POOL_SIZE": "0",
            "DATABASE_PREPARED_STATEMENTS": os.environ.get("DATABASE_PREPARED_STATEMENTS", "on"),
            "EMAIL_URL": self.mail_sink.url,
            "SMS_URL": self.sms_provider.url,
            "DEV_INBOX": str(self.inbox),
            "MEDIA_ROOT": str(self.folder / "media"),
            "CLINIC_NAME": "Unknot Massage Therapy",
            "FROM_EMAIL": "bookings@clinic.test",
        }
