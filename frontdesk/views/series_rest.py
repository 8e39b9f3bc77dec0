"""Moves or cancels a course from one session on: all of these, or none."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from booking import lifecycle
from booking.history import latest_event
from booking.models import Appointment, Series
from booking.policy import may_cancel, may_reschedule
from booking.refusals import Refused, SessionRefused, StateChanged, UnknownChoice
from booking.series.planning import Wish
from frontdesk.forms.fields import is_saving
from frontdesk.forms.series import CancelRestForm, MoveRestForm
from frontdesk.pages import CHANGE_THE_SCHEDULE, at_the_desk, desk_page, in_the_frame
from frontdesk.panel import may_override, quiet_until, say_done, spoken_moment
from frontdesk.series import DateRow, move_rows, refuse_unchosen
from frontdesk.views.series import is_coming, sessions_of, shown_series
from therapists.models import Therapist
from timeline.wall import instant, local_date


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(CHANGE_THE_SCHEDULE)
def series_cancel(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Cancels the coming sessions from a chosen one on."""
    found = shown_series(pk)
    data = request.POST if request.method == "POST" else None
    form = CancelRestForm(data, may_override=may_override(request))
    seen = _seen(request.POST, found)
    if not form.is_bound:
        return _shown_cancel(request, form, found, 200)
    if not form.is_valid():
        return _shown_cancel(request, form, found, 422)
    try:
        _cancel(request, form, found, seen)
    except Refused as refusal:
        form.add_error(None, _named(refusal, seen))
        return _shown_cancel(request, form, found, 409)
    said = ngettext("{count} session cancelled.", "{count} sessions cancelled.", len(seen))
    say_done(request, said.format(count=len(seen)), undo=_undo(found, seen))
    return redirect("frontdesk:series", found.pk)


def _undo(found: Series, cancelled: list[Appointment]) -> str | None:
    """Where all of them are taken back; a second click may find them cancelled one by one."""
    version = latest_event(cancelled[0]).details.get("series_version")
    return reverse("frontdesk:series_undo", args=(found.pk, version)) if version else None


def _cancel(
    request: HttpRequest, form: CancelRestForm, found: Series, seen: list[Appointment]
) -> None:
    if not seen:
        raise StateChanged(_("Nothing of this course is left to cancel."))
    now = timezone.now()
    lifecycle.cancel_series(
        series=found,
        sessions=seen,
        now=now,
        actor=at_the_desk(request),
        reason=form.given_reason,
        late=form.counts_as_late,
        tell=form.cleaned_data["tell"],
        quiet_until=quiet_until(now),
    )


def _shown_cancel(
    request: HttpRequest, form: CancelRestForm, found: Series, status: int
) -> HttpResponse:
    now = timezone.now()
    rest = _rest(request, found, now)
    late = [one for one in rest if not may_cancel(one, now)]
    context = {"title": _("Cancel the rest of the course"), "is_late": bool(late), "late": late}
    return _page(request, "series_cancel", context | _common(form, found, rest), status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(CHANGE_THE_SCHEDULE)
def series_move(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Moves the coming sessions from a chosen one on, after a look at each date."""
    found, now, posted = shown_series(pk), timezone.now(), request.method == "POST"
    rest = _seen(request.POST, found) if posted else _rest(request, found, now)
    data: QueryDict = request.POST if posted else request.GET
    data = data if is_saving(data) else _as_now(data, rest)
    form = MoveRestForm(data, may_override=may_override(request))
    is_complete = form.is_valid()
    if not form.is_asked or not rest:
        return _shown_move(request, form, found, rest, [], 200)
    if not is_complete:
        return _shown_move(request, form, found, rest, [], 422)
    rows = _rows(form, rest, now, data if posted and form.is_saving else None)
    if form.errors or not (posted and form.is_saving):
        return _shown_move(request, form, found, rest, rows, 422 if form.errors else 200)
    if refuse_unchosen(rows):
        status = 409 if any(row.gone for row in rows) else 422
        return _shown_move(request, form, found, rest, rows, status)
    return _move(request, form, found, rest, rows)


def _as_now(query: QueryDict, rest: Sequence[Appointment]) -> QueryDict:
    """What is not asked for stays as it is for the first of the sessions."""
    asked = query.copy()
    if rest:
        local = rest[0].starts_local
        for name, value in {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}.items():
            if name not in asked:
                asked[name] = value
    if "tell" not in asked:
        asked["tell"] = "yes"
    return asked


def _rows(
    form: MoveRestForm,
    rest: Sequence[Appointment],
    now: datetime,
    sent: Mapping[str, str] | None,
) -> list[DateRow]:
    try:
        return move_rows(rest, _wishes(form, rest), now=now, sent=sent)
    except UnknownChoice as refusal:
        form.add_error(None, str(refusal))
        return []


def _wishes(form: MoveRestForm, rest: Sequence[Appointment]) -> list[Wish]:
    """The new wall time for all of them, each as many days later as the first."""
    wanted = form.cleaned_data
    shift: timedelta = wanted["day"] - local_date(rest[0].starts_at, rest[0].zone)
    therapist = wanted["therapist"]
    return [
        Wish(
            instant(local_date(one.starts_at, one.zone) + shift, wanted["time"], one.zone),
            (therapist or one.therapist).slug,
        )
        for one in rest
    ]


def _move(
    request: HttpRequest,
    form: MoveRestForm,
    found: Series,
    rest: list[Appointment],
    rows: list[DateRow],
) -> HttpResponse:
    moves = _moves(rest, rows)
    if not any(row.choice for row in rows):
        form.add_error(None, _("Every session stays as it is. Choose a time for at least one."))
        return _shown_move(request, form, found, rest, rows, 422)
    if not moves:
        # A second click finds what the first has done.
        messages.success(request, _("The sessions are as you chose."))
        return redirect("frontdesk:series", found.pk)
    try:
        lifecycle.move_series(
            series=found,
            moves=moves,
            now=timezone.now(),
            actor=at_the_desk(request),
            reason=form.given_reason,
            tell=form.cleaned_data["tell"],
        )
    except Refused as refusal:
        rest = _as_they_are(found, rest)
        anew = _refused(form, rest, rows, moves, refusal)
        return _shown_move(request, form, found, rest, anew, 409)
    said = ngettext("{count} session moved.", "{count} sessions moved.", len(moves))
    messages.success(request, said.format(count=len(moves)))
    return redirect("frontdesk:series", found.pk)


def _moves(rest: Sequence[Appointment], rows: Sequence[DateRow]) -> list[lifecycle.Move]:
    """The sessions that really go elsewhere."""
    by_key = {session.pk: session for session in rest}
    chosen = {row.key: row.choice for row in rows if row.choice}
    therapists = Therapist.objects.in_bulk({choice.therapist.id for choice in chosen.values()})
    moves = [
        lifecycle.Move(by_key[key], therapists[choice.therapist.id], choice.at)
        for key, choice in chosen.items()
    ]
    return [move for move in moves if not move.is_done]


def _refused(
    form: MoveRestForm,
    rest: list[Appointment],
    rows: list[DateRow],
    moves: list[lifecycle.Move],
    refusal: Refused,
) -> list[DateRow]:
    """The rows anew, what was chosen still chosen, the refusal beside the session it is about."""
    sent = {row.name: row.chosen for row in rows}
    anew = _rows(form, rest, timezone.now(), sent) if rest else []
    about = _row_of(anew, moves, refusal)
    if about is None:
        form.add_error(None, _named(refusal, [move.appointment for move in moves]))
    elif not refuse_unchosen(anew):
        about.error = str(refusal)
    return anew


def _row_of(
    anew: Sequence[DateRow], moves: Sequence[lifecycle.Move], refusal: Refused
) -> DateRow | None:
    if not isinstance(refusal, SessionRefused):
        return None
    key = moves[refusal.position].appointment.pk
    return next((row for row in anew if row.key == key), None)


def _as_they_are(found: Series, rest: Sequence[Appointment]) -> list[Appointment]:
    """The same sessions after another desk's change, as far as they can still move."""
    keys, now = {one.pk for one in rest}, timezone.now()
    return [one for one in sessions_of(found) if one.pk in keys and is_coming(one, now)]


def _shown_move(
    request: HttpRequest,
    form: MoveRestForm,
    found: Series,
    rest: list[Appointment],
    rows: list[DateRow],
    status: int,
) -> HttpResponse:
    now = timezone.now()
    is_late = any(not may_reschedule(one, now) for one in rest)
    is_far = any(not choice.within_policy for row in rows for choice in row.choices)
    context = {
        "title": _("Move the rest of the course"),
        "complain": form.is_asked,
        "rows": rows,
        "needs_reason": is_late or is_far,
        "therapists": Therapist.objects.filter(is_active=True),
    }
    return _page(request, "series_move", context | _common(form, found, rest), status)


def _common(form: Any, found: Series, rest: list[Appointment]) -> dict[str, Any]:
    return {
        "form": form,
        "series": found,
        "rest": rest,
        "place": rest[0].location if rest else None,
    }


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int
) -> HttpResponse:
    return in_the_frame(request, f"admin/frontdesk/{template}.html", context, status=status)


def _rest(request: HttpRequest, found: Series, now: datetime) -> list[Appointment]:
    """The coming sessions from the one that `from` names; without a name, all that come."""
    coming = [one for one in sessions_of(found) if is_coming(one, now)]
    keys = [str(one.pk) for one in coming]
    first = request.GET.get("from", "")
    return coming[keys.index(first) :] if first in keys else coming


def _seen(data: QueryDict, found: Series) -> list[Appointment]:
    """The sessions that the page showed, each with the sequence and status that it had there."""
    shown = dict(pair.partition(":")[::2] for pair in data.getlist("session"))
    seen = [one for one in sessions_of(found) if str(one.pk) in shown] if shown else []
    for one in seen:
        sequence, _colon, one.status = shown[str(one.pk)].partition(":")
        # What is no number was never shown: lifecycle finds it changed.
        one.sequence = int(sequence) if sequence.isdecimal() and len(sequence) < 9 else -1
    return seen


def _named(refusal: Refused, sessions: Sequence[Appointment]) -> str:
    """The refusal, with the session it is about."""
    if isinstance(refusal, SessionRefused):
        return _("{moment}: {refusal}").format(
            moment=spoken_moment(sessions[refusal.position]), refusal=refusal
        )
    return str(refusal)
