"""A made-up check-in without any answer, to show the message with."""

from datetime import datetime

from booking import samples
from care.models import CheckIn
from reminders.models import OutgoingMessage
from reminders.registry import Reader


def check_in(_message: OutgoingMessage, reader: Reader, now: datetime) -> CheckIn:
    """About the made-up appointment; nothing was asked or answered."""
    appointment = samples.appointment(reader, now)
    return CheckIn(
        token=samples.TOKEN, patient=appointment.patient, appointment=appointment, asked_at=now
    )
