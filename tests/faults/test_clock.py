"""The machine's clock goes two hours forward, and back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from reminders import delivery
from reminders.models import State
from reminders.outbox import LEASE
from tests.factories import Clinic
from tests.faults.due import address, due, states
from tests.faults.post_office import PostOffice
from tests.reminders.notes import Clock

TWO_HOURS = timedelta(hours=2)
EVERYBODY = [address(number) for number in range(30)]


@pytest.mark.parametrize("jump", [TWO_HOURS, -TWO_HOURS])
def test_it_sends_nothing_twice_when_the_clock_jumps_in_mid_batch(
    clinic: Clinic, post_office: PostOffice, clock: Clock, jump: timedelta
) -> None:
    messages = due(clinic, 30, now=clock.now)
    jumping = jumps_at(post_office, 10, clock, jump)
    delivery.run(clock=jumping)
    delivery.run(clock=jumping)
    clock.advance(LEASE)
    delivery.run(clock=clock)
    assert sorted(post_office.taken) == sorted(EVERYBODY)
    assert states(messages) == {State.SENT}


@pytest.mark.parametrize("jump", [TWO_HOURS, -TWO_HOURS])
def test_it_sends_nothing_twice_when_the_clock_jumps_between_batches(
    clinic: Clinic, post_office: PostOffice, clock: Clock, jump: timedelta
) -> None:
    due(clinic, 30, now=clock.now)
    delivery.deliver_batch(clock=clock, limit=10)
    for there_and_back in (jump, -jump):
        clock.advance(there_and_back)
        delivery.run(clock=clock)
    assert sorted(post_office.taken) == sorted(EVERYBODY)


def jumps_at(
    post_office: PostOffice, count: int, clock: Clock, jump: timedelta
) -> Callable[[], datetime]:
    """A clock that jumps once the mail server has taken so many."""
    return lambda: clock.now + (jump if len(post_office.taken) >= count else timedelta())
