"""Half-open intervals `[start, end)`. Overlap is written here and nowhere else in Python."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Interval(NamedTuple):
    """The instants from `start` up to, not including, `end`."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Interval") -> bool:
        """Whether they share an instant; touching ends do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Interval") -> bool:
        """Whether all of `other` lies inside."""
        return self.start <= other.start and other.end <= self.end


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The same instants as sorted intervals that neither overlap nor touch; empty ones vanish."""
    merged: list[Interval] = []
    for start, end in sorted(interval for interval in intervals if interval.start < interval.end):
        if merged and start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, end))
        else:
            merged.append(Interval(start, end))
    return merged


def intersect(left: Iterable[Interval], right: Iterable[Interval]) -> list[Interval]:
    """The instants in both."""
    others = merge(right)
    return [
        Interval(max(one.start, other.start), min(one.end, other.end))
        for one in merge(left)
        for other in others
        if one.overlaps(other)
    ]


def subtract(left: Iterable[Interval], right: Iterable[Interval]) -> list[Interval]:
    """The instants of `left` that are not in `right`."""
    holes = merge(right)
    rest: list[Interval] = []
    for start, end in merge(left):
        for hole in holes:
            if not hole.overlaps(Interval(start, end)):
                continue
            rest.append(Interval(start, hole.start))
            start = hole.end
        rest.append(Interval(start, end))
    return merge(rest)
