"""The terms of the waiting list, in one place."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from booking.models import Appointment, BookingPolicy
from booking.quiet import quiet_by

# Less time than this to read a message and press a button is no offer.
SHORTEST_ANSWER = timedelta(minutes=5)
# Whoever leaves so many offers in a row unanswered is not asked again until they say so.
PAUSE_AFTER = 2
# A family may wait for several things; nobody needs the whole schedule.
ENTRIES_PER_ACCOUNT = 5
# How far ahead the last day of a wish may be.
LONGEST_WAIT = timedelta(days=366)


def answer_from(
    policy: BookingPolicy, zone: ZoneInfo, starts_at: datetime, now: datetime
) -> datetime:
    """When the time to answer an offer of `now` begins: in quiet hours with the morning.

    A start that comes too soon for that is of use to somebody who is awake only.
    """
    quiet = quiet_by(policy, zone)
    night = quiet.around(now) if quiet else None
    if night and night.end + _to_answer(policy) <= _last_answer(policy, starts_at):
        return night.end
    return now


def answer_until(
    policy: BookingPolicy, zone: ZoneInfo, starts_at: datetime, now: datetime
) -> datetime:
    """How long an offer made at `now` is kept: as the policy says, and never into the notice."""
    begins = answer_from(policy, zone, starts_at, now)
    return min(begins + _to_answer(policy), _last_answer(policy, starts_at))


def _to_answer(policy: BookingPolicy) -> timedelta:
    return timedelta(minutes=policy.offer_minutes)


def _last_answer(policy: BookingPolicy, starts_at: datetime) -> datetime:
    return starts_at - timedelta(minutes=policy.notice_minutes)


def is_to_be_replaced(appointment: Appointment | None, starts_at: datetime) -> bool:
    """Whether a start at `starts_at` would come earlier than `appointment`."""
    return appointment is None or starts_at < appointment.starts_at
