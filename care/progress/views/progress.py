"""How one patient fares: pain, the questionnaire, the course of care."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from booking.models import Appointment
from care.access import clinical
from care.models import CheckIn, DisabilityScore, Part
from care.progress import courses, disability, reading, scores
from care.progress.answers import Answers
from care.progress.treating import treats
from patients.models import Patient

CHECK_INS = 6


@require_safe
@clinical(Part.PROGRESS)
def progress(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Charts with the same numbers in tables beside them; a fixed number of queries."""
    now = timezone.now()
    sessions = scores.of(patient.pk)
    standings = courses.standings(patient, now=now)
    page = Paginator(sessions[::-1], reading.WINDOW).get_page(request.GET.get("page"))
    mine = [one for one in standings if one.course.therapist.user_id == request.user.pk]
    running = mine or standings
    filled = disability.answered([patient.pk]).get(patient.pk, [])
    shown = {
        "patient": patient,
        "page": page,
        "pain": _pain(sessions, list(page), running) if sessions else None,
        "disability": reading.disability(filled),
        "waiting": disability.waiting([patient.pk], now),
        "standings": standings,
        "asked_next": _asked_next(request, patient, now),
        "may_write": treats(request.user, patient),
        "has_course": bool(mine),
        "may_ask_again": not mine and _may_ask_again(request, patient, filled),
        "check_ins": _check_ins(patient),
    }
    return render(request, "care/progress/progress.html", shown)


def _pain(
    sessions: list[scores.SessionScores],
    newest_first: list[scores.SessionScores],
    running: list[courses.Standing],
) -> reading.Pain:
    since = running[0].course.starts_on if running else None
    return reading.pain(sessions, newest_first[::-1], since=since)


def _asked_next(request: HttpRequest, patient: Patient, now: datetime) -> Appointment | None:
    """The session with this therapist that comes next, if the questionnaire is due for it."""
    coming = Appointment.objects.coming(now).filter(
        patient=patient, therapist__user=request.user.pk
    )
    following = coming.select_related("location").order_by("starts_at").first()
    asked = disability.asked_for(following, now) if following else None
    return following if asked and not asked.is_answered else None


def _may_ask_again(request: HttpRequest, patient: Patient, filled: list[DisabilityScore]) -> bool:
    """Whether there is an answer to compare with, and a later session to ask about."""
    therapist = getattr(request.user, "therapist", None)
    if not filled or therapist is None:
        return False
    last = courses.last_session(patient.pk, therapist.pk)
    return last is not None and last.pk not in {row.appointment_id for row in filled}


def _check_ins(patient: Patient) -> list[tuple[CheckIn, Answers]]:
    answered = CheckIn.objects.filter(patient=patient, answered_at__isnull=False)
    newest = answered.select_related("appointment__location").order_by("-answered_at")[:CHECK_INS]
    return [(row, Answers.of(row.answers)) for row in newest]
