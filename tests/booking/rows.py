"""All that booking has written: whether a refusal left anything behind, and what is told."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from booking.models import Appointment, AppointmentEvent
from reminders import outbox
from reminders.models import OutgoingMessage


def all_rows() -> list[list[dict[str, Any]]]:
    """Every appointment, event and message, in every column."""
    tables: tuple[type[Model], ...] = (Appointment, AppointmentEvent, OutgoingMessage)
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


def events_of(appointment: Appointment) -> list[str]:
    return list(appointment.events.values_list("kind", flat=True))


def messages_about(appointment: Appointment) -> set[tuple[str, int, str]]:
    """Kind, version and state of every message about the appointment."""
    messages = OutgoingMessage.objects.filter(subject=f"appointment:{appointment.pk}")
    return set(messages.values_list("kind", "version", "state"))


def tell_what_is_due(now: datetime) -> list[str]:
    """What a worker would send at `now`."""
    sent = outbox.claim(now=now)
    for message in sent:
        outbox.record_sent(message, recipient="alice@example.test", now=now)
    return [message.kind for message in sent]
