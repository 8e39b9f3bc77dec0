"""A made-up check-in without any answer, to show the message with."""

from datetime import datetime

from booking import samples
from care.models import CheckIn
from reminders.models import OutgoingMessage


def check_in(_message: OutgoingMessage, language: str, now: datetime) -> CheckIn:
    """About the made-up appointment; nothing was asked or answered."""
    appointment = samples.appointment(language, now)
    return CheckIn(
        token=samples.TOKEN, patient=appointment.patient, appointment=appointment, asked_at=now
    )
