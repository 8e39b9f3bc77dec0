"""Servers that may be killed, a mail server with moods, and the clinic's own processes."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from reminders.models import WAITING, OutgoingMessage, State
from tests.factories import Clinic
from tests.faults.crew import START_SECONDS, Crew
from tests.faults.due import all_sent, due
from tests.faults.post_office import PostOffice
from tests.faults.servers import Servers
from tests.reminders.notes import Clock


@pytest.fixture(scope="session")
def all_servers(django_db_blocker: DjangoDbBlocker) -> Iterator[Servers]:
    servers = Servers()
    try:
        with django_db_blocker.unblock():
            servers.start()
        yield servers
    finally:
        servers.stop()


@pytest.fixture
def servers(all_servers: Servers) -> Servers:
    """Both run, whatever the test before did to them."""
    all_servers.everything_runs()
    return all_servers


@pytest.fixture(scope="session")
def _post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    office.start()
    yield office
    office.stop()


@pytest.fixture
def post_office(_post_office: PostOffice) -> Iterator[PostOffice]:
    """The mail server of this test and of all the processes that it starts."""
    _post_office.clear()
    before = settings.MAILERS
    settings.MAILERS = deepcopy(before)
    settings.MAILERS["default"]["OPTIONS"]["port"] = _post_office.controller.port
    yield _post_office
    _post_office.go_on.set()
    settings.MAILERS = before


@pytest.fixture
def database(servers: Servers, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database for this test alone; Django's connection leads there."""
    name = servers.new_database()
    with django_db_blocker.unblock(), servers.connected_to(name):
        yield name
    servers.everything_runs()
    servers.drop(name)


@pytest.fixture
def clinic(database: str) -> Clinic:
    return clinic_without_quiet_hours()


@pytest.fixture
def clock() -> Clock:
    """Stands still until a test moves it on."""
    return Clock()


@pytest.fixture
def crew(servers: Servers, database: str, post_office: PostOffice) -> Iterator[Crew]:
    """Processes of this test alone."""
    crew = Crew(servers, database, post_office)
    yield crew
    post_office.go_on.set()
    crew.stop()


@pytest.fixture(scope="session")
def _running(
    all_servers: Servers, _post_office: PostOffice, django_db_blocker: DjangoDbBlocker
) -> Iterator[Crew]:
    crew = Crew(all_servers, all_servers.new_database(), _post_office)
    try:
        web, worker, _beat = crew.web(), crew.worker(), crew.beat()
        web.wait_until(lambda: crew.web_says("/readyz") == 200, seconds=START_SECONDS)
        with django_db_blocker.unblock(), all_servers.connected_to(crew.database):
            first = due(clinic_without_quiet_hours(), 1)
            worker.wait_until(lambda: all_sent(first), seconds=START_SECONDS)
        yield crew
    finally:
        crew.stop()


@pytest.fixture
def running(
    _running: Crew,
    servers: Servers,
    post_office: PostOffice,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Crew]:
    """Web, worker and beat that run all the time: no test here may restart them."""
    with django_db_blocker.unblock(), servers.connected_to(_running.database):
        _nothing_waits()
        yield _running
        post_office.go_on.set()
        # The processes go on while other tests count what the mail server takes.
        _nothing_waits()
        assert [child.name for child in _running.started if not child.alive] == []


@pytest.fixture
def open_clinic(running: Crew) -> Clinic:
    """The clinic of those processes."""
    return clinic_without_quiet_hours()


def clinic_without_quiet_hours() -> Clinic:
    """Tests run at any hour of the night."""
    clinic = Clinic()
    clinic.set_policy(quiet_from=None, quiet_until=None)
    return clinic


def _nothing_waits() -> None:
    OutgoingMessage.objects.filter(state__in=WAITING).update(state=State.WITHDRAWN)
