"""A manager opens one record by exception: for a reason, for an hour, only to read."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from booking.locking import lock_name
from care.models import BreakGlass
from patients.models import Patient

LASTS = timedelta(hours=1)
FEWEST_WORDS = 3


def open_of(user: User, patient: Patient, *, now: datetime) -> BreakGlass | None:
    """What lets `user` read this record at this moment, the last to end."""
    opened = BreakGlass.objects.open(now).filter(user=user, patient=patient)
    return opened.order_by("-until").first()


@transaction.atomic
def open_record(user: User, patient: Patient, *, reason: str, now: datetime) -> BreakGlass:
    """Lets `user` read the record for an hour; what is open already answers, as it is."""
    lock_name(f"break glass:{user.pk}:{patient.pk}")
    return open_of(user, patient, now=now) or BreakGlass.objects.create(
        user=user, patient=patient, reason=reason, opened_at=now, until=now + LASTS
    )


def close_record(user: User, patient: Patient, *, now: datetime) -> int:
    """Ends it early; how many were open."""
    return BreakGlass.objects.open(now).filter(user=user, patient=patient).update(until=now)
