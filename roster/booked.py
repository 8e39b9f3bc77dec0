"""Who is booked with a therapist, with what a page says of each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.models import Appointment, Status
from booking.together import MOMENT, Given, Question, Row, partly
from locations.models import Location, Room
from patients.models import Patient
from roster.hours import SINCE, THEIRS, UNTIL
from timeline.wall import local_date
from treatments.models import TreatmentType

VISITS = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED)
SHOWN = (*VISITS, Status.NO_SHOW)
MOMENTS = ("starts_at", "ends_at", "blocked_until", "attending_since")
OWN = ("id", "location_id", "room_id", "therapist_id", "patient_id", "treatment_id", "status")
OF_PATIENT = ("given_name", "family_name", "preferred_name", "pronouns", "phone")


@dataclass(frozen=True)
class Booked:
    """A session, or a hold; `is_new`: the patient's first visit of all.

    The telephone number is as it is stored: to take one apart costs more than all the rest.
    """

    appointment: Appointment
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
        *(f"patient__{name}" for name in OF_PATIENT),
    )


BOOKED: dict[str, Question] = {"sessions": _sessions}


def booked_on(day: date, rows: list[Row], places: dict[int, Location]) -> list[Booked]:
    """Of the answers to BOOKED those that begin on the day, in order of time."""
    return [
        Booked(_appointment(row, places), row["is_new"], row["patient__phone"] or "")
        for row in rows
        if _day_of(row, places[row["location_id"]]) == day
    ]


def _day_of(row: Row, place: Location) -> date:
    return local_date(datetime.fromisoformat(row["starts_at"]), place.zone)


def _appointment(row: Row, places: dict[int, Location]) -> Appointment:
    moments = {name: _moment(row[name]) for name in MOMENTS}
    appointment = partly(Appointment, row | moments)
    appointment.location = places[row["location_id"]]
    appointment.room = partly(Room, {"id": row["room_id"], "name": row["room__name"]})
    appointment.treatment = partly(TreatmentType, _of("treatment", row))
    if row["patient_id"]:
        appointment.patient = partly(Patient, _of("patient", row))
    return appointment


def _of(relation: str, row: Row) -> Row:
    """The columns of what an appointment is related to; `phone` is left aside, see Booked."""
    start = f"{relation}__"
    its = {name.removeprefix(start): row[name] for name in row if name.startswith(start)}
    its.pop("phone", None)
    return its | {"id": row[f"{relation}_id"]}


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
