"""A patient whom the desk adds while booking."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from booking.locking import lock_name
from patients.duplicates import Duplicate, possible_duplicates
from patients.models import Patient

# Two clicks on one button, or a booking that was refused and is tried again.
SAME_SUBMIT = timedelta(minutes=10)


def likely_same(typed: dict[str, Any], *, now: datetime) -> list[Duplicate]:
    """The records that may be of this person, the likeliest first; none on a second submit."""
    # In this order: what the first submit adds in between is then known as its own.
    found = possible_duplicates(Patient(**typed))
    return [] if found and _just_added(typed, now) else found


@transaction.atomic
def add_patient(typed: dict[str, Any], *, now: datetime) -> Patient:
    """The new patient; the same details sent again shortly after are the same patient.

    Texts are not agreed to: the patient does that.
    """
    lock_name(f"new patient {typed['given_name']} {typed['family_name']}")
    return _just_added(typed, now) or Patient.objects.create(**typed)


def _just_added(typed: dict[str, Any], now: datetime) -> Patient | None:
    same = Patient.objects.filter(account=None, created_at__gte=now - SAME_SUBMIT, **typed)
    return same.order_by("pk").first()
