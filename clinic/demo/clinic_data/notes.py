"""What a therapist of the demo has written about past sessions, and how patients fared."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from booking.models import Appointment, Status
from care.consents import current_texts, give
from care.models import (
    CheckIn,
    CourseOfCare,
    DisabilityScore,
    Occasion,
    PainScore,
    PainSource,
    SessionNote,
)
from care.progress.answers import Answers, Soreness
from patients.models import Patient
from therapists.models import Therapist

# The notes of the last two days are still to be written.
LEFT_OPEN = timedelta(days=2)
WORDS: tuple[dict[str, Any], ...] = (
    {
        "subjective": "Stiff lower back after sitting, better when walking.",
        "objective": "Tight erectors on both sides, bending forward is short.",
        "assessment": "Responds well to slow work.",
        "plan": "Again in two weeks. A short walk every hour.",
        "techniques": "Effleurage, Myofascial release",
        "areas": ["low_back_left", "low_back_right"],
    },
    {
        "subjective": "Neck pulls to the right at the end of the day.",
        "objective": "Tender points beside the right shoulder blade.",
        "assessment": "Desk posture; turning the head is freer afterwards.",
        "plan": "Screen higher. Two more sessions, then look back.",
        "techniques": "Trigger points, Stretching",
        "areas": ["back_neck", "shoulder_blade_right"],
    },
    {
        "subjective": "Slept through for the first time in weeks.",
        "objective": "Less guarding than last time.",
        "assessment": "Improving.",
        "plan": "Same again, less pressure at the hips.",
        "techniques": "Petrissage, Breathing",
        "areas": ["mid_back", "sacrum"],
    },
)
# Of the Roland-Morris questionnaire: these items were ticked at the start.
TICKED = [1, 2, 4, 6, 9, 11, 13, 16, 18, 21, 22, 23]
FIRST_PAIN = 7


def make_notes(therapist: Therapist, now: datetime) -> None:
    """Signed notes of the therapist's completed sessions, with scores that get better."""
    sessions = Appointment.objects.filter(
        therapist=therapist, status=Status.COMPLETED, ends_at__lt=now - LEFT_OPEN
    ).select_related("patient", "therapist", "location")
    by_patient: dict[int, list[Appointment]] = defaultdict(list)
    for session in sessions.order_by("starts_at"):
        by_patient[_patient(session).pk].append(session)
    scored = [pair for several in by_patient.values() for pair in _getting_better(several)]
    SessionNote.objects.bulk_create(
        _note(session, words, pain)
        for (session, pain), words in zip(scored, cycle(WORDS), strict=False)
    )
    PainScore.objects.bulk_create(_scores(scored))
    _sign_consents(by_patient, now)
    _plan_courses(therapist, by_patient)


def _getting_better(sessions: Iterable[Appointment]) -> Iterator[tuple[Appointment, int]]:
    """Each session with the pain at its start: a point less from time to time."""
    for number, session in enumerate(sessions):
        yield session, max(1, FIRST_PAIN - 2 * number)


def _note(session: Appointment, words: dict[str, Any], pain: int) -> SessionNote:
    return SessionNote(
        appointment=session,
        patient=_patient(session),
        therapist_id=session.therapist_id,
        content={**words, "pain_before": pain, "pain_after": max(0, pain - 2)},
        edition=1,
        started_at=session.starts_at,
        saved_at=session.ends_at,
        signed_at=session.ends_at,
        signed_by_id=session.therapist.user_id,
    )


def _scores(scored: Iterable[tuple[Appointment, int]]) -> Iterator[PainScore]:
    for session, pain in scored:
        for source, value, at in (
            (PainSource.BEFORE, pain, session.starts_at),
            (PainSource.AFTER, max(0, pain - 2), session.ends_at),
        ):
            yield PainScore(
                patient=_patient(session),
                appointment=session,
                source=source,
                value=value,
                at=at,
            )


def _patient(session: Appointment) -> Patient:
    if session.patient is None:
        raise ValueError("A completed session has a patient.")
    return session.patient


def _sign_consents(by_patient: dict[int, list[Appointment]], now: datetime) -> None:
    """Whoever was treated has agreed to it."""
    texts = current_texts(now)
    for first, *_ in by_patient.values():
        patient, at = _patient(first), first.starts_at
        give(patient=patient, texts=texts, signed_name=patient.full_name, by=None, now=at)


def _plan_courses(therapist: Therapist, by_patient: dict[int, list[Appointment]]) -> None:
    """Who comes again and again has a course, a questionnaire from its start, and a check-in."""
    regulars = {key: several for key, several in by_patient.items() if len(several) > 1}
    for patient in Patient.objects.filter(pk__in=regulars):
        first, *_, last = regulars[patient.pk]
        starts_on = first.starts_local.date()
        CourseOfCare.objects.create(
            patient=patient,
            therapist=therapist,
            planned_sessions=6,
            every_days=14,
            aim="Sitting through a working day without the back complaining.",
            starts_on=starts_on,
            review_on=starts_on + timedelta(days=84),
        )
        DisabilityScore.objects.create(
            patient=patient,
            appointment=first,
            occasion=Occasion.START,
            items=TICKED,
            asked_at=first.starts_at,
            answered_at=first.starts_at,
        )
        CheckIn.objects.create(
            patient=patient,
            appointment=last,
            answers=Answers(soreness=Soreness.LITTLE, bruising=False, pain=3).to_store(),
            asked_at=last.ends_at + timedelta(days=1),
            answered_at=last.ends_at + timedelta(days=1, hours=2),
        )
