"""Texts of ours that C or YES does not answer: an offer, and "please choose another time".

Whoever answers one of these gets it once more, for its link is the answer.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from booking import letters
from booking.digest.rows import told_together
from booking.messages import NEWS, REMINDERS, Kind, subject_of
from booking.models import Appointment, Status, WaitlistOffer
from booking.policy import cannot_be_kept
from booking.waiting import letters as offer_letters
from booking.waiting import messages as offer_messages
from patients.models import Patient
from reminders.channels import Content, SmsContent
from reminders.models import Channel, OutgoingMessage, State
from reminders.words import Wording

# A text is answered within seconds: before we have noted that it went.
WENT = (State.SENDING, State.SENT)
KINDS = (*NEWS, *REMINDERS, Kind.ASKED_TO_MOVE, offer_messages.OFFER)


def asked_otherwise(patients: Sequence[Patient], now: datetime) -> str:
    """What the latest text to these patients says, if it still asks something else; or ""."""
    coming = Appointment.objects.to_show().filter(
        patient__in=patients, status=Status.BOOKED, starts_at__gt=now
    )
    appointments = {subject_of(one): one for one in coming}
    live = WaitlistOffer.objects.live(now).filter(
        entry__patient__in=patients, appointment__status=Status.HELD
    )
    offers = {offer_messages.subject_of(one): one for one in live.to_show()}
    latest = _latest_text([*appointments, *offers])
    if latest is None:
        return ""
    if offer := offers.get(latest.subject):
        return _text(offer_letters.render(latest, offer, now, Wording.read()))
    appointment = appointments[latest.subject]
    asks = latest.kind == Kind.ASKED_TO_MOVE and latest.version == appointment.sequence
    return needs_another_time(appointment, now) if asks and cannot_be_kept(appointment) else ""


def needs_another_time(appointment: Appointment, now: datetime) -> str:
    """What a text says that asks the patient to choose another time, with its link."""
    message = OutgoingMessage(
        kind=Kind.ASKED_TO_MOVE, channel=Channel.SMS, version=appointment.sequence
    )
    return _text(letters.render(message, appointment, now, Wording.read()))


def _latest_text(subjects: Iterable[str]) -> OutgoingMessage | None:
    """What is on its way counts as the latest: its `next_try_at` is still to come."""
    texts = OutgoingMessage.objects.filter(
        Q(state__in=WENT) | told_together(WENT),
        subject__in=list(subjects),
        kind__in=KINDS,
        channel=Channel.SMS,
    )
    return texts.order_by(Coalesce("sent_at", "next_try_at").desc(), "-pk").first()


def _text(content: Content) -> str:
    assert isinstance(content, SmsContent)
    return content.text
