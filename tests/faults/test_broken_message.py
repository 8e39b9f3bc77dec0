"""A message that cannot be written dies alone, whatever else is due with it."""

from datetime import timedelta

from locations.models import Location
from reminders import delivery
from reminders.models import OutgoingMessage, State
from tests.factories import Clinic
from tests.faults.due import address, due, states
from tests.faults.post_office import PostOffice
from tests.reminders.notes import Clock

THREE_HOURS = timedelta(hours=3)


def test_it_sends_all_but_those_that_cannot_be_written(
    clinic: Clinic, post_office: PostOffice, clock: Clock
) -> None:
    good = due(clinic, 20, now=clock.now)
    nowhere = Clinic()
    broken = due(nowhere, 3, now=clock.now, first_number=100)
    Location.objects.filter(pk=nowhere.location.pk).update(zone_name="Nowhere/At_all")
    delivery.run(clock=clock)
    assert states(good) == {State.SENT}
    assert states(broken) == {State.DUE}

    for _try in range(5):
        clock.advance(THREE_HOURS)
        delivery.run(clock=clock)
    assert states(broken) == {State.DEAD}
    assert_reason(broken, "Writing it failed: ")
    assert sorted(post_office.tried) == sorted(address(number) for number in range(20))


def test_it_sends_all_but_those_that_cannot_be_read(
    clinic: Clinic, post_office: PostOffice, clock: Clock
) -> None:
    good = due(clinic, 20, now=clock.now)
    [strange] = due(Clinic(), 1, now=clock.now, first_number=100)
    OutgoingMessage.objects.filter(pk=strange.pk).update(subject="appointment:of-nobody")
    for _try in range(6):
        delivery.run(clock=clock)
        clock.advance(THREE_HOURS)
    assert states(good) == {State.SENT}
    assert states([strange]) == {State.DEAD}
    assert post_office.copies == 0


def assert_reason(messages: list[OutgoingMessage], beginning: str) -> None:
    for message in messages:
        message.refresh_from_db()
        assert message.error.startswith(beginning)
