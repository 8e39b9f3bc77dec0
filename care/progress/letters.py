"""What the messages of the day after say. The texts stand in `templates/messages/`."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from booking.letters import context_of, line, text
from care.models import CheckIn
from care.progress.messages import Waiting
from reminders.channels import Content, EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording


def render(
    message: OutgoingMessage, check_in: CheckIn, _now: datetime, wording: Wording
) -> Content:
    """Asks how it is; the link is all that leads to the questions."""
    appointment = check_in.appointment
    if appointment.patient is None:
        raise ValueError("There is nobody to write to.")
    context = context_of(appointment, appointment.patient)
    context["link"] = settings.SITE_URL + reverse("care:check_in", args=(check_in.token,))
    if message.channel == Channel.SMS:
        return SmsContent(to=context["phone"], text=line("sms/check_in.txt", context))
    return EmailContent(
        to=context["email"],
        subject=line("email/check_in.subject.txt", context),
        text=text("email/check_in.txt", context),
        html=render_to_string("messages/email/check_in.html", context),
        reply_to=appointment.location.email,
    )


def render_waiting(
    _message: OutgoingMessage, waiting: Waiting, _now: datetime, _wording: Wording
) -> Content:
    """Tells the therapist where to look, and nothing else."""
    return _letter(waiting, "check_in_answered", reverse("care:check_ins"))


def render_unread(
    _message: OutgoingMessage, waiting: Waiting, _now: datetime, _wording: Wording
) -> Content:
    """Tells a manager that nobody here may read an answer, not whose it is."""
    return _letter(waiting, "check_in_unread", reverse("admin:index"))


def _letter(waiting: Waiting, name: str, path: str) -> Content:
    if waiting.user is None:
        raise ValueError("There is nobody to write to.")
    context = {
        "clinic": settings.CLINIC_NAME,
        "called": waiting.called,
        "link": settings.SITE_URL + path,
    }
    return EmailContent(
        to=waiting.user.email,
        subject=line(f"email/{name}.subject.txt", context),
        text=text(f"email/{name}.txt", context),
        html=render_to_string(f"messages/email/{name}.html", context),
    )
