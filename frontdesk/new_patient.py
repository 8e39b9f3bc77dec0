"""A patient whom the desk adds while booking."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from booking.locking import lock_name
from patients.models import Patient

# Two clicks on one button, or a booking that was refused and is tried again.
SAME_SUBMIT = timedelta(minutes=10)


@transaction.atomic
def add_patient(typed: dict[str, Any], *, now: datetime) -> Patient:
    """The new patient; the same details sent again shortly after are the same patient.

    Texts are not agreed to: the patient does that.
    """
    lock_name(f"new patient {typed['given_name']} {typed['family_name']}")
    since = now - SAME_SUBMIT
    just_added = Patient.objects.filter(account=None, created_at__gte=since, **typed)
    return just_added.order_by("pk").first() or Patient.objects.create(**typed)
