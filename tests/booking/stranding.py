"""Appointments, and what a clinic may change under them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from booking.models import Appointment, Source, Status
from locations.models import Closure
from tests.factories import Clinic, make_location, make_patient, make_treatment
from therapists.models import ShiftChange, TimeOff
from treatments.models import RoomTreatment


def appoint(clinic: Clinic, starts_at: datetime, **fields: Any) -> Appointment:
    """A booked hour as availability would have allowed it, written without its ceremony."""
    ends_at = starts_at + timedelta(hours=1)
    facts = {
        "location": clinic.location,
        "room": clinic.location.rooms.order_by("pk")[0],
        "therapist": clinic.therapist,
        "treatment": clinic.treatment,
        "status": Status.BOOKED,
        "ends_at": ends_at,
        "blocked_until": ends_at + timedelta(minutes=15),
        "price": 90,
        "source": Source.DESK,
    }
    if fields.get("status") != Status.HELD:
        facts["patient"] = fields.pop("patient", None) or make_patient()
    return Appointment.objects.create(starts_at=starts_at, **{**facts, **fields})


def off(clinic: Clinic, start: datetime, end: datetime) -> TimeOff:
    return TimeOff.objects.create(therapist=clinic.therapist, starts_at=start, ends_at=end)


def close(clinic: Clinic, start: datetime, end: datetime) -> Closure:
    return Closure.objects.create(location=clinic.location, starts_at=start, ends_at=end)


def only_other_treatments(clinic: Clinic) -> None:
    room = Appointment.objects.filter(location=clinic.location)[0].room
    RoomTreatment.objects.create(room=room, treatment=make_treatment())


Edit = Callable[[Clinic], Any]

# What a clinic may do to an appointment on the day after MONDAY from ten to eleven, and what is
# then said about it.
EDITS: dict[str, tuple[Edit, str]] = {
    "time off": (lambda it: off(it, it.at(10, 30), it.at(12)), "is away then"),
    "closure": (lambda it: close(it, it.at(8), it.at(10, 1)), "is closed then"),
    "closed doors": (
        lambda it: it.location.opening_hours.update(closes="10:30"),
        "is not open at that hour",
    ),
    "shorter shift": (
        lambda it: it.therapist.weekly_shifts.update(starts="10:15"),
        "does not work at",
    ),
    "shifts end": (
        lambda it: it.therapist.weekly_shifts.update(valid_until=it.at(10, days=0).date()),
        "does not work at",
    ),
    "shifts elsewhere": (
        lambda it: it.therapist.weekly_shifts.update(location=make_location()),
        "does not work at",
    ),
    "a day off": (
        lambda it: ShiftChange.objects.create(therapist=it.therapist, date=it.at(10).date()),
        "does not work at",
    ),
    "a day elsewhere": (
        lambda it: ShiftChange.objects.create(
            therapist=it.therapist,
            date=it.at(10).date(),
            location=make_location(),
            starts="09:00",
            ends="17:00",
        ),
        "does not work at",
    ),
    "therapist leaves": (
        lambda it: type(it.therapist).objects.update(is_active=False),
        "no longer works here",
    ),
    "treatment given up": (lambda it: it.therapist.treatments.clear(), "no longer gives"),
    "room out of use": (
        lambda it: it.location.rooms.update(is_active=False),
        "is no longer in use",
    ),
    "room for others": (only_other_treatments, "does not suit"),
    "room moved": (
        lambda it: it.location.rooms.update(location=make_location(rooms=0)),
        "is no longer at",
    ),
    "location closes down": (
        lambda it: type(it.location).objects.update(is_active=False),
        "is no longer open to patients",
    ),
    "another time zone": (
        lambda it: type(it.location).objects.update(zone_name="Europe/London"),
        "does not work at",
    ),
}
