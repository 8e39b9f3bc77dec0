"""Sets of whole minutes as integers: bit `n` stands for the minute `[n, n + 1)` after an origin.

Free time of a month is then a handful of machine words, and every question about it is one or two
operations on integers. Instants are counted in minutes since 1970 (UTC).
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


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
    # Filled byte by byte: a whole integer for each of thousands of spans would cost ten times more.
    bits = bytearray(length // 8 + 1)
    for start, end in spans:
        first, last = max(start - origin, 0), min(end - origin, length)
        if first >= last:
            continue
        head, tail = first >> 3, last >> 3
        from_first, before_last = 0xFF << (first & 7) & 0xFF, (1 << (last & 7)) - 1
        if head == tail:
            bits[head] |= from_first & before_last
        else:
            bits[head] |= from_first
            bits[head + 1 : tail] = b"\xff" * (tail - head - 1)
            bits[tail] |= before_last
    return int.from_bytes(bits, "little")


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
