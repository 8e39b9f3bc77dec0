"""A course of care is made, changed and ended by a therapist of the patient."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from booking.models import Appointment
from booking.views.answers import see_other
from care.access import clinical, note_access, refuse
from care.models import CourseOfCare, Part, Verb
from care.progress import courses
from care.progress.courses import CourseChanged
from care.progress.forms import CourseForm
from care.progress.treating import treats
from patients.models import Patient
from therapists.models import Therapist
from timeline.wall import local_date


@require_http_methods(["GET", "HEAD", "POST"])
@clinical(Part.COURSE)
def course(request: HttpRequest, patient: Patient) -> HttpResponseBase:
    """The plan: a new one, or the running one of this therapist."""
    therapist = _therapist_of(request, patient)
    running = _running(patient, therapist)
    now = timezone.now()
    session = Appointment.objects.filter(patient=patient, therapist=therapist).select_related(
        "location"
    )
    last = session.order_by("starts_at").last()
    today = local_date(now, last.zone) if last else now.date()
    typed = request.POST if request.method == "POST" else None
    # The form checks; what is written goes through `courses`, never through the form's own row.
    form = CourseForm(typed, instance=_copy(running), today=today)
    page: dict[str, Any] = {
        "patient": patient,
        "form": form,
        "running": running,
        "seen": _seen(running),
    }
    if form.is_valid():
        try:
            _write(patient, therapist, running, form, request.POST.get("seen", ""))
        except CourseChanged:
            running = _running(patient, therapist)
            page |= {"changed": True, "running": running, "seen": _seen(running)}
            return render(request, "care/progress/course.html", page, status=HTTPStatus.CONFLICT)
        note_access(request, Verb.WRITE, Part.COURSE, (patient.pk,), now=now)
        return see_other("care:progress", patient.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "care/progress/course.html", page, status=status)


@require_POST
@clinical(Part.COURSE, page="care:progress")
def end_course(request: HttpRequest, patient: Patient) -> HttpResponseBase:
    """Over; the last questionnaire is asked for, also where nothing was planned.

    Somebody who changed the plan meanwhile comes first.
    """
    therapist = _therapist_of(request, patient)
    running, now = _running(patient, therapist), timezone.now()
    if running is not None:
        try:
            courses.end(course=running, seen=request.POST.get("seen", ""), now=now)
        except CourseChanged:
            page = {"patient": patient, "not_ended": True, "running": running}
            page |= {"form": CourseForm(instance=_copy(running), today=now.date())}
            page["seen"] = _seen(_running(patient, therapist))
            return render(request, "care/progress/course.html", page, status=HTTPStatus.CONFLICT)
        note_access(request, Verb.WRITE, Part.COURSE, (patient.pk,), now=now)
    elif courses.ask_at_the_end(patient.pk, therapist.pk, now=now):
        note_access(request, Verb.WRITE, Part.PROGRESS, (patient.pk,), now=now)
    return see_other("care:progress", patient.pk)


def _therapist_of(request: HttpRequest, patient: Patient) -> Therapist:
    if not treats(request.user, patient):
        raise refuse(request, Part.COURSE, patient.pk)
    return Therapist.objects.get(user=request.user.pk)


def _running(patient: Patient, therapist: Therapist) -> CourseOfCare | None:
    return CourseOfCare.objects.filter(patient=patient, therapist=therapist, ended_at=None).first()


def _copy(running: CourseOfCare | None) -> CourseOfCare | None:
    return CourseOfCare.objects.get(pk=running.pk) if running else None


def _seen(running: CourseOfCare | None) -> str:
    return courses.edition(running) if running else ""


def _write(
    patient: Patient,
    therapist: Therapist,
    running: CourseOfCare | None,
    form: CourseForm,
    seen: str,
) -> None:
    if running is not None:
        courses.change(course=running, plan=form.plan(), seen=seen)
    elif seen:
        raise CourseChanged
    else:
        courses.begin(patient=patient, therapist=therapist, plan=form.plan())
