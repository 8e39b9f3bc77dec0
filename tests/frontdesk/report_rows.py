"""Appointments in any state, straight into the table: reports look at what is there."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from booking.models import Appointment, Source, Status
from frontdesk.reports.period import Period
from frontdesk.reports.scope import Scope
from locations.models import Location
from patients.models import Patient
from tests.factories import MONDAY, Clinic, make_patient

THE_WEEK = Period(MONDAY, MONDAY + timedelta(days=6))
# A year after everything that the tests book.
LATER = datetime(2028, 5, 3, 15, 0, tzinfo=UTC)


def put(
    clinic: Clinic,
    starts_at: datetime,
    status: Status = Status.COMPLETED,
    patient: Patient | None = None,
    minutes: int = 60,
    turnover: int = 15,
    **fields: Any,
) -> Appointment:
    """An appointment of the clinic's first therapist in its first room, booked a day before."""
    ends_at = starts_at + timedelta(minutes=minutes)
    made = fields.pop("created_at", starts_at - timedelta(days=1))
    row = Appointment.objects.create(
        **{
            "location": clinic.location,
            "room": clinic.location.rooms.all()[0],
            "therapist": clinic.therapist,
            "treatment": clinic.treatment,
            "patient": patient or make_patient(),
            "status": status,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "blocked_until": ends_at + timedelta(minutes=turnover),
            "price": Decimal(90),
            "source": Source.DESK,
            **fields,
        }
    )
    Appointment.objects.filter(pk=row.pk).update(created_at=made)
    return row


def scope(
    *locations: Location,
    first: date = THE_WEEK.first,
    last: date = THE_WEEK.last,
    now: datetime = LATER,
    therapist: int | None = None,
) -> Scope:
    """The week of MONDAY at these locations, seen from long after."""
    return Scope(Period(first, last), locations, now, therapist)
