"""Real PostgreSQL, Valkey, mail server, web server and browser for every test that wants them."""

import atexit
import gc
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from psycopg.pq import TransactionStatus
from pytest_django import DjangoDbBlocker

from tests.clean_slate import CleanSlate
from tests.edges import Mailbox, SmsProvider
from tests.environment import Surroundings

pytest_plugins = ["tests.live"]

# Before anything imports a model: Django reads its settings once, from the environment.
surroundings = Surroundings()
surroundings.begin()
# When what follows fails, pytest never calls pytest_unconfigure.
atexit.register(surroundings.end)

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from django.utils import translation  # noqa: E402

django.setup()
from locations import letterhead  # noqa: E402

REAL_MAILERS = settings.MAILERS
# One connection for this thread, as in production. Beside Playwright's event loop Django would keep
# a second one, which nobody finds again when the browser has closed.
setattr(connections, "_connections", threading.local())  # noqa: B010


def pytest_unconfigure() -> None:
    surroundings.end()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What migrations made is there for every test, also after those that commit."""
    with django_db_blocker.unblock():
        slate = CleanSlate(surroundings.past_the_pooler)
    setattr(TransactionTestCase, "_fixture_teardown", lambda _case: slate.restore())  # noqa: B010
    setattr(TransactionTestCase, "_should_reload_connections", _connections_are_spoilt)  # noqa: B010
    _keep_what_is_imported()
    yield
    slate.close()
    if surroundings.pooler:
        surroundings.pooler.end_sessions(connections["default"].settings_dict["NAME"])


def _connections_are_spoilt(_case: TransactionTestCase) -> bool:
    """Django opens a new one after every test that commits, which then learns all tables anew."""
    return not all(_as_good_as_new(one) for one in connections.all(initialized_only=True))


def _as_good_as_new(one: BaseDatabaseWrapper) -> bool:
    idle = one.connection and one.connection.info.transaction_status == TransactionStatus.IDLE
    return bool(idle and one.is_usable())


def _keep_what_is_imported() -> None:
    """Looking through the modules for garbage, over and over, took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(scope="session", autouse=True)
def _real_mail(django_test_environment: None) -> None:
    """Django's test environment swaps the mail server for a list; the tests have a real one."""
    settings.MAILERS = REAL_MAILERS


@pytest.fixture(autouse=True)
def _known_name() -> None:
    """Every test begins as if the clinic's name had just been read: that of the settings."""
    letterhead.keep(settings.CLINIC_NAME)


@pytest.fixture(autouse=True)
def _no_language_left() -> Iterator[None]:
    """A page in French leaves French behind in the thread that asked for it: here, the test's."""
    yield
    translation.deactivate()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """The e-mails received in this test."""
    box = Mailbox(surroundings.mail_sink)
    box.clear()
    yield box
    box.clear()


@pytest.fixture
def sms_provider() -> Iterator[SmsProvider]:
    """The SMS provider's HTTP edge; `requests` are the forms received in this test."""
    surroundings.sms_provider.clear()
    yield surroundings.sms_provider
    surroundings.sms_provider.clear()


@pytest.fixture
def now() -> datetime:
    """A Wednesday morning: 4 November 2026, 9:00 in Vancouver (which no longer changes clocks)."""
    return datetime(2026, 11, 4, 16, 0, tzinfo=UTC)
