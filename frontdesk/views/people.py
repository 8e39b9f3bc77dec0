"""The desk's page of a patient, and the one that makes two records of one person one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from frontdesk.pages import SEE_PATIENTS, SEE_THE_SCHEDULE, desk_page, in_the_frame
from frontdesk.people.page import facts_of
from patients.models import Patient, PatientMerge


@require_safe
@desk_page(SEE_PATIENTS, SEE_THE_SCHEDULE)
def patient(request: HttpRequest, pk: int) -> HttpResponseBase:
    shown = Patient.objects.select_related("account").filter(pk=pk).first()
    if shown is None:
        return _where_it_went(request, pk)
    facts = facts_of(shown, request.GET.dict(), now=timezone.now())
    context = {"title": shown.full_name, **facts}
    return in_the_frame(request, "admin/frontdesk/people/patient.html", context)


def _where_it_went(request: HttpRequest, pk: int) -> HttpResponse:
    """The record that absorbed this one. Raises Http404."""
    merge = PatientMerge.objects.filter(absorbed_key=pk).first()
    if merge is None:
        raise Http404("There is no such patient.")
    messages.info(request, "That record was merged into this one.")
    return redirect("frontdesk:patient", merge.kept_id)
