"""Moves an appointment: where it was dragged or stretched to, or to what is chosen."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking import lifecycle
from booking.models import Appointment
from booking.next_steps import MOVABLE
from booking.refusals import Refused, StateChanged
from frontdesk.forms.fields import add_refusal
from frontdesk.forms.move import MoveForm
from frontdesk.moving import Wish, free_starts, needs_reason, propose
from frontdesk.offer import therapists_for
from frontdesk.pages import CHANGE_THE_SCHEDULE, at_the_desk, desk_page
from frontdesk.panel import (
    changed,
    may_override,
    panel,
    quiet_until,
    refused,
    shown_appointment,
    spoken_moment,
)
from timeline.wall import local_date


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(CHANGE_THE_SCHEDULE)
def move(request: HttpRequest, pk: int) -> HttpResponseBase:
    appointment = shown_appointment(pk)
    posted = request.method == "POST"
    data = request.POST if posted else request.GET
    form = MoveForm(data, appointment=appointment, may_override=may_override(request))
    is_valid = form.is_valid()
    if posted and form.is_saving and is_valid:
        return _save(request, form)
    if form.is_stale or appointment.status not in MOVABLE:
        return refused(request, str(StateChanged()), appointment)
    return _shown(request, form, 200 if is_valid else 422)


def _save(request: HttpRequest, form: MoveForm) -> HttpResponse:
    appointment, now, wanted = form.appointment, timezone.now(), form.cleaned_data
    before = _place(appointment)
    # What the board showed: lifecycle tells a second click from another desk's change.
    seen = form.seen
    assert form.moment
    try:
        after = lifecycle.reschedule(
            appointment=seen,
            therapist=wanted["therapist"],
            starts_at=form.moment,
            option=form.option,
            room=wanted["room"],
            now=now,
            actor=at_the_desk(request),
            reason=form.given_reason,
            tell=wanted["tell"],
            quiet_until=quiet_until(now),
        )
    except StateChanged as refusal:
        return refused(request, str(refusal), appointment)
    except Refused as refusal:
        add_refusal(form, refusal)
        return _shown(request, form, 409)
    if after.sequence == seen.sequence:
        form.add_error(None, _("It is there already. Choose what shall be different."))
        return _shown(request, form, 409)
    is_news = not _is_room_only(before, after)
    return changed(request, after, _said(before, after), tell=wanted["tell"] and is_news)


def _place(there: Appointment) -> tuple[datetime, int, int, int]:
    return there.starts_at, there.therapist_id, there.minutes, there.room_id


def _said(before: tuple[datetime, int, int, int], after: Appointment) -> str:
    """What changed; a second click, which finds it done, hears where it went."""
    if _is_room_only(before, after):
        return _("Now in {room}.").format(room=after.room)
    if before[:2] == _place(after)[:2] and before[2] != after.minutes:
        return _("Now {count} minutes.").format(count=after.minutes)
    return _("Moved to {moment}: {patient}.").format(
        moment=spoken_moment(after), patient=after.patient
    )


def _is_room_only(before: tuple[datetime, int, int, int], after: Appointment) -> bool:
    """Nobody is told of that."""
    return before[:3] == _place(after)[:3] and before[3] != after.room_id


def _shown(request: HttpRequest, form: MoveForm, status: int) -> HttpResponse:
    """The question after a drag; or, without a place, the free times to choose from."""
    now = timezone.now()
    context = _context(form)
    wish = _wish(form)
    if form.dropped_at and not set(form.errors) - {NON_FIELD_ERRORS, "reason"}:
        context["proposal"] = proposal = propose(wish, form.dropped_at, now=now)
        if proposal.obstacle:
            status = 409
    if not form.dropped_at:
        context |= _choices(form, wish, now)
    return panel(request, "move", context, status=status)


def _context(form: MoveForm) -> dict[str, Any]:
    appointment = form.appointment
    title = _("Move {patient}").format(patient=appointment.patient)
    return {"title": title, "form": form, "appointment": appointment}


def _wish(form: MoveForm) -> Wish:
    wanted = form.cleaned_data
    return Wish(form.appointment, wanted.get("therapist"), wanted.get("room"), form.option)


def _choices(form: MoveForm, wish: Wish, now: datetime) -> dict[str, Any]:
    there = form.appointment
    today = local_date(there.starts_at, there.zone)
    day: date = form.cleaned_data.get("day") or today
    found = free_starts(wish, day, now=now)
    starts = [start.at for start in found.starts] if found else []
    return {
        "needs_reason": _needs_reason(there, [form.moment] if form.moment else starts, now),
        "found": found,
        "day": day,
        "next_day": local_date(found.next, there.zone) if found and found.next else None,
        "chosen": form.moment or there.starts_at,
        "minutes": wish.minutes,
        "therapists": therapists_for(there.location, there.treatment_id),
        "rooms": there.location.rooms.filter(is_active=True),
    }


def _needs_reason(there: Appointment, starts: list[datetime], now: datetime) -> bool:
    """Whether a reason is asked for with at least one of the starts; staying asks for none."""
    return any(needs_reason(there, start, now) for start in starts if start != there.starts_at)
