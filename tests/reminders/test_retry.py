import pytest

from reminders import outbox
from reminders.models import State
from tests.reminders.notes import MINUTE, NOW, make_message

pytestmark = pytest.mark.django_db


def test_it_makes_a_message_that_was_given_up_due_with_all_its_tries() -> None:
    message = make_message(state=State.DEAD, attempts=5, due_at=NOW - MINUTE)
    assert outbox.retry(message, now=NOW)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.next_try_at) == (State.DUE, 0, NOW)


def test_it_refuses_once_the_message_is_of_no_use() -> None:
    message = make_message(state=State.DEAD, not_after=NOW)
    assert not outbox.retry(message, now=NOW)


@pytest.mark.parametrize("state", [State.SENT, State.WITHDRAWN, State.SENDING])
def test_it_refuses_anything_that_was_not_given_up(state: State) -> None:
    assert not outbox.retry(make_message(state=state), now=NOW)
