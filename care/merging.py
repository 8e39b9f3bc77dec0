"""What happens to the care record when two records of one patient become one."""

from django.db.models import Model
from django.db.models.functions import Now

from care.models import (
    BreakGlass,
    CheckIn,
    Consent,
    CourseOfCare,
    DisabilityScore,
    ErasureRequest,
    ErasureState,
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
STILL_OPEN = (ErasureState.ASKED, ErasureState.WAITING)


def hand_over(*, kept: Patient, absorbed: Patient) -> int:
    """Gives every row of `absorbed` to `kept`; how many there were.

    Of what may stand once only (a consent to a text, a course with a therapist, a request for
    erasure) that of `kept` stands on, and the other ends. What nobody said of the other record ends
    on both sides: openings by exception, and that the absorbed one be erased.
    """
    _end_what_stands_twice(kept, absorbed)
    return sum(
        model._default_manager.filter(patient=absorbed).update(patient=kept)
        for model in OF_A_PATIENT
    )


def _end_what_stands_twice(kept: Patient, absorbed: Patient) -> None:
    agreed = Consent.objects.standing().filter(patient=kept).values("text")
    twice = Consent.objects.standing().filter(patient=absorbed, text__in=agreed)
    twice.update(withdrawn_at=Now())
    running = CourseOfCare.objects.filter(ended_at=None)
    with_them = running.filter(patient=kept).values("therapist")
    running.filter(patient=absorbed, therapist__in=with_them).update(ended_at=Now())
    # Asked for of this record alone; of all that it becomes it can be asked for anew.
    asked = ErasureRequest.objects.filter(state__in=STILL_OPEN, patient=absorbed)
    asked.update(state=ErasureState.WITHDRAWN, decided_at=Now())
    # The reason that was given let in to one of the two only.
    opened = BreakGlass.objects.filter(patient__in=(kept, absorbed), until__gt=Now())
    opened.update(until=Now())
