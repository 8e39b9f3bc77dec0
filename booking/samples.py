"""Somebody made up with an appointment made up, to show messages with. No row is read or written.

Nobody is called so, no number or address of it exists, and the keys are of no row.
"""

from datetime import datetime, time, timedelta
from decimal import Decimal

from booking.digest.family import Reminded
from booking.messages import Kind
from booking.models import (
    Appointment,
    BookingPolicy,
    Series,
    Status,
    WaitlistEntry,
    WaitlistOffer,
)
from booking.series.messages import Kind as SeriesKind
from booking.series.messages import News
from locations.models import Location, Room
from patients.models import Patient, Relationship
from reminders.models import OutgoingMessage
from reminders.registry import Reader
from therapists.models import Therapist
from timeline.wall import instant, local_date
from treatments.models import TreatmentType

IN_DAYS = 3
STARTS = time(13, 30)
SESSION = timedelta(minutes=60)
TURNOVER = timedelta(minutes=15)
SESSIONS = 3
CANCELLATIONS = (Kind.CANCELLATION, SeriesKind.CANCELLED)
# As long as a real link, and leading nowhere.
TOKEN = "made-up-for-this-preview".ljust(43, "-")


def patient(reader: Reader) -> Patient:
    """The reader, who wants messages both ways, or the reader's child."""
    return Patient(
        pk=0,
        given_name="Leo" if reader.is_parent else "Robin",
        family_name="Example",
        relationship=Relationship.CHILD if reader.is_parent else Relationship.SELF,
        email="robin@example.com",
        phone="+16045550123",
        language=reader.language,
        reminders_by_sms=True,
    )


def appointment(reader: Reader, now: datetime, *, weeks: int = 0) -> Appointment:
    """An hour on an afternoon in three days, or so many weeks later, as booked."""
    place = _location()
    day = local_date(now, place.zone) + timedelta(days=IN_DAYS, weeks=weeks)
    starts_at = instant(day, STARTS, place.zone)
    return Appointment(
        pk=-weeks,
        token=TOKEN,
        location=place,
        room=Room(pk=0, location=place, name="1"),
        therapist=Therapist(pk=0, name="Maya Sample", slug="maya"),
        patient=patient(reader),
        treatment=TreatmentType(pk=0, name="Swedish massage", slug="swedish-massage"),
        status=Status.BOOKED,
        starts_at=starts_at,
        ends_at=starts_at + SESSION,
        blocked_until=starts_at + SESSION + TURNOVER,
        price=Decimal(110),
    )


def appointment_of(message: OutgoingMessage, reader: Reader, now: datetime) -> Appointment:
    """What a message about one appointment is about."""
    return _as_told(appointment(reader, now), message)


def reminded(message: OutgoingMessage, reader: Reader, now: datetime) -> Reminded:
    """What a reminder is about that tells of one appointment only."""
    return Reminded(appointment_of(message, reader, now))


def offer(_message: OutgoingMessage, reader: Reader, now: datetime) -> WaitlistOffer:
    """A start that has become free, kept for an hour."""
    free = appointment(reader, now)
    entry = WaitlistEntry(pk=0, patient=free.patient)
    return WaitlistOffer(
        pk=0, token=TOKEN, entry=entry, appointment=free, expires_at=now + timedelta(hours=1)
    )


def course(message: OutgoingMessage, reader: Reader, now: datetime) -> News:
    """Sessions week by week, all of which the message is about."""
    sessions = [
        _as_told(appointment(reader, now, weeks=number), message) for number in range(SESSIONS)
    ]
    series = Series(pk=0, patient=sessions[0].patient)
    return News(series, sessions, {one.pk for one in sessions})


def _as_told(one: Appointment, message: OutgoingMessage) -> Appointment:
    if message.kind in CANCELLATIONS:
        one.status = Status.CANCELLED
    return one


def _location() -> Location:
    place = Location(
        pk=0,
        name="Example Street",
        slug="example-street",
        zone_name="America/Vancouver",
        street="12 Example Street",
        city="Port Moody",
        postal_code="V3H 0A0",
        phone="604-555-0100",
    )
    # So that nothing looks for one.
    BookingPolicy(location=place)
    return place
