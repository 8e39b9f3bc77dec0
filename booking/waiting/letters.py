"""What the message with an offer says. The texts stand in `templates/messages/`."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from booking.letters import email, text_message
from booking.models import WaitlistOffer
from booking.particulars import Particulars, particulars
from booking.templatetags.clinic_time import clinic_date, clinic_moment, clinic_time
from booking.waiting.messages import OFFER
from reminders.channels import Content
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording
from timeline.wall import local_date


def render(
    message: OutgoingMessage, offer: WaitlistOffer, now: datetime, wording: Wording
) -> Content:
    """The finished message, for the channel of its row."""
    patient = offer.entry.patient
    with override(patient.speaks):
        words = wording.of(OFFER, message.channel, patient.speaks)
        values = _values(offer, now)
        if message.channel == Channel.SMS:
            return text_message(OFFER, words, values, patient)
        return email(OFFER, words, values, patient, offer.appointment.location)


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


def _values(offer: WaitlistOffer, now: datetime) -> Particulars:
    instead_of, location = offer.entry.instead_of, offer.appointment.location
    return particulars(offer.appointment, offer.entry.patient) | {
        "instead_of": clinic_moment(instead_of.starts_at, location) if instead_of else "",
        "until": kept_until(offer, now),
        "link": answer_link(offer),
    }
