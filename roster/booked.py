"""Who is booked with a therapist, with what a page says of each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.models import Appointment, Status
from booking.together import MOMENT, Given, Question, Row, partly
from locations.models import Location
from locations.spoken import reads_french
from patients.models import Patient
from roster.hours import SINCE, THEIRS, UNTIL
from timeline.wall import local_date

VISITS = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED)
SHOWN = (*VISITS, Status.NO_SHOW)
MOMENTS = ("starts_at", "ends_at", "blocked_until", "attending_since")
OWN = ("id", "location_id", "room_id", "therapist_id", "patient_id", "treatment_id", "status")
NAMES = ("given_name", "family_name", "preferred_name", "pronouns")


@dataclass(frozen=True)
class Booked:
    """A session, or a hold; `is_new`: the patient's first visit of all.

    Of `treatment` and `room` a page says the name only: they are no rows.
    The telephone number is as it is stored: to take one apart costs more than all the rest.
    """

    appointment: Appointment
    treatment: str
    room: str
    is_new: bool
    phone: str


def _sessions() -> QuerySet[Any, Any]:
    earlier = Appointment.objects.filter(
        patient=OuterRef("patient"), starts_at__lt=OuterRef("starts_at"), status__in=VISITS
    )
    booked: QuerySet[Any, Any] = Appointment.objects.filter(
        Q(status__in=SHOWN) | Q(status=Status.HELD, expires_at__gt=Given("now", MOMENT)),
        therapist=THEIRS,
        starts_at__gte=SINCE,
        starts_at__lt=UNTIL,
    )
    rows: QuerySet[Any, Any] = booked.annotate(is_new=~Exists(earlier))
    return rows.order_by("starts_at", "pk").values(
        *OWN,
        *MOMENTS,
        *("sequence", "desk_note", "is_new", "room__name"),
        *("treatment__name", "treatment__name_in_french"),
        *(f"patient__{name}" for name in (*NAMES, "phone")),
    )


BOOKED: dict[str, Question] = {"sessions": _sessions}


def booked_on(day: date, rows: list[Row], places: dict[int, Location]) -> list[Booked]:
    """Of the answers to BOOKED those that begin on the day, in order of time."""
    its = [row for row in rows if _day_of(row, places[row["location_id"]]) == day]
    return [_booked(row, places) for row in its]


def _booked(row: Row, places: dict[int, Location]) -> Booked:
    in_french = row["treatment__name_in_french"] if reads_french() else ""
    return Booked(
        appointment=_appointment(row, places),
        treatment=in_french or row["treatment__name"],
        room=row["room__name"],
        is_new=row["is_new"],
        phone=row["patient__phone"] or "",
    )


def _day_of(row: Row, place: Location) -> date:
    return local_date(datetime.fromisoformat(row["starts_at"]), place.zone)


def _appointment(row: Row, places: dict[int, Location]) -> Appointment:
    moments = {name: _moment(row[name]) for name in MOMENTS}
    appointment = partly(Appointment, row | moments)
    appointment.location = places[row["location_id"]]
    if row["patient_id"]:
        its = {name: row[f"patient__{name}"] for name in NAMES}
        appointment.patient = partly(Patient, its | {"id": row["patient_id"]})
    return appointment


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
