"""Two records of one person become one: found, compared, confirmed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from booking import lifecycle
from frontdesk.pages import MERGE_PATIENTS, SEE_PATIENTS, at_the_desk, desk_page, in_the_frame
from frontdesk.people.found import LIMIT, listing
from frontdesk.people.merging import OTHER, preview_of
from frontdesk.people.slices import number_in
from frontdesk.views.people import where_it_went
from patients.merging import CHOOSABLE, proposed
from patients.models import Patient
from patients.search import summaries

NOT_SURE = gettext_lazy("Tick that you have compared them: merging cannot be undone.")


@require_safe
@desk_page(SEE_PATIENTS, MERGE_PATIENTS)
def merge_with(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Looks for the other record; with `patient` it goes on to the comparison."""
    patient = Patient.objects.filter(pk=pk).first()
    if patient is None:
        return where_it_went(request, pk)
    other = number_in(request.GET.get("patient"))
    if other and other != pk:
        return redirect("frontdesk:merge", pk, other)
    typed = request.GET.get("q", "")
    found = [one for one in summaries(typed, limit=LIMIT) if one.key != pk]
    title = _("Another record of {name}").format(name=patient.full_name)
    context = {"title": title, **listing(typed, found, choose=True)}
    return in_the_frame(request, "admin/frontdesk/people/find.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(SEE_PATIENTS, MERGE_PATIENTS)
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponseBase:
    """The record `pk` stays; `other` goes."""
    if pk == other:
        raise Http404(_("These are one record already."))
    found = _found(pk, other)
    if found is None:
        return _one_is_gone(request, pk, other)
    chosen = _chosen(request, *found)
    if request.method != "POST":
        return _preview(request, *found, chosen)
    if not request.POST.get("sure"):
        return _preview(request, *found, chosen, error=str(NOT_SURE), status=422)
    return _merge(request, *found, chosen)


def _chosen(request: HttpRequest, kept: Patient, absorbed: Patient) -> list[str]:
    """The fields to take from the record that goes; where nothing was said, as proposed."""
    preset = proposed(kept, absorbed)
    return [
        name
        for name in CHOOSABLE
        if request.POST.get(f"field_{name}", OTHER if name in preset else "") == OTHER
    ]


def _merge(
    request: HttpRequest, kept: Patient, absorbed: Patient, chosen: list[str]
) -> HttpResponse:
    try:
        lifecycle.merge_patients(
            kept=kept,
            absorbed=absorbed,
            chosen=chosen,
            seen=request.POST.get("seen", ""),
            now=timezone.now(),
            actor=at_the_desk(request),
        )
    except lifecycle.Refused as refusal:
        found = _found(kept.pk, absorbed.pk)
        if found is None:
            return _one_is_gone(request, kept.pk, absorbed.pk)
        return _preview(request, *found, chosen, error=str(refusal), status=409)
    said = _("Merged: {name} is now part of this record.")
    messages.success(request, said.format(name=absorbed.full_name))
    return redirect("frontdesk:patient", kept.pk)


def _found(pk: int, other: int) -> tuple[Patient, Patient] | None:
    both = Patient.objects.select_related("account").in_bulk([pk, other])
    return (both[pk], both[other]) if len(both) == len((pk, other)) else None


def _one_is_gone(request: HttpRequest, *keys: int) -> HttpResponse:
    """Another desk was quicker: on to the record that everything is in now."""
    there = Patient.objects.in_bulk(keys)
    return where_it_went(request, *(key for key in keys if key not in there))


def _preview(
    request: HttpRequest,
    kept: Patient,
    absorbed: Patient,
    chosen: list[str],
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": _("Merge into {name}").format(name=kept.full_name),
        "error": error,
        **preview_of(kept, absorbed, chosen),
    }
    return in_the_frame(request, "admin/frontdesk/people/merge.html", context, status=status)
