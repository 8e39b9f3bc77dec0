"""What the messages say, word for word: read the golden files."""

from datetime import datetime, timedelta

import pytest

from booking.letters import render
from booking.messages import Kind
from booking.models import Appointment, Status
from reminders.channels import EmailContent, SmsContent
from reminders.models import Channel
from reminders.words import Wording
from tests.booking.golden_appointment import (
    NOW,
    STARTS_AT,
    a_message,
    assert_golden,
    make_alice,
    make_golden_appointment,
)

pytestmark = pytest.mark.django_db

CHILD = {"relationship": "child", "given_name": "Sam"}
LATE = STARTS_AT - timedelta(hours=2)
SITUATIONS = {
    "confirmation": (Kind.CONFIRMATION, NOW, {}),
    "confirmation-child": (Kind.CONFIRMATION, NOW, CHILD),
    "change": (Kind.CHANGE, NOW, {}),
    "change-child": (Kind.CHANGE, NOW, CHILD),
    "cancellation": (Kind.CANCELLATION, NOW, {}),
    "cancellation-child": (Kind.CANCELLATION, NOW, CHILD),
    "asked-to-move": (Kind.ASKED_TO_MOVE, NOW, {}),
    "asked-to-move-child": (Kind.ASKED_TO_MOVE, NOW, CHILD),
    "reminder-first": (Kind.REMINDER_FIRST, NOW, {}),
    "reminder-second": (Kind.REMINDER_SECOND, LATE, {}),
    "reminder-second-child": (Kind.REMINDER_SECOND, LATE, CHILD),
}


def appointment_for(kind: Kind, **patient: str) -> Appointment:
    status = Status.CANCELLED if kind == Kind.CANCELLATION else Status.BOOKED
    return make_golden_appointment(make_alice(**patient), status=status)


def email_of(appointment: Appointment, kind: Kind, now: datetime = NOW) -> EmailContent:
    email = render(a_message(appointment, kind, Channel.EMAIL), appointment, now, Wording())
    assert isinstance(email, EmailContent)
    return email


def sms_of(appointment: Appointment, kind: Kind, now: datetime = NOW) -> SmsContent:
    sms = render(a_message(appointment, kind, Channel.SMS), appointment, now, Wording())
    assert isinstance(sms, SmsContent)
    return sms


@pytest.mark.parametrize("situation", SITUATIONS)
def test_it_writes_the_email_of_the_golden_file(situation: str) -> None:
    kind, now, patient = SITUATIONS[situation]
    appointment = appointment_for(kind, **patient)
    email = email_of(appointment, kind, now)
    assert email.to == "alice@example.test"
    assert_golden(f"{situation}.email.txt", f"Subject: {email.subject}\n\n{email.text}")
    assert_golden(f"{situation}.email.html", email.html)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_it_writes_the_sms_of_the_golden_file(situation: str) -> None:
    kind, now, patient = SITUATIONS[situation]
    appointment = appointment_for(kind, **patient)
    sms = sms_of(appointment, kind, now)
    assert sms.to == "+16045550123"
    assert_golden(f"{situation}.sms.txt", sms.text)


@pytest.mark.parametrize("kind", Kind)
def test_it_shows_neither_treatment_nor_family_name_on_a_lock_screen(kind: Kind) -> None:
    appointment = appointment_for(kind)
    email = email_of(appointment, kind)
    sms = sms_of(appointment, kind)
    for glimpse in (email.subject, sms.text, email.calendar.decode()):
        assert "deep tissue" not in glimpse.lower()
    assert "Archer" not in email.subject + sms.text


@pytest.mark.parametrize("kind", Kind)
def test_it_keeps_an_sms_in_two_parts_of_the_basic_alphabet(kind: Kind) -> None:
    appointment = appointment_for(kind)
    sms = sms_of(appointment, kind)
    assert sms.text.isascii()
    assert len(sms.text) <= 2 * 153


def test_it_escapes_names_in_html_and_only_there() -> None:
    appointment = appointment_for(Kind.CONFIRMATION, given_name="<b>O'Brien & Söhne</b>")
    email = email_of(appointment, Kind.CONFIRMATION)
    assert "Hello &lt;b&gt;O&#x27;Brien &amp; Söhne&lt;/b&gt;," in email.html
    assert "Hello <b>O'Brien & Söhne</b>," in email.text


def test_it_keeps_a_name_of_several_lines_on_one() -> None:
    appointment = appointment_for(Kind.CHANGE, **CHILD | {"given_name": "Sam\r\nBcc: x@y.test"})
    email = email_of(appointment, Kind.CHANGE)
    assert email.subject.endswith(": Sam Bcc: x@y.test’s appointment with Maya")


def test_it_calls_people_by_the_name_they_prefer() -> None:
    appointment = appointment_for(Kind.CONFIRMATION, preferred_name="Ali")
    email = email_of(appointment, Kind.CONFIRMATION)
    assert email.text.startswith("Hello Ali,")


@pytest.mark.parametrize(
    ("move", "cancel", "sentence"),
    [
        (24, 24, "You can move or cancel online until Monday 3 May 2027, 1:30 pm. After that,"),
        (48, 24, "You can move it online until Sunday 2 May 2027, 1:30 pm. You can cancel online"),
        (200, 24, "You can cancel online until Monday 3 May 2027, 1:30 pm. After that,"),
        (200, 200, "It is too late to move or cancel online. If you cannot come, please phone us"),
    ],
)
def test_it_says_until_when_one_may_move_and_cancel(move: int, cancel: int, sentence: str) -> None:
    appointment = appointment_for(Kind.CONFIRMATION)
    appointment.location.policy.reschedule_cutoff_hours = move
    appointment.location.policy.cancel_cutoff_hours = cancel
    email = email_of(appointment, Kind.CONFIRMATION)
    assert sentence in email.text
    assert sentence in email.html
