"""The history of an appointment: one event a change, written in the change's own transaction."""

import json
from datetime import datetime
from typing import Any

from django.db import connection

from booking.actors import Actor
from booking.models import Appointment, AppointmentEvent, EventKind

# Written out: every change leaves one, and Django takes three times as long to say the same.
RECORD_SQL = """
INSERT INTO booking_appointmentevent
  (appointment_id, kind, at, actor_kind, user_id, reason, details)
VALUES (%(appointment)s, %(kind)s, %(at)s, %(actor)s, %(user)s, %(reason)s, %(details)s::jsonb)"""


def facts(appointment: Appointment) -> dict[str, Any]:
    """Where and when it is, with whom, at what price, as an event keeps it."""
    return {
        "starts_at": appointment.starts_at.isoformat(),
        "ends_at": appointment.ends_at.isoformat(),
        "blocked_until": appointment.blocked_until.isoformat(),
        "therapist": appointment.therapist_id,
        "room": appointment.room_id,
        "price": str(appointment.price),
    }


def spoken_instant(moment: datetime | None) -> str | None:
    """An instant as an event keeps it."""
    return moment.isoformat() if moment else None


def latest_event(appointment: Appointment) -> AppointmentEvent:
    """What changed the appointment last; a note about it changes nothing of it."""
    events = AppointmentEvent.objects.filter(appointment=appointment)
    return events.exclude(kind=EventKind.NOTED).latest("pk")


def record(
    appointment: Appointment,
    kind: EventKind,
    now: datetime,
    actor: Actor,
    reason: str = "",
    **details: Any,
) -> None:
    """Adds the event of a change that was just written."""
    event = event_of(appointment, kind, now, actor, reason, **details)
    event["appointment"] = appointment.pk
    # Not planned once, as other statements are: at the desk pghistory puts its own before it.
    with connection.cursor() as cursor:
        cursor.execute(RECORD_SQL, event)


def event_of(
    appointment: Appointment,
    kind: EventKind,
    now: datetime,
    actor: Actor,
    reason: str = "",
    **details: Any,
) -> dict[str, Any]:
    """The columns of an event, as its statement wants them."""
    return {
        "kind": kind.value,
        "at": now,
        "actor": actor.kind,
        "user": actor.user.pk if actor.user else None,
        "reason": reason.strip()[:300],
        "details": json.dumps({**facts(appointment), **details}),
    }
