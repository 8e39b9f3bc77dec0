from collections.abc import Callable
from datetime import datetime

import pytest

from reminders import outbox
from reminders.channels import Content, Leave, Letter, Parcel
from reminders.models import OutgoingMessage, State
from reminders.preparing import FRESH, Preparation
from reminders.words import Wording
from tests.reminders.notes import MINUTE, NOW, Clock, Note, make_message, notes

pytestmark = pytest.mark.django_db


class Paper:
    """Packs what it is given, and sends nothing."""

    def pack(self, content: Content, *, message_id: str, now: datetime) -> Parcel:  # noqa: ARG002
        return Letter("bookings@clinic.test", content.to, f"{message_id} {content.text}".encode())

    def send(
        self,
        parcel: Parcel,  # noqa: ARG002
        *,
        leave: Leave,  # noqa: ARG002
        meanwhile: Callable[[], None],
    ) -> str:
        meanwhile()
        return ""


def coming(clock: Clock) -> Preparation:
    return Preparation(outbox.claim(now=NOW), Paper(), clock, Wording())


def said(preparation: Preparation) -> str:
    ready = preparation.take()
    assert ready is not None
    assert isinstance(ready.parcel, Letter)
    return ready.parcel.source.decode().partition(" ")[2]


def state_of(message: OutgoingMessage) -> str:
    message.refresh_from_db()
    return message.state


def test_it_makes_one_after_the_other_ready(clock: Clock) -> None:
    make_message(Note(text="First."))
    make_message(Note(text="Second."))
    preparation = coming(clock)
    assert [said(preparation), said(preparation)] == ["First.", "Second."]
    assert preparation.take() is None


def test_it_looks_ahead_without_taking(clock: Clock) -> None:
    message = make_message(Note(text="First."))
    preparation = coming(clock)
    preparation.look_ahead()
    assert preparation.ahead
    assert [one.pk for one in preparation.rest] == [message.pk]
    assert said(preparation) == "First."


def test_it_asks_anew_about_what_it_looked_at_long_ago(clock: Clock) -> None:
    message = make_message()
    preparation = coming(clock)
    preparation.look_ahead()
    notes[message.subject].lapsed = "Cancelled."
    clock.advance(2 * FRESH)
    assert preparation.take() is None
    assert state_of(message) == State.WITHDRAWN


def test_it_lets_nothing_go_that_became_too_late_meanwhile(clock: Clock) -> None:
    message = make_message(not_after=NOW + MINUTE)
    preparation = coming(clock)
    preparation.look_ahead()
    clock.advance(MINUTE)
    assert preparation.take() is None
    assert state_of(message) == State.WITHDRAWN


def test_it_reads_anew_what_it_read_long_ago(clock: Clock) -> None:
    make_message()
    second = make_message(Note(text="At two."))
    preparation = coming(clock)
    preparation.take()
    notes[second.subject] = Note(text="At three.")
    clock.advance(2 * FRESH)
    assert said(preparation) == "At three."
