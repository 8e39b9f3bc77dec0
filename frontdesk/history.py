"""What happened to an appointment, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from booking.models import Appointment, AppointmentEvent, EventKind
from booking.templatetags.clinic_time import day_as, spoken_time
from booking.whys import in_words
from therapists.models import Therapist


@dataclass(frozen=True)
class Line:
    at: datetime
    what: str
    who: str
    reason: str


def history_of(appointment: Appointment) -> list[Line]:
    """Everything that happened, the newest first; two queries at most."""
    return _lines(list(appointment.events.select_related("user").order_by("-pk")), appointment)


def latest_line(appointment: Appointment) -> Line | None:
    """What changed it last, by whom and when; a note changes nothing of it."""
    events = appointment.events.select_related("user").exclude(kind=EventKind.NOTED)
    return next(iter(_lines(list(events.order_by("-pk")[:1]), appointment)), None)


def _lines(events: list[AppointmentEvent], appointment: Appointment) -> list[Line]:
    names = _therapists(events)
    return [
        Line(event.at, _what(event, appointment, names), _who(event), in_words(event.reason))
        for event in events
    ]


def spoken_place(starts_at: datetime, appointment: Appointment) -> str:
    """Thu 6 May, 10:00 am, on the clock of the appointment's location."""
    local = starts_at.astimezone(appointment.zone)
    return f"{day_as(local, 'D j M')}, {spoken_time(local)}"


def _therapists(events: list[AppointmentEvent]) -> dict[int, str]:
    moved = [event.details for event in events if event.kind == EventKind.RESCHEDULED]
    keys = {facts["therapist"] for one in moved for facts in (one, one["before"])}
    if not keys:
        return {}
    return {one.pk: one.first_name for one in Therapist.objects.filter(pk__in=keys)}


def _what(event: AppointmentEvent, appointment: Appointment, names: dict[int, str]) -> str:
    if event.kind == EventKind.RESCHEDULED:
        return _move(event.details, appointment, names)
    if event.kind == EventKind.UNDONE:
        undone = str(EventKind(event.details["undone"]).label)
        return _("Undone: {what}").format(what=undone.lower())
    if event.kind == EventKind.CANCELLED and event.details.get("late"):
        return _("Cancelled late")
    return str(event.get_kind_display())


def _move(details: dict[str, Any], appointment: Appointment, names: dict[int, str]) -> str:
    places = (details["before"], details)
    before, after = (_where(facts, appointment, names) for facts in places)
    old, new = (_minutes(facts) for facts in places)
    said = []
    if before != after:
        said.append(_("Moved from {before} to {after}").format(before=before, after=after))
    if old != new:
        said.append(_("{new} instead of {old} minutes").format(new=new, old=old))
    return "; ".join(said) or _("Moved to another room")


def _where(facts: dict[str, Any], appointment: Appointment, names: dict[int, str]) -> str:
    words = spoken_place(datetime.fromisoformat(facts["starts_at"]), appointment)
    name = names.get(facts["therapist"])
    return _("{moment} with {therapist}").format(moment=words, therapist=name) if name else words


def _minutes(facts: dict[str, Any]) -> int | None:
    """None in events written before durations could change."""
    if "ends_at" not in facts:
        return None
    starts_at, ends_at = (datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at"))
    return int((ends_at - starts_at).total_seconds()) // 60


def _who(event: AppointmentEvent) -> str:
    if event.user:
        return event.user.get_full_name() or event.user.email
    known = {"visitor": _("Visitor"), "patient": _("Patient"), "system": "Unknot"}
    return known.get(event.actor_kind, pgettext("who did it", "Desk"))
