"""When those who come next will begin, when their therapist runs late. Arithmetic only."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from booking.models import Appointment, Status

CHOICES = (5, 10, 15, 20)
NOT_BEGUN = (Status.BOOKED, Status.ARRIVED)


def to_come(sessions: Iterable[Appointment], now: datetime) -> list[Appointment]:
    """Those that have not begun and could still begin, in order of time."""
    waiting = [one for one in sessions if one.status in NOT_BEGUN and one.ends_at > now]
    return sorted(waiting, key=lambda one: one.starts_at)


def late_starts(
    sessions: Iterable[Appointment], minutes: int, *, now: datetime
) -> dict[int, datetime]:
    """The new starts of those that begin later than agreed, by key.

    With a session under way it is that one's end that is late, and the gap after it makes up for
    some of the delay; else it is the next start. Cleaning up takes its time after each.
    """
    known = list(sessions)
    waiting = to_come(known, now)
    if not waiting or not minutes:
        return {}
    delay = timedelta(minutes=minutes)
    under_way = [one for one in known if one.status == Status.IN_SESSION]
    ends = max((one.blocked_until for one in under_way), default=None)
    free_from = (ends or waiting[0].starts_at) + delay
    found: dict[int, datetime] = {}
    for one in waiting:
        if free_from <= one.starts_at:
            break
        found[one.pk] = free_from
        free_from += one.blocked_until - one.starts_at
    return found
