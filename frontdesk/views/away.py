"""A therapist is sick today, or away for some days: what happens to the appointments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_http_methods

from frontdesk.away.absence import Absence, affected_by
from frontdesk.away.decisions import Verb
from frontdesk.away.outcome import Outcome, carry_out_all
from frontdesk.away.proposal import propose
from frontdesk.away.rows import Row
from frontdesk.forms.away import AwayForm, read_decisions
from frontdesk.pages import CHANGE_THE_SCHEDULE, at_the_desk, desk_page, in_the_frame
from timeline.wall import local_date

BLOCK_TIME = "therapists.block_time"
SENTENCES = {
    Verb.GIVE: ngettext_lazy("{n} was given to a colleague", "{n} were given to colleagues"),
    Verb.MOVE: ngettext_lazy("{n} has a new time", "{n} have a new time"),
    Verb.ASK: ngettext_lazy(
        "{n} patient was asked to choose another time",
        "Patients were asked to choose another time for {n}",
    ),
    Verb.CANCEL: ngettext_lazy("{n} was cancelled", "{n} were cancelled"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(BLOCK_TIME, CHANGE_THE_SCHEDULE)
def away(request: HttpRequest) -> HttpResponseBase:
    """Who and when; then every affected appointment with a proposal; a POST does it all."""
    now = timezone.now()
    if request.method == "POST":
        return _do_it(request, AwayForm(request.POST, now=now), now)
    if "therapist" in request.GET:
        return _show(request, AwayForm(request.GET, now=now), now)
    today = local_date(now, timezone.get_current_timezone())
    preset = {"first": today, "last": today, "from_now": True, "tell": True}
    return _page(request, AwayForm(initial=preset, now=now))


def _show(request: HttpRequest, form: AwayForm, now: datetime) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form, status=422)
    absence = form.absence
    rows = propose(absence, affected_by(absence, now=now), now=now)
    return _page(request, form, absence=absence, rows=rows, tell=True)


def _do_it(request: HttpRequest, form: AwayForm, now: datetime) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form, status=422)
    absence, decided = form.absence, read_decisions(request.POST.dict())
    tell = form.cleaned_data["tell"]
    if decided is None:
        rows = propose(absence, affected_by(absence, now=now), now=now)
        rows = [replace(row, chosen=_chosen(request, row)) for row in rows]
        wrong = _("Some of it could not be read. Please look at each choice again.")
        return _page(request, form, absence=absence, rows=rows, tell=tell, wrong=wrong, status=422)
    actor = at_the_desk(request)
    outcome = carry_out_all(absence, decided, tell=tell, now=now, actor=actor)
    return _done(request, absence, outcome)


def _chosen(request: HttpRequest, row: Row) -> str:
    return str(request.POST.get(f"decision-{row.appointment.pk}", row.chosen))


def _page(
    request: HttpRequest,
    form: AwayForm,
    *,
    absence: Absence | None = None,
    rows: Sequence[Row] = (),
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    shown = {"title": _("A therapist is away"), "form": form, "absence": absence, "rows": rows}
    page = "admin/frontdesk/away.html"
    return in_the_frame(request, page, shown | context, status=status)


def _done(request: HttpRequest, absence: Absence, outcome: Outcome) -> HttpResponse:
    context = {
        "title": _("{therapist} is away").format(therapist=absence.therapist),
        "absence": absence,
        "outcome": outcome,
        "groups": [
            (verb.value, (said % len(done)).format(n=len(done)), done)
            for verb, said in SENTENCES.items()
            if (done := [each for each in outcome.done if each.verb == verb])
        ],
    }
    return in_the_frame(request, "admin/frontdesk/away_done.html", context)
