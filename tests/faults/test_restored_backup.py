"""Somebody restores an older backup: what was due then, and is past now, is not sent."""

from datetime import timedelta

from django.db import connections

from reminders import delivery
from reminders.models import State
from tests.factories import Clinic
from tests.faults.due import address, due, states
from tests.faults.post_office import PostOffice
from tests.faults.servers import Servers
from tests.reminders.notes import Clock


def test_it_does_not_send_what_is_past(
    servers: Servers, database: str, clinic: Clinic, post_office: PostOffice, clock: Clock
) -> None:
    soon_begun = clock.now + timedelta(hours=3)
    past = due(clinic, 5, now=clock.now, first_start=soon_begun)
    coming = due(Clinic(), 5, now=clock.now, first_number=100)
    backup = servers.back_up(database)
    delivery.run(clock=clock)
    assert len(post_office.taken) == 10

    connections.close_all()
    servers.restore(backup, database)
    assert states([*past, *coming]) == {State.DUE}
    post_office.clear()
    clock.advance(timedelta(days=1))
    delivery.run(clock=clock)
    assert states(past) == {State.WITHDRAWN}
    assert post_office.taken == [address(number) for number in range(100, 105)]
