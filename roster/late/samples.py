"""A made-up start that is later than agreed, to show the message with."""

from datetime import datetime, timedelta

from booking import samples
from reminders.models import OutgoingMessage
from reminders.registry import Reader
from roster.late.messages import LateStart
from roster.models import RunningLate

MINUTES = 20


def late_start(message: OutgoingMessage, reader: Reader, now: datetime) -> LateStart:
    """The made-up appointment, twenty minutes late; the message says until when it is of use."""
    appointment = samples.appointment(reader, now)
    message.not_after = appointment.starts_at + timedelta(minutes=MINUTES)
    statement = RunningLate(
        pk=0, therapist=appointment.therapist, minutes=MINUTES, said_at=appointment.starts_at
    )
    return LateStart(appointment, statement, newest=0)
