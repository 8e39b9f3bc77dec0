"""The terms of the waiting list, in one place."""

from datetime import datetime, timedelta

from booking.models import Appointment, BookingPolicy

# Less time than this to read a message and press a button is no offer.
SHORTEST_ANSWER = timedelta(minutes=5)
# Whoever leaves so many offers in a row unanswered is not asked again until they say so.
PAUSE_AFTER = 2
# A family may wait for several things; nobody needs the whole schedule.
ENTRIES_PER_ACCOUNT = 5
# How far ahead the last day of a wish may be.
LONGEST_WAIT = timedelta(days=366)


def answer_until(policy: BookingPolicy, starts_at: datetime, now: datetime) -> datetime:
    """How long an offer made at `now` is kept: as the policy says, and never into the notice."""
    notice = timedelta(minutes=policy.notice_minutes)
    return min(now + timedelta(minutes=policy.offer_minutes), starts_at - notice)


def is_to_be_replaced(appointment: Appointment | None, starts_at: datetime) -> bool:
    """Whether a start at `starts_at` would come earlier than `appointment`."""
    return appointment is None or starts_at < appointment.starts_at
