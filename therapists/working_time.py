"""When a therapist works at one location: weekly shifts, replaced by dated changes.

Plain facts go in, spans of minutes since 1970 come out; wall time becomes instants in `timeline`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from timeline.wall import minute_at

DAY_MINUTES = 24 * 60


class Weekly(NamedTuple):
    """A weekly shift; `starts` and `ends` are minutes after midnight on the wall clock."""

    weekday: int
    starts: int
    ends: int
    valid_from: date
    valid_until: date | None
    every_weeks: int

    def falls_on(self, day: date) -> bool:
        if day.weekday() != self.weekday or day < self.valid_from:
            return False
        if self.valid_until is not None and day > self.valid_until:
            return False
        return self._weeks_since_begin(day) % self.every_weeks == 0

    def days(self, first: date, last: date) -> Iterator[date]:
        """The days from `first` to `last` it falls on, without looking at those between."""
        first = max(first, self.valid_from)
        last = last if self.valid_until is None else min(last, self.valid_until)
        day = first + timedelta(days=(self.weekday - first.weekday()) % 7)
        day += timedelta(weeks=-self._weeks_since_begin(day) % self.every_weeks)
        step = timedelta(weeks=self.every_weeks)
        while day <= last:
            yield day
            day += step

    def _weeks_since_begin(self, day: date) -> int:
        return (_monday(day) - _monday(self.valid_from)).days // 7


class Hours(NamedTuple):
    """Wall times in minutes after midnight; not later than `starts` means the next day."""

    starts: int
    ends: int


@dataclass(frozen=True)
class WorkingTime:
    """One therapist's shifts at one location.

    `changes` maps a date to what replaces all weekly shifts on it: an empty list is a day off, or
    a day at another location.
    """

    weekly: list[Weekly]
    changes: dict[date, list[Hours]] = field(default_factory=dict)

    def hours_on(self, day: date) -> list[Hours]:
        """The shifts that begin on `day`."""
        if day in self.changes:
            return self.changes[day]
        return [Hours(shift.starts, shift.ends) for shift in self.weekly if shift.falls_on(day)]

    def spans(self, days: Iterable[date], zone: ZoneInfo) -> list[tuple[int, int]]:
        """The shifts that begin on `days`, in minutes since 1970."""
        return [span_of(day, hours, zone) for day in days for hours in self.hours_on(day)]

    def spans_between(self, first: date, last: date, zone: ZoneInfo) -> list[tuple[int, int]]:
        """As `spans` of every day from `first` to `last`, in any order; fast for years."""
        weekly = [
            span_of(day, Hours(shift.starts, shift.ends), zone)
            for shift in self.weekly
            for day in shift.days(first, last)
            if day not in self.changes
        ]
        changed = [
            span_of(day, hours, zone)
            for day, its in self.changes.items()
            if first <= day <= last
            for hours in its
        ]
        return weekly + changed


def span_of(day: date, hours: Hours, zone: ZoneInfo) -> tuple[int, int]:
    """`hours` of `day` in minutes since 1970, half-open."""
    ends = hours.ends if hours.starts < hours.ends else hours.ends + DAY_MINUTES
    return minute_at(day, hours.starts, zone), minute_at(day, ends, zone)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
