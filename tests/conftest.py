"""Real PostgreSQL, Valkey, mail server, web server and browser for every test that wants them."""

import atexit
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

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
from django.db import DEFAULT_DB_ALIAS, connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402

django.setup()
REAL_MAILERS = settings.MAILERS


def pytest_unconfigure() -> None:
    surroundings.end()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After a test that commits, the rows that migrations made come back as they were."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        committing = marker is not None and marker.kwargs.get("transaction")
        if committing or "transactional_db" in getattr(item, "fixturenames", ()):
            restoring = pytest.mark.django_db(transaction=True, serialized_rollback=True)
            item.add_marker(restoring, append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Every connection knows what migrations made, not only the one that made the database.

    As soon as Playwright's event loop runs, Django has another connection in the same thread.
    """
    made = vars(connections[DEFAULT_DB_ALIAS])
    if "_test_serialized_contents" in made:
        BaseDatabaseWrapper._test_serialized_contents = made["_test_serialized_contents"]  # type: ignore[attr-defined]


@pytest.fixture(scope="session", autouse=True)
def _real_mail(django_test_environment: None) -> None:
    """Django's test environment swaps the mail server for a list; the tests have a real one."""
    settings.MAILERS = REAL_MAILERS


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
