"""The message that brings an offer: when it is written, and when it must not go any more.

What it says stands in `booking.waiting.letters`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from booking.messages import news_channels
from booking.models import Status, WaitlistOffer
from booking.policy import cannot_be_kept
from booking.quiet import hold_back_text
from booking.whys import in_english
from patients.models import Patient
from reminders.models import Channel, OutgoingMessage
from reminders.outbox import enqueue, withdraw
from reminders.registry import Later

OFFER = "offer"
SUBJECT = "offer:"


def announce_offer(offer: WaitlistOffer, *, now: datetime, texts_at: datetime) -> None:
    """Tells of the offer at once, by SMS at `texts_at`.

    Call it in the transaction that makes the offer.
    """
    for channel in news_channels(offer.entry.patient):
        enqueue(
            subject=subject_of(offer),
            version=0,
            kind=OFFER,
            channel=channel,
            due_at=texts_at if channel == Channel.SMS else now,
            not_after=offer.expires_at,
        )


def withdraw_offer(offer: WaitlistOffer) -> None:
    """Takes back what has not gone yet; call it in the transaction that ends the offer."""
    reason = f"The offer is over: {in_english(WaitlistOffer.Answer(offer.answer).label)}."
    withdraw(subject=subject_of(offer), reason=reason)


def subject_of(offer: WaitlistOffer) -> str:
    return f"{SUBJECT}{offer.pk}"


def fetch(messages: Sequence[OutgoingMessage]) -> Mapping[int, WaitlistOffer]:
    """The offers that messages are about, by message key; two queries."""
    keys = {message.pk: int(message.subject.removeprefix(SUBJECT)) for message in messages}
    offers = WaitlistOffer.objects.to_show().prefetch_related("appointment__attention")
    found = offers.in_bulk(set(keys.values()))
    return {message: found[key] for message, key in keys.items() if key in found}


def still_holds(message: OutgoingMessage, offer: WaitlistOffer, now: datetime) -> Later | str:
    """Why the message must not go any more, or not at this hour; empty: it holds."""
    if offer.answer != WaitlistOffer.Answer.NONE:
        return f"The offer is over: {in_english(WaitlistOffer.Answer(offer.answer).label)}."
    if offer.appointment.status != Status.HELD or offer.expires_at <= now:
        return "The time is no longer kept."
    if cannot_be_kept(offer.appointment):
        return "The clinic's plans have changed: nobody could give the session."
    if message.channel not in news_channels(offer.entry.patient):
        return f"The patient has no address for it, or chose no {Channel(message.channel).label}."
    place = offer.appointment.location
    return hold_back_text(message, place, now, needed_by=offer.expires_at)


def reaches(patient: Patient) -> bool:
    """Whether an offer can be told without a phone call."""
    return bool(news_channels(patient))
