import pytest

from reminders import delivery, outbox
from reminders.models import State
from tests.edges import Mailbox
from tests.reminders.notes import NOW, Clock, make_message

pytestmark = pytest.mark.django_db


def test_it_withdraws_what_is_due_and_says_why() -> None:
    message = make_message()
    assert outbox.withdraw(subject=message.subject, reason="Moved.") == 1
    message.refresh_from_db()
    assert (message.state, message.error) == (State.WITHDRAWN, "Moved.")


def test_it_leaves_the_present_version() -> None:
    old = make_message(version=1)
    new = make_message(subject=old.subject, version=2)
    outbox.withdraw(subject=old.subject, before_version=2, reason="Moved.")
    new.refresh_from_db()
    assert new.state == State.DUE


def test_it_leaves_other_subjects() -> None:
    message, other = make_message(), make_message()
    outbox.withdraw(subject=message.subject, reason="Moved.")
    other.refresh_from_db()
    assert other.state == State.DUE


@pytest.mark.parametrize("state", [State.SENT, State.DEAD])
def test_it_leaves_what_is_settled(state: State) -> None:
    message = make_message(state=state)
    assert outbox.withdraw(subject=message.subject, reason="Moved.") == 0


def test_it_stops_a_message_between_claim_and_send(mailbox: Mailbox, clock: Clock) -> None:
    message = make_message()
    batch = outbox.claim(now=NOW)
    outbox.withdraw(subject=message.subject, reason="Moved.")
    delivery.deliver(batch, clock=clock)
    message.refresh_from_db()
    assert (message.state, len(mailbox)) == (State.WITHDRAWN, 0)


def test_it_still_records_what_was_on_its_way_already() -> None:
    message = make_message()
    [claimed] = outbox.claim(now=NOW)
    outbox.withdraw(subject=message.subject, reason="Moved.")
    assert outbox.record_sent(claimed, recipient="alice@example.test", now=NOW)
    message.refresh_from_db()
    assert message.state == State.SENT


def test_it_is_not_undone_by_a_failed_try() -> None:
    message = make_message()
    [claimed] = outbox.claim(now=NOW)
    outbox.withdraw(subject=message.subject, reason="Moved.")
    assert not outbox.record_failure(claimed, reason="Refused.", now=NOW)
    message.refresh_from_db()
    assert message.state == State.WITHDRAWN
