"""Free times and reports from a streaming replica; who has changed something is shown it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from booking.replica import reading
from booking.replica.gauge import State
from booking.replica.servers import REPLICA
from tests.booking.pages import booked, choice, hold, soon, values_of_starts
from tests.clinic.waiting import eventually
from tests.factories import Clinic
from tests.faults.replica import Follower, named_replica
from tests.faults.servers import Servers
from tests.staff import at_work

CATCHES_UP_WITHIN = 20


@pytest.fixture(scope="module")
def _follower(all_servers: Servers) -> Iterator[Follower]:
    all_servers.everything_runs()
    follower = Follower(all_servers)
    try:
        follower.start()
        yield follower
    finally:
        follower.forget()


@pytest.fixture
def follower(_follower: Follower, clinic: Clinic, settings: Settings) -> Iterator[Follower]:
    """It has all of the clinic, and may be a minute late."""
    settings.DATABASE_REPLICA_LAG = 60
    with named_replica(_follower.host):
        has_caught_up()
        yield _follower
        _follower.runs()


@pytest.fixture
def start(clinic: Clinic) -> datetime:
    return soon(clinic, 10)


def has_caught_up() -> None:
    """With all that was committed until now."""

    def has() -> bool:
        return reading.gauge.look(tolerated=0, at_once=True).state is State.OK

    eventually(has, seconds=CATCHES_UP_WITHIN)


def is_listed(browser: Client, clinic: Clinic, start: datetime) -> bool:
    """On the page, and by the interface for programs."""
    query = {**choice(clinic), "from": start.date().isoformat()}
    page = browser.get("/book/", query)
    listed = browser.get("/api/v1/availability", {**query, "days": "3"}).json()["starts"]
    starts = [datetime.fromisoformat(one["starts_at"]) for one in listed]
    assert (start in starts) == (start in values_of_starts(page))
    return start in starts


def readyz() -> tuple[int, str]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()["replica"]


def test_who_holds_a_start_sees_it_at_once(
    follower: Follower, clinic: Clinic, start: datetime
) -> None:
    maker, other = Client(), Client()
    follower.pause()
    hold(maker, clinic, start)
    assert not is_listed(maker, clinic, start)
    assert is_listed(other, clinic, start)
    # What is listed too long is not held twice, and who was told so is shown why.
    assert hold(other, clinic, start).status_code == 409
    assert not is_listed(other, clinic, start)

    follower.go_on()
    eventually(lambda: not is_listed(Client(), clinic, start), seconds=CATCHES_UP_WITHIN)


def test_who_cancels_sees_it_at_once(follower: Follower, clinic: Clinic, start: datetime) -> None:
    appointment = booked(clinic, start)
    has_caught_up()
    maker, desk = Client(), at_work("receptionist")
    follower.pause()
    assert maker.post(f"/appointments/{appointment.token}/cancel/").status_code == 303
    assert is_listed(maker, clinic, start)
    assert not is_listed(desk, clinic, start)
    # The desk's own change: any at all.
    desk.post(f"/admin/schedule/{appointment.pk}/note/", {"note": "Phone first"})
    assert is_listed(desk, clinic, start)


def test_it_draws_reports_from_it(follower: Follower, clinic: Clinic) -> None:
    manager = at_work("manager")
    has_caught_up()
    with CaptureQueriesContext(connections[REPLICA]) as asked:
        assert manager.get("/admin/reports/hours/").status_code == 200
        assert manager.get("/admin/reports/income-by-treatment.csv").status_code == 200
    assert len(asked) >= 8


def test_a_late_replica_is_not_asked(
    follower: Follower, clinic: Clinic, start: datetime, settings: Settings
) -> None:
    settings.DATABASE_REPLICA_LAG = 0
    follower.pause()
    hold(Client(), clinic, start)
    assert readyz() == (200, "late")
    assert not is_listed(Client(), clinic, start)


def test_without_it_the_primary_answers(
    follower: Follower, clinic: Clinic, start: datetime
) -> None:
    manager = at_work("manager")
    has_caught_up()
    assert is_listed(Client(), clinic, start)
    follower.stop()
    assert is_listed(Client(), clinic, start)
    assert manager.get("/admin/reports/income/").status_code == 200
    assert readyz()[1] == "unreachable"
    hold(Client(), clinic, start)
    assert not is_listed(Client(), clinic, start)


def test_a_server_that_follows_nobody_is_not_asked(
    servers: Servers, clinic: Clinic, start: datetime
) -> None:
    # A log that was once replayed makes nobody a replica.
    servers.kill_database()
    servers.start_database_again()
    connections.close_all()
    with named_replica(str(servers.postgres.sockets)):
        assert readyz() == (200, "not a replica")
        assert is_listed(Client(), clinic, start)
