"""One statement notes what went and asks about the next; nothing is handed over before."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from smtplib import SMTP
from threading import Event
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from reminders import delivery, outbox
from reminders.channels import Leave, Letter, email
from reminders.models import OutgoingMessage, State
from reminders.outbox import Sent
from tests.edges import Mailbox
from tests.reminders.notes import NOW, Clock, make_message


def claimed_pair() -> tuple[OutgoingMessage, OutgoingMessage]:
    make_message()
    make_message()
    first, second = outbox.claim(now=NOW)
    return first, second


def sent(message: OutgoingMessage) -> Sent:
    return Sent(message, "alice@example.test", NOW, "SM1")


@pytest.mark.django_db
def test_it_notes_what_went_and_leaves_the_next_to_be_sent() -> None:
    first, second = claimed_pair()
    assert outbox.record_and_ask(sent(first), about=second) == (True, True)
    first.refresh_from_db()
    noted = (first.state, first.recipient, first.sent_at, first.provider_key, first.lease)
    assert noted == (State.SENT, "alice@example.test", NOW, "SM1", None)


@pytest.mark.django_db
def test_it_hears_that_the_next_was_withdrawn() -> None:
    first, second = claimed_pair()
    outbox.withdraw(subject=second.subject, reason="Moved.")
    assert outbox.record_and_ask(sent(first), about=second) == (True, False)


@pytest.mark.django_db
def test_it_notes_what_was_withdrawn_too_late_to_stop_it() -> None:
    first, second = claimed_pair()
    outbox.withdraw(subject=first.subject, reason="Moved.")
    assert outbox.record_and_ask(sent(first), about=second) == (True, True)


@pytest.mark.django_db
def test_it_leaves_both_to_the_worker_that_has_taken_over() -> None:
    first, second = claimed_pair()
    outbox.claim(now=NOW + outbox.LEASE)
    assert outbox.record_and_ask(sent(first), about=second) == (False, False)
    first.refresh_from_db()
    assert first.state == State.SENDING


def withdraw_both(begun: Event, go_on: Event, first: str, second: str) -> None:
    """Somebody who cancels two appointments, and takes a moment to commit."""
    try:
        with transaction.atomic():
            outbox.withdraw(subject=first, reason="Cancelled.")
            outbox.withdraw(subject=second, reason="Cancelled.")
            begun.set()
            go_on.wait(timeout=0.3)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("longest_wait", "is_ours"), [(0.05, False), (60, True)], ids=["asked anew", "negative control"]
)
def test_it_does_not_go_by_an_answer_that_waited_for_a_lock(
    longest_wait: float, is_ours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LONGEST_WAIT", longest_wait)
    first, second = claimed_pair()
    begun, go_on = Event(), Event()
    with ThreadPoolExecutor(1) as somebody:
        done = somebody.submit(withdraw_both, begun, go_on, first.subject, second.subject)
        begun.wait(timeout=10)
        assert outbox.record_and_ask(sent(first), about=second) == (True, is_ours)
        done.result()


def states_that_others_see() -> list[str]:
    parameters = connection.get_connection_params() | {"pool": None}
    wanted = {
        key: parameters[key] for key in ("dbname", "user", "host", "port") if parameters.get(key)
    }
    with psycopg.connect(**wanted) as other:
        rows = other.execute("SELECT state FROM reminders_outgoingmessage ORDER BY id")
        return [state for (state,) in rows]


@pytest.mark.django_db(transaction=True)
def test_it_hands_nothing_over_before_its_forerunner_is_committed(
    mailbox: Mailbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_message()
    make_message()
    make_message()
    seen, real = [], email.hand_over

    def looking_right_before(smtp: SMTP, letter: Letter, leave: Leave, *more: Any) -> bool:
        def in_time() -> bool:
            seen.append(states_that_others_see())
            return leave.in_time()

        return real(smtp, letter, replace(leave, in_time=in_time), *more)

    monkeypatch.setattr(email, "hand_over", looking_right_before)
    delivery.run(clock=clock)
    assert seen == [
        ["sending", "sending", "sending"],
        ["sent", "sending", "sending"],
        ["sent", "sent", "sending"],
    ]
    assert (states_that_others_see(), len(mailbox)) == (["sent"] * 3, 3)
