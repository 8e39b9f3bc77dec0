"""Who is booked with a therapist, with what a page says of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.models import Appointment, AppointmentEvent, EventKind, Status
from booking.together import MOMENT, Given, Question, Row, partly
from locations.models import Location, Room
from patients.models import Patient
from roster.hours import SINCE, THEIRS, UNTIL
from treatments.models import TreatmentType

VISITS = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED)
SHOWN = (*VISITS, Status.NO_SHOW)
MOMENTS = ("starts_at", "ends_at", "blocked_until", "attending_since")
OWN = ("id", "location_id", "room_id", "therapist_id", "patient_id", "treatment_id", "status")
OF_PATIENT = ("given_name", "family_name", "preferred_name", "pronouns", "phone")


@dataclass(frozen=True)
class Booked:
    """A session, or a hold; `is_new`: the patient's first visit of all.

    `latest` is what happened to it last. The telephone number is as it is stored: to take one apart
    costs more than all the rest.
    """

    appointment: Appointment
    is_new: bool
    phone: str
    latest: AppointmentEvent | None


def _appointments() -> QuerySet[Appointment]:
    return Appointment.objects.filter(
        Q(status__in=SHOWN) | Q(status=Status.HELD, expires_at__gt=Given("now", MOMENT)),
        therapist=THEIRS,
        starts_at__gte=SINCE,
        starts_at__lt=UNTIL,
    )


def _sessions() -> QuerySet[Any, Any]:
    earlier = Appointment.objects.filter(
        patient=OuterRef("patient"), starts_at__lt=OuterRef("starts_at"), status__in=VISITS
    )
    rows: QuerySet[Any, Any] = (
        _appointments().annotate(is_new=~Exists(earlier)).order_by("starts_at", "pk")
    )
    return rows.values(
        *OWN,
        *MOMENTS,
        *("sequence", "desk_note", "is_new", "room__name"),
        *("treatment__name", "treatment__name_in_french"),
        *(f"patient__{name}" for name in OF_PATIENT),
    )


def _latest() -> QuerySet[Any, Any]:
    events = AppointmentEvent.objects.filter(
        appointment__therapist=THEIRS,
        appointment__starts_at__gte=SINCE,
        appointment__starts_at__lt=UNTIL,
    )
    newest = events.exclude(kind=EventKind.NOTED).order_by("appointment_id", "-pk")
    return newest.distinct("appointment_id").values(
        "id", "appointment_id", "kind", "at", "actor_kind"
    )


BOOKED: dict[str, Question] = {"sessions": _sessions, "latest": _latest}


def booked_of(said: dict[str, list[Row]], places: dict[int, Location]) -> list[Booked]:
    """From the answers to BOOKED, in order of time."""
    latest = {row["appointment_id"]: _event(row) for row in said["latest"]}
    return [
        Booked(
            _appointment(row, places),
            row["is_new"],
            row["patient__phone"] or "",
            latest.get(row["id"]),
        )
        for row in said["sessions"]
    ]


def _appointment(row: Row, places: dict[int, Location]) -> Appointment:
    for name in MOMENTS:
        row[name] = row[name] and datetime.fromisoformat(row[name])
    appointment = partly(Appointment, row)
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


def _event(row: Row) -> AppointmentEvent:
    return partly(AppointmentEvent, row | {"at": datetime.fromisoformat(row["at"])})
