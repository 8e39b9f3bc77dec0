"""What the e-mail about a decision says. The texts stand in `templates/messages/`."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from booking.letters import line, one_line, text
from reminders.channels import Content, EmailContent
from reminders.models import OutgoingMessage
from reminders.words import Wording
from roster.models import TimeOffRequest
from roster.time_off.days import spoken
from roster.time_off.messages import KIND, Decision
from timeline.intervals import Interval


def render(
    message: OutgoingMessage, decision: Decision, now: datetime, _wording: Wording
) -> Content:
    """When, yes or no, and where to read more."""
    request = decision.request
    if request.therapist.user is None:
        raise ValueError("There is nobody to write to.")
    context = {
        "clinic": settings.CLINIC_NAME,
        "called": one_line(request.therapist.first_name),
        "is_granted": request.state == TimeOffRequest.State.GRANTED,
        "has_answer": bool(request.answer),
        "spoken": spoken(Interval(request.starts_at, request.ends_at), decision.places),
        "link": f"{settings.SITE_URL}{reverse('roster:time_off')}",
    }
    return EmailContent(
        to=request.therapist.user.email,
        subject=line(f"email/{KIND}.subject.txt", context),
        text=text(f"email/{KIND}.txt", context),
        html=render_to_string(f"messages/email/{KIND}.html", context),
    )
