"""Sets of whole minutes as integers: bit `n` stands for the minute `[n, n + 1)` after an origin.

Free time of a month is then a handful of machine words, and every question about it is one or two
operations on integers. Instants are counted in minutes since 1970 (UTC).
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PART = 8192


def minute_of(moment: datetime) -> int:
    """Whole minutes since 1970 at `moment`, rounded down."""
    return (moment - EPOCH) // MINUTE


def minute_after(moment: datetime) -> int:
    """Whole minutes since 1970 at `moment`, rounded up."""
    return -((EPOCH - moment) // MINUTE)


def moment_of(minute: int) -> datetime:
    """The instant that is `minute` minutes after 1970."""
    return EPOCH + minute * MINUTE


def span(start: int, end: int) -> int:
    """The set of the minutes `[start, end)`; negative ones are cut off."""
    start, end = max(start, 0), max(end, 0)
    return (1 << end) - (1 << start) if start < end else 0


def union(spans: Iterable[tuple[int, int]], origin: int, length: int) -> int:
    """The set of all minutes in `spans`, counted from `origin` and cut to `[0, length)`."""
    # A part for each few days: a whole year's integer for each of thousands of spans would cost
    # ten times more. What reaches beyond the part in which it begins makes that part longer.
    parts = [0] * (length // PART + 1)
    limit = origin + length
    for start, end in spans:
        start = origin if start < origin else start
        end = limit if end > limit else end
        if start < end:
            part, first = divmod(start - origin, PART)
            parts[part] |= ((1 << (end - start)) - 1) << first
    minutes = 0
    for part in reversed(parts):
        minutes = minutes << PART | part
    return minutes


def without(minutes: int, others: int) -> int:
    """The minutes of the set that are not in the other one."""
    # Ten times faster than `minutes & ~others`, whose second half is a negative number.
    return minutes ^ (minutes & others)


def starts_of_runs(minutes: int, length: int) -> int:
    """The minutes from which `length` minutes in a row are in the set."""
    # Doubling: knowing where runs of n begin tells where runs of 2n begin.
    covered = 1
    while covered < length:
        step = min(covered, length - covered)
        minutes &= minutes >> step
        covered += step
    return minutes


def members(minutes: int) -> Iterator[int]:
    """The minutes of the set, in order."""
    while minutes:
        lowest = minutes & -minutes
        yield lowest.bit_length() - 1
        minutes ^= lowest


def runs(minutes: int) -> Iterator[tuple[int, int]]:
    """The stretches of minutes in a row that make up the set, half-open, in order."""
    passed = 0
    while minutes:
        gap = (minutes & -minutes).bit_length() - 1
        minutes >>= gap
        length = (~minutes & (minutes + 1)).bit_length() - 1
        minutes >>= length
        yield passed + gap, passed + gap + length
        passed += gap + length
