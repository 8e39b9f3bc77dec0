"""The managers' page of time off: what therapists ask for, and the answer to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from booking.refusals import Refused
from booking.stranded import Stranded
from frontdesk.forms.time_off import GRANT, DecisionForm
from frontdesk.pages import at_the_desk, desk_page, in_the_frame
from frontdesk.time_off import DECIDED, Case, cases_of, in_words
from roster.models import TimeOffRequest
from roster.time_off.asking import open_requests
from roster.time_off.deciding import grant, refuse

DECIDE = "roster.change_timeoffrequest"
PER_PAGE = 20
DECIDED_SHOWN = 10


@require_safe
@desk_page(DECIDE)
def time_off(request: HttpRequest) -> HttpResponseBase:
    """What waits for an answer, the soonest first."""
    return _page(request, now=timezone.now())


@require_POST
@desk_page(DECIDE)
def time_off_decide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Grants or refuses one; once granted, what it touches is looked after next."""
    asked = TimeOffRequest.objects.select_related("therapist").filter(pk=pk).first()
    if asked is None:
        raise Http404(_("Nobody has asked for this."))
    now, form = timezone.now(), DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, now=now, typed={pk: form}, status=422)
    user, answer = at_the_desk(request).user, form.cleaned_data["answer"]
    assert user is not None
    stranded: Sequence[Stranded] = ()
    try:
        if form.cleaned_data["decision"] == GRANT:
            stranded = grant(request=asked, answer=answer, user=user, now=now)
        else:
            refuse(request=asked, answer=answer, user=user, now=now)
    except Refused as refused:
        gone = {"refused": str(refused), "as_decided": _case(pk), "unsent": answer}
        return _page(request, now=now, typed={pk: form}, status=409, **gone)
    return _next(request, asked, form, stranded)


def _next(
    request: HttpRequest,
    asked: TimeOffRequest,
    form: DecisionForm,
    stranded: Sequence[Stranded],
) -> HttpResponse:
    """Where a decision leads: to the appointments it has stranded, or back to the list."""
    if form.cleaned_data["decision"] == GRANT:
        told = _("The time off of {therapist} was granted. An e-mail says so.")
    else:
        told = _("The time off of {therapist} was refused. An e-mail says so.")
    messages.success(request, told.format(therapist=asked.therapist))
    if not stranded:
        return redirect("frontdesk:time_off")
    count = len(stranded)
    said = ngettext(
        "{n} appointment needs a decision, with {name} away.",
        "{n} appointments need a decision, with {name} away.",
        count,
    )
    messages.warning(request, said.format(n=count, name=asked.therapist.first_name))
    return redirect("frontdesk:attention")


def _case(pk: int) -> Case:
    rows = TimeOffRequest.objects.select_related("therapist", "decided_by")
    [case] = in_words([rows.get(pk=pk)])
    return case


def _page(
    request: HttpRequest,
    *,
    now: datetime,
    typed: dict[int, DecisionForm] | None = None,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    rows = open_requests().select_related("therapist").order_by("starts_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    decided = TimeOffRequest.objects.filter(state__in=DECIDED).order_by("-decided_at", "-pk")
    latest = decided.select_related("therapist", "decided_by")[:DECIDED_SHOWN]
    context = {
        "title": _("Time off asked for"),
        "page": page,
        "cases": [
            (case, (typed or {}).get(case.request.pk)) for case in cases_of(list(page), now=now)
        ],
        "decided": in_words(list(latest)),
        **shown,
    }
    return in_the_frame(request, "admin/frontdesk/time_off.html", context, status=status)
