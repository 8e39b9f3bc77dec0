"""What the table says after the crowd has gone."""

from datetime import UTC, datetime, time, timedelta
from itertools import combinations

from django.utils import timezone

from booking.models import BLOCKING, Appointment
from tests.factories import Clinic
from timeline.intervals import Interval


def soon(clinic: Clinic, hour: int, minute: int = 0, days: int = 3) -> datetime:
    """A wall time at the clinic a few days from now, by the real clock."""
    day = timezone.now().astimezone(clinic.location.zone).date() + timedelta(days=days)
    return datetime.combine(day, time(hour, minute), tzinfo=clinic.location.zone).astimezone(UTC)


def standing() -> list[Appointment]:
    """Every appointment or hold that takes up time."""
    return list(Appointment.objects.filter(status__in=BLOCKING).order_by("starts_at", "pk"))


def clashes() -> list[tuple[Appointment, Appointment]]:
    """Every two that share a therapist or a room at the same time, or a patient."""
    return [pair for pair in combinations(standing(), 2) if _clash(*pair)]


def _clash(one: Appointment, other: Appointment) -> bool:
    blocked = Interval(one.starts_at, one.blocked_until)
    if blocked.overlaps(Interval(other.starts_at, other.blocked_until)) and (
        one.therapist_id == other.therapist_id or one.room_id == other.room_id
    ):
        return True
    same_patient = one.patient_id is not None and one.patient_id == other.patient_id
    return same_patient and one.interval.overlaps(other.interval)
