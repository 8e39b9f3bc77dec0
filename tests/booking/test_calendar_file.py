from email.message import EmailMessage

import pytest
from django.utils.translation import override
from icalendar import Calendar, Event

from booking import lifecycle, messages
from booking.calendar_file import Method, calendar_file, download
from booking.models import Status
from reminders import delivery
from tests.booking.golden_appointment import (
    ENDS_AT,
    NOW,
    STARTS_AT,
    TOKEN,
    assert_golden,
    make_alice,
    make_golden_appointment,
)
from tests.edges import Mailbox
from tests.factories import NOW as CLINIC_NOW
from tests.factories import PATIENT, Clinic, make_patient

pytestmark = pytest.mark.django_db


def event_in(content: bytes) -> Event:
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def invitation(letter: EmailMessage) -> tuple[str, Event]:
    """The method that the type names, and the event."""
    [part] = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    method = part.get_param("method")
    assert Calendar.from_ical(content)["METHOD"] == method
    return str(method), event_in(content)


@pytest.mark.parametrize("method", Method)
def test_it_writes_the_golden_file(method: Method) -> None:
    status = Status.CANCELLED if method is Method.CANCEL else Status.BOOKED
    appointment = make_golden_appointment(status=status)
    content = calendar_file(appointment, method=method, now=NOW)
    assert_golden(f"{method.lower()}.ics", content.decode())


def test_it_speaks_the_language_of_the_patient() -> None:
    with override("fr-ca"):
        content = calendar_file(make_golden_appointment(), method=Method.REQUEST, now=NOW)
    assert_golden("request.fr.ics", content.decode())


def test_it_says_when_as_instants() -> None:
    event = event_in(download(make_golden_appointment(), now=NOW))
    assert (event.start, event.end) == (STARTS_AT, ENDS_AT)
    assert event["DTSTART"].to_ical() == b"20270504T203000Z"


def test_it_ends_every_line_as_the_standard_wants_and_folds_it_at_75_octets() -> None:
    patient = make_alice(given_name="Ålïcë" * 12)
    content = calendar_file(make_golden_appointment(patient), method=Method.REQUEST, now=NOW)
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75


def test_it_publishes_without_inviting_anybody() -> None:
    content = download(make_golden_appointment(), now=NOW)
    assert Calendar.from_ical(content)["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event_in(content)


def test_it_asks_no_answer_of_a_patient_who_has_booked() -> None:
    content = calendar_file(make_golden_appointment(), method=Method.REQUEST, now=NOW)
    attendee = event_in(content)["ATTENDEE"]
    assert attendee == "mailto:alice@example.test"
    assert (attendee.params["PARTSTAT"], attendee.params["RSVP"]) == ("ACCEPTED", "FALSE")


def test_it_links_to_the_appointment_unless_it_is_cancelled() -> None:
    booked = make_golden_appointment()
    assert TOKEN in str(event_in(download(booked, now=NOW))["DESCRIPTION"])
    booked.status = Status.CANCELLED
    assert TOKEN not in str(event_in(download(booked, now=NOW))["DESCRIPTION"])


def test_it_arrives_in_the_three_places_where_mail_programs_look(mailbox: Mailbox) -> None:
    messages.announce_booked(make_golden_appointment(make_alice(phone="")), now=NOW)
    delivery.run(clock=lambda: NOW)
    [letter] = mailbox
    tree = [part.get_content_type() for part in letter.walk()]
    assert tree == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    [attached] = letter.iter_attachments()
    assert attached.get_filename() == "appointment.ics"
    inline = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    assert inline[0].get_payload(decode=True) == attached.get_payload(decode=True)


def test_it_updates_one_entry_through_the_life_of_the_appointment(mailbox: Mailbox) -> None:
    clinic = Clinic()
    booked = clinic.book(clinic.at(10), make_patient(email="alice@example.test"))
    delivery.run(clock=lambda: CLINIC_NOW)
    moved = lifecycle.reschedule(
        appointment=booked,
        therapist=clinic.therapist,
        starts_at=clinic.at(11),
        now=CLINIC_NOW,
        actor=PATIENT,
    )
    delivery.run(clock=lambda: CLINIC_NOW)
    lifecycle.cancel(appointment=moved, now=CLINIC_NOW, actor=PATIENT)
    delivery.run(clock=lambda: CLINIC_NOW)
    events = [invitation(letter) for letter in mailbox]
    assert [method for method, _ in events] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event["SEQUENCE"] for _, event in events] == [0, 1, 2]
    assert {str(event["UID"]) for _, event in events} == {booked.calendar_uid}
    assert events[1][1].start == clinic.at(11)
