"""What the messages say, word for word: read the golden files."""

from datetime import datetime, timedelta

import pytest

from booking.letters import render
from booking.messages import Kind
from booking.models import Appointment, Status
from reminders.channels import EmailContent, SmsContent
from reminders.models import Channel, MessageText
from reminders.words import Wording
from tests.booking.golden_appointment import (
    NOW,
    STARTS_AT,
    a_message,
    assert_golden_email,
    assert_golden_sms,
    in_both_languages,
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

GOLDEN = in_both_languages(SITUATIONS)


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


@pytest.mark.parametrize("name", GOLDEN)
def test_it_writes_the_email_of_the_golden_file(name: str) -> None:
    situation, language = GOLDEN[name]
    kind, now, patient = SITUATIONS[situation]
    email = email_of(appointment_for(kind, **patient, language=language), kind, now)
    assert email.to == "alice@example.test"
    assert_golden_email(name, email)


@pytest.mark.parametrize("name", GOLDEN)
def test_it_writes_the_sms_of_the_golden_file(name: str) -> None:
    situation, language = GOLDEN[name]
    kind, now, patient = SITUATIONS[situation]
    sms = sms_of(appointment_for(kind, **patient, language=language), kind, now)
    assert sms.to == "+16045550123"
    assert_golden_sms(name, sms)


@pytest.mark.parametrize("kind", Kind)
def test_it_shows_neither_treatment_nor_family_name_on_a_lock_screen(kind: Kind) -> None:
    appointment = appointment_for(kind)
    email = email_of(appointment, kind)
    sms = sms_of(appointment, kind)
    for glimpse in (email.subject, sms.text, email.calendar.decode()):
        assert "deep tissue" not in glimpse.lower()
    assert "Archer" not in email.subject + sms.text


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


def test_it_offers_to_say_i_will_be_there_until_that_is_said() -> None:
    appointment = appointment_for(Kind.REMINDER_FIRST)
    assert "/attending/" in email_of(appointment, Kind.REMINDER_FIRST).html
    appointment.attending_since = NOW
    assert "/attending/" not in email_of(appointment, Kind.REMINDER_FIRST).html
    assert "Reply STOP to end texts." in sms_of(appointment, Kind.REMINDER_FIRST).text


def test_it_says_the_familys_other_appointments_in_the_reminder() -> None:
    appointment = appointment_for(Kind.REMINDER_FIRST)
    row = a_message(appointment, Kind.REMINDER_FIRST, Channel.EMAIL)
    email = render(row, appointment, NOW, Wording(), family="3:00 pm <Leo>\n4:00 pm Mia")
    assert isinstance(email, EmailContent)
    assert "3:00 pm &lt;Leo&gt;<br>4:00 pm Mia" in email.html
    assert "YOUR FAMILY THAT DAY\n3:00 pm <Leo>\n4:00 pm Mia\n" in email.text


@pytest.mark.parametrize(
    ("name", "said"),
    [("Alice", "Le rendez-vous d’Alice"), ("Émile", "d’Émile"), ("Sam", "Le rendez-vous de Sam")],
)
def test_it_elides_in_french(name: str, said: str) -> None:
    child = CHILD | {"given_name": name, "language": "fr-ca"}
    assert said in email_of(appointment_for(Kind.REMINDER_FIRST, **child), Kind.REMINDER_FIRST).html


def test_it_says_the_clinics_words_where_it_has_some() -> None:
    appointment = appointment_for(Kind.REMINDER_FIRST)
    key = {"kind": Kind.REMINDER_FIRST, "channel": Channel.EMAIL, "language": "en-ca"}
    text = MessageText(**key, subject="Soon: {time}", opening="{appointment} with {therapist}!")
    row = a_message(appointment, Kind.REMINDER_FIRST, Channel.EMAIL)
    email = render(row, appointment, NOW, Wording.made_of([text]))
    assert isinstance(email, EmailContent)
    assert email.subject == "Soon: 1:30 pm"
    assert "Your appointment with Maya!" in email.text
    assert "Your appointment is coming up" in email.text
