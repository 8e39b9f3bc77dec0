"""The patients of one therapist: by name, and those seen lately."""

from datetime import datetime, timedelta

from django.db.models import F, Func, Max, Q, TextField, Value

from care.access import TREATED_IN
from patients.folding import folded
from patients.models import Patient, PatientQuerySet
from therapists.models import Therapist

MOST_FOUND = 30
LATELY = timedelta(days=14)


def own_patients(therapist: Therapist) -> PatientQuerySet:
    """Those who have, or had, an appointment with this therapist."""
    return Patient.objects.filter(
        appointments__therapist=therapist, appointments__status__in=TREATED_IN
    ).distinct()


def find_own(therapist: Therapist, text: str) -> list[Patient]:
    """Those whose name holds every word of `text`, whatever its accents and case; by name."""
    words = folded(text).split()
    if not words:
        return []
    # The names stand folded before the first mark of a sound, see patients.search.
    names = Func(
        F("search_text"),
        Value("~"),
        Value(1),
        function="split_part",
        output_field=TextField(),
    )
    found = own_patients(therapist).annotate(names=names)
    for word in words:
        found = found.filter(names__contains=word)
    return list(found.order_by("family_name", "given_name", "pk")[:MOST_FOUND])


def seen_lately(therapist: Therapist, now: datetime) -> list[Patient]:
    """Those of the last two weeks, the last seen first; `seen_at` is when."""
    of_theirs = Q(
        appointments__therapist=therapist,
        appointments__status__in=TREATED_IN,
        appointments__starts_at__gt=now - LATELY,
        appointments__starts_at__lte=now,
    )
    lately = Patient.objects.filter(of_theirs).annotate(seen_at=Max("appointments__starts_at"))
    return list(lately.order_by("-seen_at")[:MOST_FOUND])
