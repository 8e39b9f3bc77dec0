"""What the peer is told of a clinic: plain rows by the wall clock, read from our database."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import count
from typing import NamedTuple

type Taken = tuple[time, time]


class StaffMember(NamedTuple):
    key: int
    name: str


class Hours(NamedTuple):
    """One stretch a weekday (0: Monday), as the peer has it."""

    staff_member: int
    weekday: int
    starts: time
    ends: time


class Block(NamedTuple):
    """Time on one day that is not bookable: a break or a session."""

    staff_member: int
    day: date
    starts: time
    ends: time


class DaysOff(NamedTuple):
    staff_member: int
    first: date
    last: date


class FreeStart(NamedTuple):
    """Somebody's free time for one session."""

    staff_member: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Facts:
    """The clinic, and who may book there: the keys of sessions that are signed in."""

    zone: str
    minutes: int
    step: int
    staff: list[StaffMember]
    hours: list[Hours]
    breaks: list[Block]
    sessions: list[Block]
    days_off: list[DaysOff]
    visitors: list[str]

    def as_json(self) -> str:
        return json.dumps(asdict(self), default=str)

    def free(self, staff_member: int, day: date) -> list[datetime]:
        """The starts that the peer must offer: what we know of its rules, without asking it."""
        hours = self._hours.get((staff_member, day.weekday()))
        if hours is None or self._is_off(staff_member, day):
            return []
        taken = [
            (datetime.combine(day, starts), datetime.combine(day, ends))
            for starts, ends in self._taken.get((staff_member, day), [])
        ]
        needed, step = timedelta(minutes=self.minutes), timedelta(minutes=self.step)
        start, end = (datetime.combine(day, wall) for wall in hours)
        marks = (start + number * step for number in range((end - start) // step))
        return [
            mark
            for mark in marks
            if mark + needed <= end and all(mark + needed <= a or mark >= b for a, b in taken)
        ]

    def works(self, staff_member: int, day: date) -> bool:
        return (staff_member, day.weekday()) in self._hours

    def free_starts(self, first: date) -> Iterator[FreeStart]:
        """Day by day from `first`, without end: no two of them overlap."""
        needed = timedelta(minutes=self.minutes)
        for day in (first + timedelta(number) for number in count()):
            for one in self.staff:
                until = datetime.combine(day, time.min)
                for start in self.free(one.key, day):
                    if start >= until:
                        until = start + needed
                        yield FreeStart(one.key, start, until)

    @cached_property
    def _hours(self) -> dict[tuple[int, int], Taken]:
        return {(one.staff_member, one.weekday): (one.starts, one.ends) for one in self.hours}

    @cached_property
    def _taken(self) -> dict[tuple[int, date], list[Taken]]:
        taken = defaultdict(list)
        for block in (*self.breaks, *self.sessions):
            taken[block.staff_member, block.day].append((block.starts, block.ends))
        return taken

    def _is_off(self, staff_member: int, day: date) -> bool:
        return any(
            off.staff_member == staff_member and off.first <= day <= off.last
            for off in self.days_off
        )
