"""What the message of a later start says. The texts stand in `templates/messages/`."""

from datetime import datetime

from django.utils.translation import override

from booking.letters import email, text_message, whom
from booking.particulars import later, particulars
from reminders.channels import Content
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording
from roster.late.messages import KIND, LateStart


def render(message: OutgoingMessage, late: LateStart, now: datetime, wording: Wording) -> Content:
    """The finished message, for the channel of its row; no word about health."""
    appointment, new_start = late.appointment, message.not_after
    patient = whom(appointment)
    with override(patient.speaks):
        words = wording.of(KIND, message.channel, patient.speaks)
        values = particulars(appointment, patient) | later(appointment, new_start)
        values["is_late"] = "yes" if new_start > appointment.starts_at else ""
        if message.channel == Channel.SMS:
            return text_message(KIND, words, values, patient)
        return email(KIND, words, values, patient, appointment.location)
