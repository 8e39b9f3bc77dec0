"""The days that are looked at for free time, and what of them is reckoned once and kept.

What is kept here depends on its arguments alone, what PostgreSQL said word for word among them. So
a change costs what it concerns: who was booked is reckoned anew, and everybody else is not.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from booking.busy import Blocked
from booking.keeping import kept
from booking.plan import PlannedTherapist
from therapists.working_time import Weekly, WorkingTime
from timeline.minutes import starts_of_runs, union, without
from timeline.wall import ONE_DAY, grid, minute_at

# Of each a few kilobytes for a month: the therapists and rooms of some questions. Whoever looks for
# the next start in a year is not worth it.
KEPT, LONGEST_KEPT = 512, 62


@dataclass(frozen=True, eq=False)
class Stretch:
    """Some dates one after the other, between the day before and the day after them.

    All sets count from the midnight before the first date, so that shifts that began the day
    before, and gaps before a start, are seen.
    """

    days: tuple[date, ...]
    zone: ZoneInfo
    origin: int
    length: int
    # Of each date's midnight, and of the one after the last.
    midnights: tuple[int, ...]

    @property
    def is_short(self) -> bool:
        return len(self.days) <= LONGEST_KEPT

    def union(self, spans: Iterable[tuple[int, int]]) -> int:
        return union(spans, self.origin, self.length)

    def by_day(self, minutes: int) -> tuple[int, ...]:
        """The set's part on each date, counted from that date's midnight."""
        return tuple(
            [minutes >> start & ((1 << end - start) - 1) for start, end in pairwise(self.midnights)]
        )

    def marks(self, step: int) -> int:
        """The minutes whose wall time is a multiple of `step`."""
        marks = 0
        for day, midnight in zip(self.days, self.midnights, strict=False):
            marks |= grid(day, step, self.zone) << midnight
        return marks

    def shifts(self, working_time: WorkingTime) -> int:
        """The minutes of all its shifts; hours that several therapists share are laid out once."""
        if working_time.changes:
            return _laid_out(working_time, self)
        shifts = 0
        for weekly in working_time.weekly:
            shifts |= _every_week(weekly, self)
        return shifts


@kept(64)
def stretch(first_day: date, count: int, zone: ZoneInfo) -> Stretch:
    """`count` dates from `first_day` on; the same ones are the same object while it is kept."""
    days = tuple(first_day + number * ONE_DAY for number in range(count))
    origin = minute_at(first_day - ONE_DAY, 0, zone)
    midnights = [minute_at(day, 0, zone) - origin for day in (*days, first_day + count * ONE_DAY)]
    length = minute_at(first_day + (count + 1) * ONE_DAY, 0, zone) - origin
    return Stretch(days, zone, origin, length, tuple(midnights))


@kept(KEPT, when=lambda _weekly, on: on.is_short)
def _every_week(weekly: Weekly, on: Stretch) -> int:
    return _laid_out(WorkingTime([weekly]), on)


def _laid_out(working_time: WorkingTime, on: Stretch) -> int:
    first, last = on.days[0] - ONE_DAY, on.days[-1] + ONE_DAY
    return on.union(working_time.spans_between(first, last, on.zone))


@dataclass(frozen=True, eq=False)
class Ground:
    """When the doors are open, and how long a session with its turnover and the shortest are."""

    on: Stretch
    open: int
    length: int
    shortest: int


@kept(64, when=lambda on, *_lengths: on.is_short)
def ground(on: Stretch, is_open: int, length: int, shortest: int) -> Ground:
    """The same for the same: what stands on it is found again."""
    return Ground(on, is_open, length, shortest)


class OwnTime(NamedTuple):
    """A therapist's days without a thought of rooms, each counted from its midnight."""

    starts: tuple[int, ...]
    # The ones that leave no gap too short for the shortest session, of all days in one.
    preferred: int
    booked: tuple[int, ...]  # how many minutes


@kept(KEPT, when=lambda _therapist, _blocked, here: here.on.is_short)
def own_time(therapist: PlannedTherapist, blocked: Blocked, here: Ground) -> OwnTime:
    booked = _minutes(blocked, here.on)
    starts, preferred = _own_starts(therapist, booked, here)
    return OwnTime(
        starts=here.on.by_day(starts),
        preferred=preferred,
        booked=tuple([minutes.bit_count() for minutes in here.on.by_day(booked)]),
    )


def own_starts(therapist: PlannedTherapist, blocked: Blocked, here: Ground) -> int:
    """All minutes at which they could start if there were rooms."""
    return _own_starts(therapist, _minutes(blocked, here.on), here)[0]


def _own_starts(therapist: PlannedTherapist, booked: int, here: Ground) -> tuple[int, int]:
    """The starts, and the preferred ones of them."""
    away = here.on.union(therapist.time_off) | booked
    free = without(here.on.shifts(therapist.working_time) & here.open, away)
    starts = starts_of_runs(free, here.length)
    return starts, without(starts, _leaving_a_short_gap(free, here.length, here.shortest))


@kept(KEPT, when=lambda _blocked, here: here.on.is_short)
def room_time(blocked: Blocked, here: Ground) -> int:
    """The minutes from which a room is free for session and turnover."""
    return starts_of_runs(without(here.open, _minutes(blocked, here.on)), here.length)


def _minutes(blocked: Blocked, on: Stretch) -> int:
    starts, ends = blocked
    if not starts or not ends:
        return 0
    return on.union(zip(json.loads(starts), json.loads(ends), strict=True))


def _leaving_a_short_gap(free: int, length: int, shortest: int) -> int:
    """The minutes at which a block of `length` leaves, on a side, less than a session's time."""
    roomy = starts_of_runs(free, shortest)
    before = without(free << 1, roomy << shortest)
    after = without(free >> length, roomy >> length)
    return before | after


REMEMBERING = (stretch, ground, own_time, room_time, _every_week)
