"""What is kept about patients, in words and numbers; nothing of what it says."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Model, Q
from django.utils.translation import ngettext_lazy

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
KINDS: tuple[tuple[type[Model], Q, Any], ...] = (
    (Appointment, ANY, ngettext_lazy("{n} appointment", "{n} appointments")),
    (WaitlistEntry, ANY, ngettext_lazy("{n} waiting-list entry", "{n} waiting-list entries")),
    (Intake, ANY, ngettext_lazy("{n} intake form", "{n} intake forms")),
    (PainScore, ANY, ngettext_lazy("{n} pain score", "{n} pain scores")),
    (
        DisabilityScore,
        ANSWERED,
        ngettext_lazy("{n} back questionnaire", "{n} back questionnaires"),
    ),
    (CheckIn, ANSWERED, ngettext_lazy("{n} answer to a check-in", "{n} answers to check-ins")),
    (CourseOfCare, ANY, ngettext_lazy("{n} course of care", "{n} courses of care")),
    (SessionNote, ANY, ngettext_lazy("{n} session note", "{n} session notes")),
)


def kept_about(patients: Iterable[Patient]) -> dict[int, list[str]]:
    """By patient key: `["3 appointments", "1 intake form"]`; a query for each kind."""
    keys = [patient.pk for patient in patients]
    said: dict[int, list[str]] = defaultdict(list)
    for model, which, counted in KINDS:
        rows = model._default_manager.filter(which, patient__in=keys).order_by()
        for key, count in rows.values_list("patient").annotate(Count("pk")):
            said[key].append((counted % count).format(n=count))
    return said
