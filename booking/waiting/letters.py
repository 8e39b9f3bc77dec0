"""What the message with an offer says. The texts stand in `templates/messages/`."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from booking.letters import context_of, line, text
from booking.models import WaitlistOffer
from booking.templatetags.clinic_time import clinic_date, clinic_time
from reminders.channels import Content, EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording
from timeline.wall import local_date


def render(
    message: OutgoingMessage, offer: WaitlistOffer, now: datetime, wording: Wording
) -> Content:
    """The finished message, for the channel of its row."""
    context = _context(offer, now)
    if message.channel == Channel.SMS:
        return SmsContent(to=context["phone"], text=line("sms/offer.txt", context))
    return EmailContent(
        to=context["email"],
        subject=line("email/offer.subject.txt", context),
        text=text("email/offer.txt", context),
        html=render_to_string("messages/email/offer.html", context),
        reply_to=offer.appointment.location.email,
    )


def kept_until(offer: WaitlistOffer, now: datetime) -> str:
    """9:40 am, or Wednesday 5 May, 9:40 am when that is another day."""
    location = offer.appointment.location
    until = clinic_time(offer.expires_at, location)
    if local_date(offer.expires_at, location.zone) == local_date(now, location.zone):
        return until
    return f"{clinic_date(offer.expires_at, location)}, {until}"


def answer_link(offer: WaitlistOffer) -> str:
    """The page with the buttons; opening it answers nothing."""
    return f"{settings.SITE_URL}/waiting/{offer.token}/"


def _context(offer: WaitlistOffer, now: datetime) -> dict[str, Any]:
    entry = offer.entry
    return {
        **context_of(offer.appointment, entry.patient),
        "instead_of": entry.instead_of,
        "until": kept_until(offer, now),
        "link": answer_link(offer),
    }
