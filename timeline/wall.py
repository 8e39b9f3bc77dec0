"""The clinic's wall clock: wall time and dates on one side, UTC instants on the other.

Only this module turns one into the other. Zone rules are Python's, from the pinned `tzdata`.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from timeline.intervals import Interval
from timeline.minutes import minute_of, moment_of

MIDNIGHT = time()
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=65536)
def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The UTC instant at which clocks in `zone` show `wall` on `day`.

    A wall time that occurs twice means its first occurrence; one that a clock change skips means
    the instant of the change. So later wall times never give earlier instants, and shifts that
    touch on the clock touch in time.
    """
    shown = datetime.combine(day, wall, tzinfo=zone)
    first = shown.astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == shown.replace(tzinfo=None):
        return first
    # Skipped. Read with the offset before the change it falls after it, and the other way round.
    return _change_between(shown.replace(fold=1).astimezone(UTC), first, zone)


def _change_between(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first instant in `(low, high]` with the offset that holds at `high`."""
    offset = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)


class Offset(NamedTuple):
    """From `start` up to, not including, `end` clocks are `ahead` of UTC (negative: behind)."""

    start: datetime
    end: datetime
    ahead: timedelta


@lru_cache(maxsize=256)
def offsets(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[Offset, ...]:
    """The stretches of `[start, end)` between two clock changes of `zone`, in order.

    Within one of them wall time is the instant in UTC plus `ahead`: plain arithmetic, which may be
    left to somebody who knows nothing of zones. Two changes within one day are not looked for.
    """
    found: list[Offset] = []
    begin, ahead = start, _ahead(start, zone)
    low = start
    while low < end:
        high = min(low + ONE_DAY, end)
        if _ahead(high, zone) != ahead:
            change = _change_between(low, high, zone)
            found.append(Offset(begin, change, ahead))
            begin, ahead = change, _ahead(change, zone)
        low = high
    if begin < end:
        found.append(Offset(begin, end, ahead))
    return tuple(found)


def _ahead(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def interval(day: date, opens: time, closes: time, zone: ZoneInfo) -> Interval:
    """The instants from `opens` on `day` to `closes`; not later than `opens` means the next day."""
    last_day = day if opens < closes else day + ONE_DAY
    return Interval(instant(day, opens, zone), instant(last_day, closes, zone))


def day_interval(day: date, zone: ZoneInfo) -> Interval:
    """All of `day` in `zone`: 23, 24 or 25 hours, or what the clock change makes of it."""
    return interval(day, MIDNIGHT, MIDNIGHT, zone)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The date that clocks in `zone` show at `moment`."""
    return moment.astimezone(zone).date()


@lru_cache(maxsize=16384)
def written(moment: datetime, zone: ZoneInfo) -> str:
    """`moment` as clocks in `zone` show it, with their offset: ISO 8601."""
    return moment.astimezone(zone).isoformat()


@lru_cache(maxsize=65536)
def minute_at(day: date, minutes: int, zone: ZoneInfo) -> int:
    """`instant` in minutes since 1970, for a wall time in minutes after midnight (1440: 24:00)."""
    days, minutes = divmod(minutes, 24 * 60)
    wall = time(minutes // 60, minutes % 60)
    return minute_of(instant(day + days * ONE_DAY, wall, zone))


@lru_cache(maxsize=4096)
def grid(day: date, step: int, zone: ZoneInfo) -> int:
    """The minutes of `day`, counted from its midnight, whose wall time is a multiple of `step`."""
    midnight = minute_at(day, 0, zone)
    length = minute_at(day, 24 * 60, zone) - midnight
    return sum(
        1 << minute
        for minute in range(length)
        if _minutes_after_midnight(moment_of(midnight + minute).astimezone(zone)) % step == 0
    )


def _minutes_after_midnight(shown: datetime) -> int:
    return shown.hour * 60 + shown.minute
