"""What the e-mail about a decision says. The texts stand in `templates/messages/`."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from booking.particulars import language_tag
from locations.letterhead import clinic_name
from reminders import moulds
from reminders.channels import Content, EmailContent
from reminders.models import OutgoingMessage
from reminders.words import NONE, Wording
from roster.models import TimeOffRequest
from roster.time_off.days import spoken
from roster.time_off.messages import KIND, Decision
from timeline.intervals import Interval


def render(
    message: OutgoingMessage, decision: Decision, now: datetime, _wording: Wording
) -> Content:
    """When, yes or no, and where to read more."""
    request = decision.request
    user = request.therapist.user
    if user is None:
        raise ValueError("There is nobody to write to.")
    with override(user.speaks):
        written = moulds.letter(KIND, NONE, _values(request, decision))
    return EmailContent(
        to=user.email, subject=written.subject, text=written.text, html=written.html
    )


def _values(request: TimeOffRequest, decision: Decision) -> dict[str, str]:
    return {
        "lang": language_tag(),
        "clinic": clinic_name(),
        "name": moulds.one_line(request.therapist.first_name),
        "is_granted": "yes" if request.state == TimeOffRequest.State.GRANTED else "",
        "has_answer": "yes" if request.answer else "",
        "spoken": spoken(Interval(request.starts_at, request.ends_at), decision.places),
        "link": f"{settings.SITE_URL}{reverse('roster:time_off')}",
    }
