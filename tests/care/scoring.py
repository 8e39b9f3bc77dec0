"""Sessions that took place, and what was scored around them."""

from datetime import datetime, timedelta

from django.utils import timezone

from booking.models import Appointment, Status
from care.models import CheckIn, DisabilityScore, Occasion, PainScore, PainSource
from patients.models import Patient
from tests.care.people import Cast


def session(
    cast: Cast, days_ago: float = 2, *, now: datetime | None = None, **fields: object
) -> Appointment:
    """Of Alice with Maya, an hour long, ended that many days ago."""
    of = cast.appointment
    ends_at = (now or timezone.now()) - timedelta(days=days_ago)
    usual = {
        "location": of.location,
        "room": of.room,
        "therapist": of.therapist,
        "treatment": of.treatment,
        "patient": cast.alice,
        "status": Status.COMPLETED,
        "starts_at": ends_at - timedelta(hours=1),
        "ends_at": ends_at,
        "blocked_until": ends_at,
        "price": 100,
        "source": "desk",
    }
    return Appointment.objects.create(**{**usual, **fields})


def patient_of(of: Appointment) -> Patient:
    assert of.patient
    return of.patient


def pain(of: Appointment, **scores: int) -> Appointment:
    """`pain(session, before=7, after=4)`, by the names of PainSource."""
    for source, value in scores.items():
        PainScore.objects.create(
            patient=patient_of(of),
            appointment=of,
            source=PainSource(source),
            value=value,
            at=of.starts_at,
        )
    return of


def ticked(of: Appointment, number: int, occasion: Occasion = Occasion.START) -> DisabilityScore:
    """A finished questionnaire with the first so many sentences."""
    return DisabilityScore.objects.create(
        patient=patient_of(of),
        appointment=of,
        occasion=occasion,
        items=list(range(1, number + 1)),
        asked_at=of.starts_at,
        answered_at=of.starts_at,
    )


def asked(of: Appointment) -> CheckIn:
    """A check-in that nobody has answered yet."""
    return CheckIn.objects.create(
        patient=patient_of(of), appointment=of, asked_at=of.ends_at + timedelta(days=1)
    )
