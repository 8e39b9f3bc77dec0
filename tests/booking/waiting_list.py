"""People who wait at the small clinic, and what they are offered."""

from datetime import datetime, time, timedelta
from typing import Any

from booking.lifecycle import UNDO_WITHIN
from booking.models import Appointment, WaitlistEntry, WaitlistOffer
from booking.waiting.joining import WaitlistWish, join
from booking.waiting.offering import offer_free_starts
from patients.models import Patient
from reminders.models import OutgoingMessage
from tests.factories import MONDAY, NOW, PATIENT, Clinic, desk, make_patient

TUESDAY = MONDAY + timedelta(days=1)
EVERY_DAY = list(range(7))


def wish(clinic: Clinic, **changes: Any) -> WaitlistWish:
    """Any therapist, this Tuesday, any hour, unless it is said otherwise."""
    defaults: dict[str, Any] = {
        "location": clinic.location,
        "treatment": clinic.treatment,
        "minutes": 60,
        "therapist": None,
        "first_day": TUESDAY,
        "last_day": TUESDAY,
        "weekdays": EVERY_DAY,
        "earliest": time(0),
        "latest": time(23, 59),
    }
    return WaitlistWish(**{**defaults, **changes})


def waits(
    clinic: Clinic,
    patient: Patient | None = None,
    *,
    now: datetime = NOW,
    urgency: Any = 0,
    **changes: Any,
) -> WaitlistEntry:
    """Somebody who has joined the line."""
    return join(
        wish=wish(clinic, **changes),
        patient=patient or make_patient(),
        now=now,
        actor=PATIENT,
        urgency=urgency,
    )


def fill(clinic: Clinic, *, leave: int | None = None) -> list[Appointment]:
    """Books Tuesday without a gap in which a session fits; `leave` leaves out one of six."""
    starts = [time(9), time(10, 15), time(11, 30), time(12, 45), time(14), time(15, 15)]
    return [
        clinic.book(clinic.at(start.hour, start.minute))
        for number, start in enumerate(starts)
        if number != leave
    ]


def tick(now: datetime = NOW) -> int:
    return offer_free_starts(now=now)


def offer_to(entry: WaitlistEntry) -> WaitlistOffer:
    """The one offer that is out."""
    return entry.offers.open().to_show().get()


def offered(clinic: Clinic, entry: WaitlistEntry, now: datetime = NOW) -> WaitlistOffer:
    """Makes the tick, and returns what it offered to the entry."""
    tick(now)
    return offer_to(entry)


def messages_of(offer: WaitlistOffer) -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(subject=f"offer:{offer.pk}").order_by("channel"))


AFTER_UNDO = NOW + UNDO_WITHIN + timedelta(seconds=1)
DESK = desk()
