"""What the messages of the day after say. The texts stand in `templates/messages/`."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from booking.letters import SAID, email, text_message, whom
from booking.particulars import language_tag, particulars
from care.models import CheckIn
from care.progress.messages import ASKED, Waiting
from locations.letterhead import clinic_name
from reminders import moulds
from reminders.channels import Content, EmailContent
from reminders.models import Channel, OutgoingMessage
from reminders.words import NONE, Wording


def render(
    message: OutgoingMessage, check_in: CheckIn, _now: datetime, wording: Wording
) -> Content:
    """Asks how it is; the link is all that leads to the questions."""
    appointment = check_in.appointment
    patient = whom(appointment)
    with override(patient.speaks):
        words = wording.of(ASKED, message.channel, patient.speaks)
        values = particulars(appointment, patient)
        values["link"] = settings.SITE_URL + reverse("care:check_in", args=(check_in.token,))
        if message.channel == Channel.SMS:
            return text_message(SAID, words, values, patient)
        return email(ASKED, words, values, patient, appointment.location)


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
    user = waiting.user
    if user is None:
        raise ValueError("There is nobody to write to.")
    with override(user.speaks):
        values = {
            "lang": language_tag(),
            "clinic": clinic_name(),
            "name": moulds.one_line(waiting.called),
            "link": settings.SITE_URL + path,
        }
        written = moulds.letter(name, NONE, values)
    return EmailContent(
        to=user.email, subject=written.subject, text=written.text, html=written.html
    )
