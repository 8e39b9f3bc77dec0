"""One task, one batch; a full one wakes a worker up for the next."""

import pytest

from reminders import delivery
from reminders.models import Channel
from tests.edges import Mailbox, SmsProvider
from tests.reminders.notes import Clock, Note, make_message

pytestmark = pytest.mark.django_db


def test_it_leaves_more_when_the_batch_was_full(mailbox: Mailbox, clock: Clock) -> None:
    for _ in range(3):
        make_message()
    done = delivery.deliver_batch(clock=clock, limit=2)
    assert (done.claimed, done.leaves_more, len(mailbox)) == (2, True, 2)


def test_it_leaves_nothing_when_there_was_room_for_more(mailbox: Mailbox, clock: Clock) -> None:
    make_message()
    assert not delivery.deliver_batch(clock=clock, limit=2).leaves_more


def test_it_has_nothing_to_do_when_nothing_is_due(clock: Clock) -> None:
    done = delivery.deliver_batch(clock=clock)
    assert (done.claimed, done.leaves_more) == (0, False)


def test_it_goes_on_without_the_provider_that_takes_nothing(
    mailbox: Mailbox, sms_provider: SmsProvider, clock: Clock
) -> None:
    mailbox.answer_with("421 4.3.2 Closing")
    for _ in range(3):
        make_message()
    make_message(Note(to="+16045550123"), channel=Channel.SMS)
    done = delivery.deliver_batch(clock=clock, limit=4)
    assert (done.reachable, done.leaves_more) == (frozenset({Channel.SMS}), True)


def test_it_waits_for_the_next_tick_when_nobody_takes_anything(
    mailbox: Mailbox, clock: Clock
) -> None:
    mailbox.answer_with("421 4.3.2 Closing")
    for _ in range(3):
        make_message()
    done = delivery.deliver_batch(clock=clock, channels=[Channel.EMAIL], limit=3)
    assert not done.leaves_more
