"""Asking that everything be erased, and taking it back."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from care.access import note_access
from care.models import Part, RecordKeeping, Verb
from care.privacy import erasure
from care.privacy.own import own_record
from patients.models import Patient


@require_http_methods(["GET", "HEAD", "POST"])
@own_record
def erase(request: HttpRequest, patient: Patient) -> HttpResponseBase:
    """Says what happens and when, and asks once more."""
    assert request.user.is_authenticated
    now = timezone.now()
    if request.method != "POST":
        return _page(request, patient)
    if not request.POST.get("sure"):
        return _page(request, patient, error=_("Tick the box if you are sure."))
    try:
        erasure.ask(patient, by=request.user, now=now)
    except erasure.StillComing:
        return _page(request, patient)
    note_access(request, Verb.WRITE, Part.RECORD, (patient.pk,), now=now)
    return redirect("care:my_record")


@require_POST
@own_record
def take_back_erasure(request: HttpRequest, patient: Patient) -> HttpResponseBase:
    """The record stays after all."""
    assert request.user.is_authenticated
    now = timezone.now()
    if erasure.take_back(patient, by=request.user, now=now):
        note_access(request, Verb.WRITE, Part.RECORD, (patient.pk,), now=now)
    return redirect("care:my_record")


def _page(request: HttpRequest, patient: Patient, error: str = "") -> HttpResponse:
    now = timezone.now()
    is_coming = erasure.is_coming(patient, now)
    shown = {
        "patient": patient,
        "error": error,
        "is_coming": is_coming,
        "asked": erasure.open_request(patient),
        "due_on": erasure.may_be_erased_on(patient, now=now),
        "today": timezone.localdate(now),
        "keeping": RecordKeeping.objects.first() or RecordKeeping(),
    }
    refused = request.method == "POST"
    status = HTTPStatus.OK
    if refused:
        status = HTTPStatus.CONFLICT if is_coming else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "care/privacy/erase.html", shown, status=status)
