"""What the message of a later start says. The texts stand in `templates/messages/`."""

from datetime import datetime

from django.template.loader import render_to_string

from booking.letters import context_of, line, text
from reminders.channels import Content, EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording
from roster.late.messages import LateStart


def render(message: OutgoingMessage, late: LateStart, now: datetime, wording: Wording) -> Content:
    """The finished message, for the channel of its row; no word about health."""
    appointment = late.appointment
    if appointment.patient is None:
        raise ValueError("There is nobody to write to.")
    context = context_of(appointment, appointment.patient) | {
        "new_start": message.not_after,
        "is_late": message.not_after > appointment.starts_at,
    }
    if message.channel == Channel.SMS:
        return SmsContent(to=context["phone"], text=line("sms/running_late.txt", context))
    return EmailContent(
        to=context["email"],
        subject=line("email/running_late.subject.txt", context),
        text=text("email/running_late.txt", context),
        html=render_to_string("messages/email/running_late.html", context),
        reply_to=appointment.location.email,
    )
