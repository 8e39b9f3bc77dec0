"""The booking pages as people use them: views read the real clock, so these starts are soon."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import User
from booking import lifecycle
from booking.models import Appointment
from patients.models import Patient
from tests.factories import Clinic, make_patient


def soon(clinic: Clinic, hour: int, minute: int = 0, days: int = 3) -> datetime:
    """A wall time at the clinic `days` from today, as an instant."""
    day = timezone.now().astimezone(clinic.location.zone).date() + timedelta(days=days)
    local = datetime.combine(day, time(hour, minute), tzinfo=clinic.location.zone)
    return local.astimezone(UTC)


def choice(clinic: Clinic, **changes: Any) -> dict[str, Any]:
    """The query of the booking page with everything chosen."""
    return {
        "treatment": clinic.treatment.slug,
        "duration": 60,
        "location": clinic.location.slug,
        "therapist": "any",
        **changes,
    }


def wish(clinic: Clinic, start: datetime, /, **changes: Any) -> dict[str, Any]:
    """What the button of a start sends."""
    local = start.astimezone(clinic.location.zone).isoformat()
    return {**choice(clinic), "starts_at": local, "request": "page-1", **changes}


def hold(client: Client, clinic: Clinic, start: datetime, /, **changes: Any) -> Any:
    return client.post("/book/hold/", wish(clinic, start, **changes))


def held(
    clinic: Clinic, starts_at: datetime, *, ago: timedelta = timedelta(), **fields: Any
) -> Appointment:
    """A hold that was made some time ago."""
    return clinic.hold(starts_at, now=timezone.now() - ago, **fields)


def booked(
    clinic: Clinic, starts_at: datetime, patient: Patient | None = None, **fields: Any
) -> Appointment:
    """A booking of `patient`, as if made just now."""
    return clinic.book(starts_at, patient or make_patient(), now=timezone.now(), **fields)


def family(account: User) -> tuple[Patient, Patient]:
    """Alice and her child, on one account."""
    child = make_patient(account, relationship="child", given_name="Cleo", family_name="Archer")
    return make_patient(account), child


def text(response: Any) -> str:
    """The page without the line breaks of its source."""
    return " ".join(response.content.decode().split())


def names_of_starts(response: Any) -> list[str]:
    """What a screen reader says of every start on the page."""
    page = text(response)
    pieces = page.split('name="starts_at"')[1:]
    return [piece.split('aria-label="')[1].split('"')[0] for piece in pieces]


def values_of_starts(response: Any) -> list[datetime]:
    pieces = text(response).split('name="starts_at" value="')[1:]
    return [datetime.fromisoformat(piece.split('"')[0]) for piece in pieces]


def is_unchanged(appointment: Appointment) -> bool:
    before = {name: getattr(appointment, name) for name in FACTS}
    appointment.refresh_from_db()
    return before == {name: getattr(appointment, name) for name in FACTS}


FACTS = ("status", "starts_at", "sequence", "therapist_id", "expires_at", "patient_id")
PATIENT = lifecycle.Actor("patient")
