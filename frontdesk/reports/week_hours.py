"""Time by weekday and hour of the clinic's wall clock."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

HOUR = 3600
DAY = 24 * HOUR
WEEK = 7 * DAY
# 1 January 1970, from which local seconds are counted, was a Thursday.
MONDAY_BEFORE_1970 = 3 * DAY


class WeekHour(NamedTuple):
    """`weekday` as `date.weekday()` counts, `hour` from 0 to 23."""

    weekday: int
    hour: int


class Piece(NamedTuple):
    """A stretch of local time without a clock change: the second of the week it begins, a length.

    So the sessions of years are a few hundred different pieces, each with a count.
    """

    starts: int
    seconds: int


def second_of_week(local_seconds: int) -> int:
    """Since Monday 0:00, of wall time in seconds since 1970."""
    return (local_seconds + MONDAY_BEFORE_1970) % WEEK


def seconds_by_hour(pieces: Iterable[tuple[Piece, int]]) -> Counter[WeekHour]:
    """How many seconds fall in each hour of the week, of `pieces` with how often each occurs."""
    found: Counter[WeekHour] = Counter()
    for piece, times in pieces:
        for hour, seconds in _hours_of(piece):
            found[hour] += seconds * times
    return found


def _hours_of(piece: Piece) -> Iterator[tuple[WeekHour, int]]:
    starts, end = piece.starts, piece.starts + piece.seconds
    while starts < end:
        next_hour = min((starts // HOUR + 1) * HOUR, end)
        weekday, second = divmod(starts % WEEK, DAY)
        yield WeekHour(weekday, second // HOUR), next_hour - starts
        starts = next_hour
