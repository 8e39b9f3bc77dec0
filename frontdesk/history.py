"""What happened to an appointment, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format

from booking.models import Appointment, AppointmentEvent, EventKind
from booking.templatetags.clinic_time import spoken_time
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
        Line(event.at, _what(event, appointment, names), _who(event), event.reason)
        for event in events
    ]


def spoken_place(starts_at: datetime, appointment: Appointment) -> str:
    """Thu 6 May, 10:00 am, on the clock of the appointment's location."""
    local = starts_at.astimezone(appointment.zone)
    return f"{date_format(local, 'D j M')}, {spoken_time(local)}"


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
        undone = EventKind(event.details["undone"]).label
        return f"Undone: {undone.lower()}"
    if event.kind == EventKind.CANCELLED and event.details.get("late"):
        return "Cancelled late"
    return event.get_kind_display()


def _move(details: dict[str, Any], appointment: Appointment, names: dict[int, str]) -> str:
    places = (details["before"], details)
    before, after = (_where(facts, appointment, names) for facts in places)
    old, new = (_minutes(facts) for facts in places)
    said = [f"Moved from {before} to {after}"] if before != after else []
    if old != new:
        said.append(f"{new} instead of {old} minutes")
    return "; ".join(said) or "Moved to another room"


def _where(facts: dict[str, Any], appointment: Appointment, names: dict[int, str]) -> str:
    words = spoken_place(datetime.fromisoformat(facts["starts_at"]), appointment)
    name = names.get(facts["therapist"])
    return f"{words} with {name}" if name else words


def _minutes(facts: dict[str, Any]) -> int | None:
    """None in events written before durations could change."""
    if "ends_at" not in facts:
        return None
    starts_at, ends_at = (datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at"))
    return int((ends_at - starts_at).total_seconds()) // 60


def _who(event: AppointmentEvent) -> str:
    if event.user:
        return event.user.get_full_name() or event.user.email
    return {"visitor": "Visitor", "patient": "Patient", "system": "Unknot"}.get(
        event.actor_kind, "Desk"
    )
