"""What happens to the care record when two records of one patient become one."""

from django.db.models import Model

from care.models import (
    BreakGlass,
    CheckIn,
    Consent,
    CourseOfCare,
    DisabilityScore,
    ErasureRequest,
    Intake,
    PainScore,
    SessionNote,
)
from patients.models import Patient

# Sealed values are bound to their own row, not to the patient: they open as before.
OF_A_PATIENT: tuple[type[Model], ...] = (
    *(Intake, Consent, SessionNote, PainScore, DisabilityScore, CheckIn, CourseOfCare),
    *(BreakGlass, ErasureRequest),
)


def hand_over(*, kept: Patient, absorbed: Patient) -> int:
    """Gives every row of `absorbed` to `kept`; how many there were."""
    return sum(
        model._default_manager.filter(patient=absorbed).update(patient=kept)
        for model in OF_A_PATIENT
    )
