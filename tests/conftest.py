"""Real PostgreSQL, Valkey, mail server, web server and browser for every test that wants them."""

import atexit
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
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
from django.test import TransactionTestCase  # noqa: E402

django.setup()
REAL_MAILERS = settings.MAILERS


def pytest_unconfigure() -> None:
    surroundings.end()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What migrations made is there for every test, also after those that commit."""
    with django_db_blocker.unblock():
        slate = CleanSlate()
    setattr(TransactionTestCase, "_fixture_teardown", lambda _case: slate.restore())  # noqa: B010
    yield
    slate.close()


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
