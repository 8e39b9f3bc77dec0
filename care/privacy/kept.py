"""What is kept about patients, in words and numbers; nothing of what it says."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Model, Q

from booking.models import Appointment, WaitlistEntry
from care.models import (
    CheckIn,
    CourseOfCare,
    DisabilityScore,
    Intake,
    PainScore,
    SessionNote,
)
from patients.models import Patient

ANY = Q()
ANSWERED = Q(answered_at__isnull=False)
KINDS: tuple[tuple[type[Model], Q, str, str], ...] = (
    (Appointment, ANY, "appointment", "appointments"),
    (WaitlistEntry, ANY, "waiting-list entry", "waiting-list entries"),
    (Intake, ANY, "intake form", "intake forms"),
    (PainScore, ANY, "pain score", "pain scores"),
    (DisabilityScore, ANSWERED, "back questionnaire", "back questionnaires"),
    (CheckIn, ANSWERED, "answer to a check-in", "answers to check-ins"),
    (CourseOfCare, ANY, "course of care", "courses of care"),
    (SessionNote, ANY, "session note", "session notes"),
)


def kept_about(patients: Iterable[Patient]) -> dict[int, list[str]]:
    """By patient key: `["3 appointments", "1 intake form"]`; a query for each kind."""
    keys = [patient.pk for patient in patients]
    said: dict[int, list[str]] = defaultdict(list)
    for model, which, one, many in KINDS:
        rows = model._default_manager.filter(which, patient__in=keys).order_by()
        for key, count in rows.values_list("patient").annotate(Count("pk")):
            said[key].append(f"{count} {one if count == 1 else many}")
    return said
