"""The desk's page of a patient."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frontdesk.pages import SEE_PATIENTS, SEE_THE_SCHEDULE, desk_page, in_the_frame
from frontdesk.people.page import facts_of
from frontdesk.templatetags.desk_dates import moment_as
from patients.models import Patient, PatientMerge


@require_safe
@desk_page(SEE_PATIENTS, SEE_THE_SCHEDULE)
def patient(request: HttpRequest, pk: int) -> HttpResponseBase:
    shown = Patient.objects.select_related("account").filter(pk=pk).first()
    if shown is None:
        return where_it_went(request, pk)
    facts = facts_of(shown, request.GET.dict(), now=timezone.now())
    context = {"title": shown.full_name, **facts}
    return in_the_frame(request, "admin/frontdesk/people/patient.html", context)


def where_it_went(request: HttpRequest, *keys: int) -> HttpResponse:
    """On to the record that absorbed one of these, and says so. Raises Http404."""
    merge = PatientMerge.objects.select_related("by").filter(absorbed_key__in=keys).first()
    if merge is None:
        raise Http404(_("There is no such patient."))
    when = moment_as(timezone.localtime(merge.at), "j F Y, g:i a")
    if merge.by:
        said = _("That record was merged into this one by {name} on {moment}.")
    else:
        said = _("That record was merged into this one on {moment}.")
    name = merge.by.get_full_name() if merge.by else ""
    messages.warning(request, said.format(name=name, moment=when))
    return redirect("frontdesk:patient", merge.kept_id)
