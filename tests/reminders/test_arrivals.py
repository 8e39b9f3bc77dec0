"""How a text message fared: the provider tells, the desk sees the number that does not work."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients import trouble
from patients.models import ContactTrouble
from reminders.models import Channel, OutgoingMessage, State
from tests.reminders.texts import NUMBER, STATUS, call, form_of, key

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent() -> OutgoingMessage:
    """A text that the provider took a minute ago."""
    now = timezone.now()
    return OutgoingMessage.objects.create(
        subject="appointment:1",
        version=0,
        kind="confirmation",
        channel=Channel.SMS,
        due_at=now,
        next_try_at=now,
        not_after=now + timedelta(days=1),
        state=State.SENT,
        sent_at=now - timedelta(minutes=1),
        recipient=NUMBER,
        provider_key=key(),
    )


def tell(message: OutgoingMessage, status: str, **fields: str) -> int:
    form = form_of("", MessageSid=message.provider_key, MessageStatus=status, **fields)
    return int(call(STATUS, form).status_code)


def marked() -> dict[str, str]:
    return dict(ContactTrouble.objects.values_list("address", "reason"))


@pytest.mark.parametrize("status", ["failed", "undelivered"])
def test_it_marks_the_number_and_says_so_at_the_message(sent: OutgoingMessage, status: str) -> None:
    assert tell(sent, status, ErrorCode="30005") == 204
    sent.refresh_from_db()
    assert sent.error == "The SMS did not arrive: there is no such number."
    assert marked() == {NUMBER: sent.error}


def test_a_full_queue_says_nothing_of_the_number(sent: OutgoingMessage) -> None:
    tell(sent, "failed", ErrorCode="30001")
    sent.refresh_from_db()
    assert "30001" in sent.error
    assert marked() == {}


def test_it_bears_an_odd_code(sent: OutgoingMessage) -> None:
    tell(sent, "failed", ErrorCode="<b>Alice's back</b>")
    sent.refresh_from_db()
    assert sent.error == "The SMS did not arrive: no reason given."


def test_what_arrives_clears_the_number(sent: OutgoingMessage) -> None:
    trouble.mark(NUMBER, reason="Off.", now=timezone.now() - timedelta(hours=1))
    tell(sent, "delivered")
    assert marked() == {}


def test_what_was_sent_before_the_mark_does_not_clear_it(sent: OutgoingMessage) -> None:
    trouble.mark(NUMBER, reason="Off.", now=timezone.now())
    tell(sent, "delivered")
    assert marked() == {NUMBER: "Off."}


def test_a_replay_does_not_mark_a_number_that_was_cleared(sent: OutgoingMessage) -> None:
    tell(sent, "failed", ErrorCode="30003")
    trouble.clear(NUMBER)
    tell(sent, "failed", ErrorCode="30003")
    assert marked() == {}


@pytest.mark.parametrize("status", ["queued", "sent", "", "\0"])
def test_it_changes_nothing_on_the_way(sent: OutgoingMessage, status: str) -> None:
    assert tell(sent, status) == 204
    sent.refresh_from_db()
    assert (sent.error, marked()) == ("", {})


def test_it_does_not_know_every_message(sent: OutgoingMessage) -> None:
    form = form_of("", MessageSid=key(), MessageStatus="failed", To=NUMBER)
    assert call(STATUS, form).status_code == 204
    assert marked() == {}
