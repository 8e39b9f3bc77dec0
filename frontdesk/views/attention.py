"""What needs attention: appointments that no longer fit, until somebody has decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from booking import attention
from booking.messages import when_asked
from booking.models import Attention
from booking.refusals import Refused
from frontdesk.away.decisions import Verb, carry_out, is_to_phone, read_decision
from frontdesk.away.replacements import find_replacements
from frontdesk.away.rooms import Rehoused, give_other_rooms, needs_only_a_room
from frontdesk.away.rows import (
    Row,
    other_options,
    replacement_options,
    rooms_of,
)
from frontdesk.history import spoken_place
from frontdesk.pages import CHANGE_THE_SCHEDULE, at_the_desk, desk_page, in_the_frame
from frontdesk.panel import please_phone
from locations.models import Location

SEE, SETTLE = "booking.view_attention", "booking.change_attention"
PER_PAGE = 20
SETTLED_SHOWN = 10
DONE = {
    Verb.GIVE: gettext_lazy("Given to another therapist or room."),
    Verb.ASK: gettext_lazy("The patient has been asked to choose another time."),
    Verb.CANCEL: pgettext_lazy("appointment", "Cancelled."),
}


class ReasonForm(forms.Form):
    """Why it is fine as it is."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        strip=True,
        error_messages={"required": gettext_lazy("Say why it is fine as it is.")},
    )


@dataclass(frozen=True)
class Waiting:
    """One entry of the list; `form` comes back when its reason was refused."""

    attention: Attention
    row: Row
    needs_only_a_room: bool = False
    form: ReasonForm | None = None


@require_safe
@desk_page(SEE)
def attention_list(request: HttpRequest) -> HttpResponseBase:
    """The soonest appointment first, with what can be done about each."""
    return _page(request, now=timezone.now())


@require_POST
@desk_page(SETTLE, CHANGE_THE_SCHEDULE)
def decide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Does what the desk has chosen for one entry."""
    row = _entry(pk)
    decision = read_decision(request.POST.get("decision", ""))
    if decision is None or decision.verb not in DONE:
        messages.error(request, _("Choose what to do with it."))
        return _back(request)
    appointment = row.appointment
    # As it was when it was noticed: what happened since is not overwritten unseen.
    appointment.sequence = row.sequence
    appointment.status = request.POST.get("status", appointment.status)
    now, tell = timezone.now(), "tell" in request.POST
    try:
        carry_out(
            decision,
            appointment,
            tell=tell,
            reason=row.why,
            now=now,
            actor=at_the_desk(request),
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        attention.settle_what_fits(now=now)
        messages.success(request, DONE[decision.verb])
        if tell and is_to_phone(decision, appointment, now):
            messages.warning(request, please_phone(appointment, now))
    return _back(request)


@require_POST
@desk_page(SETTLE, CHANGE_THE_SCHEDULE)
def other_rooms(request: HttpRequest) -> HttpResponseBase:
    """Gives every appointment that only lost its room another free one."""
    now = timezone.now()
    entries = attention.open_rows(now=now, location=_location(request))
    rehoused = give_other_rooms(entries, now=now, actor=at_the_desk(request))
    attention.settle_what_fits(now=now)
    _say(request, rehoused)
    return _back(request)


def _say(request: HttpRequest, rehoused: Rehoused) -> None:
    count = len(rehoused.done)
    if count:
        said = ngettext(
            "{n} appointment has another room now. No patient was told.",
            "{n} appointments have another room now. No patient was told.",
            count,
        )
        messages.success(request, said.format(n=count))
    for reason in dict.fromkeys(because for _one, because in rehoused.refused):
        those = [one for one, because in rehoused.refused if because == reason]
        names = "; ".join(f"{one.patient}, {spoken_place(one.starts_at, one)}" for one in those)
        said = _("Still on the list: {names}. {reason}")
        messages.warning(request, said.format(names=names, reason=reason))
    if not rehoused.done and not rehoused.refused:
        messages.info(request, _("No appointment can keep its time just by another room."))


@require_POST
@desk_page(SETTLE)
def accept(request: HttpRequest, pk: int) -> HttpResponseBase:
    """It is fine as it is: off the list, with a reason."""
    row, form = _entry(pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, now=timezone.now(), refused=(row.pk, form))
    actor = at_the_desk(request)
    assert actor.user is not None
    try:
        reason = form.cleaned_data["reason"]
        attention.accept(row, user=actor.user, reason=reason, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It stays as it is, and is off the list."))
    return _back(request)


def _entry(pk: int) -> Attention:
    shown = ("location__policy", "room", "therapist", "treatment", "patient__account")
    rows = Attention.objects.select_related(*(f"appointment__{name}" for name in shown))
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404(_("There is no such entry."))
    return row


def _back(request: HttpRequest) -> HttpResponse:
    place = _location(request)
    query = f"?location={place.slug}" if place else ""
    return redirect(f"{reverse('frontdesk:attention')}{query}")


def _location(request: HttpRequest) -> Location | None:
    slug = request.GET.get("location", "") or request.POST.get("location", "")
    return None if "\0" in slug else Location.objects.filter(slug=slug).first()


def _page(
    request: HttpRequest, *, now: datetime, refused: tuple[int, ReasonForm] | None = None
) -> HttpResponse:
    location = _location(request)
    rows = attention.open_rows(now=now, location=location)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    waiting = _waiting(page, now, refused)
    context: dict[str, Any] = {
        "title": _("Needs attention"),
        "page": page,
        "waiting": waiting,
        "some_need_only_a_room": any(one.needs_only_a_room for one in waiting),
        "settled": _settled(now),
        "location": location,
        "locations": Location.objects.filter(is_active=True),
        "may_settle": request.user.has_perms((SETTLE, CHANGE_THE_SCHEDULE)),
    }
    status = 422 if refused else 200
    return in_the_frame(request, "admin/frontdesk/attention.html", context, status=status)


def _waiting(
    page: Page[Attention], now: datetime, refused: tuple[int, ReasonForm] | None
) -> list[Waiting]:
    appointments = [entry.appointment for entry in page]
    replacements = find_replacements(appointments, now=now)
    rooms, asked = rooms_of(replacements.values()), when_asked(appointments)
    forms_by_entry = dict([refused] if refused else [])
    return [
        Waiting(
            entry,
            Row(
                one,
                replacements=replacement_options(one, replacements[one.pk], rooms),
                others=other_options(one, asked=one.pk in asked, now=now),
                asked_at=asked.get(one.pk),
            ),
            needs_only_a_room(one, replacements[one.pk]),
            forms_by_entry.get(entry.pk),
        )
        for entry, one in zip(page, appointments, strict=True)
    ]


def _settled(now: datetime) -> list[Attention]:
    """What was settled last, and by whom."""
    rows = Attention.objects.filter(settled_at__lte=now).order_by("-settled_at")
    shown = ("settled_by", "appointment__location", "appointment__therapist")
    return list(rows.select_related(*shown, "appointment__patient")[:SETTLED_SHOWN])
