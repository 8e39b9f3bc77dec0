"""Opening one record by exception, and closing it early."""

from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from care.access import note_access, note_stranger, refuse
from care.models import Part, Verb
from care.privacy.break_glass import close_record, open_of, open_record
from care.privacy.clock import clinic_zone
from care.privacy.forms import ReasonForm
from patients.models import Patient

BREAK_GLASS = "care.break_glass"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def open_by_exception(request: HttpRequest, patient: int) -> HttpResponseBase:
    """Asks a manager for the reason, and opens."""
    if not request.user.is_authenticated:
        note_stranger(request, Part.RECORD, now=timezone.now())
        return redirect_to_login(request.get_full_path())
    found = _patient(request, patient)
    form = ReasonForm(request.POST or None)
    if request.method != "POST":
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    now = timezone.now()
    opened = open_record(request.user, found, reason=form.cleaned_data["reason"], now=now)
    note_access(request, Verb.BREAK_GLASS, Part.RECORD, (found.pk,), now=now, row=opened.pk)
    return redirect("care:record", found.pk)


@never_cache
@require_POST
def close_early(request: HttpRequest, patient: int) -> HttpResponseBase:
    """Back to the page that opens it: whoever has finished locks up."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("care:open_by_exception", args=(patient,)))
    found = _patient(request, patient)
    close_record(request.user, found, now=timezone.now())
    return redirect("care:open_by_exception", found.pk)


def _patient(request: HttpRequest, key: int) -> Patient:
    """The patient, if this account may open records at all. Raises PermissionDenied, Http404."""
    if not request.user.has_perm(BREAK_GLASS):
        raise refuse(request, Part.RECORD, key)
    found = Patient.objects.filter(pk=key).first()
    if found is None:
        raise Http404("There is no such patient.")
    return found


def _page(
    request: HttpRequest, patient: Patient, form: ReasonForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    assert request.user.is_authenticated
    now = timezone.now()
    opened = open_of(request.user, patient, now=now)
    shown = {"patient": patient, "form": form, "opened": opened, "now": now}
    with timezone.override(clinic_zone()):
        return render(request, "care/privacy/open.html", shown, status=status)
