"""One location, one day: sessions placed so that no therapist and no room is ever taken twice.

Times are sets of minutes (`timeline.minutes`) after the midnight at which the day begins.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from therapists.working_time import DAY_MINUTES
from timeline.minutes import members, span, starts_of_runs
from timeline.wall import grid, minute_at

STEP = 15
# Most people book an hour; the rest is spread evenly.
HOUR, HOURS_WEIGHT = 60, 4


class Option(NamedTuple):
    """What can be booked: treatment and price, minutes of session and of turnover."""

    treatment: int
    minutes: int
    turnover: int
    price: Decimal

    @property
    def blocked(self) -> int:
        return self.minutes + self.turnover


class Menu:
    """The options that a therapist gives; never empty."""

    def __init__(self, options: Sequence[Option]) -> None:
        self.options = options
        self.weights = list(
            accumulate(HOURS_WEIGHT if option.minutes == HOUR else 1 for option in options)
        )
        self.shortest_first = sorted(options, key=lambda option: option.blocked)

    def choose(self, chance: Random) -> Option:
        return chance.choices(self.options, cum_weights=self.weights)[0]


@dataclass
class Worker:
    """A therapist with what they give and the minutes in which they are still free."""

    therapist: int
    menu: Menu
    free: int


@dataclass
class FreeRoom:
    """A room with the treatments it suits (empty: all) and the minutes in which it is free."""

    room: int
    suits: frozenset[int]
    free: int

    def takes(self, option: Option) -> bool:
        return not self.suits or option.treatment in self.suits


class Session(NamedTuple):
    """`start` is in minutes after the midnight at which the day begins."""

    therapist: int
    room: int
    option: Option
    start: int


class DayPlan:
    """Finds places for sessions, more tightly packed the nearer `tightness` is to 1.

    Rooms are tried in the order given: those that suit least should come first.
    """

    def __init__(
        self,
        workers: Iterable[Worker],
        rooms: Sequence[FreeRoom],
        *,
        marks: int,
        tightness: float,
        chance: Random,
    ) -> None:
        self.workers = [worker for worker in workers if worker.free]
        self.rooms = rooms
        self.marks = marks
        self.tightness = tightness
        self.chance = chance

    def place(self, *, take: bool = True) -> Session | None:
        """The next session, or None when nobody has a place left; `take` keeps others out of it."""
        while self.workers:
            worker = self.chance.choice(self.workers)
            session = self._place_with(worker)
            if session is None:
                self.workers.remove(worker)
                continue
            if take:
                self._take(worker, session)
            return session
        return None

    def _place_with(self, worker: Worker) -> Session | None:
        for option in (worker.menu.choose(self.chance), *worker.menu.shortest_first):
            starts = self._starts(worker, option)
            if starts:
                start = self._choose(starts)
                return Session(worker.therapist, self._room_at(start, option).room, option, start)
        return None

    def _starts(self, worker: Worker, option: Option) -> int:
        starts = starts_of_runs(worker.free, option.blocked) & self.marks
        some_room = 0
        for room in self.rooms:
            if starts and room.takes(option):
                some_room |= starts_of_runs(room.free, option.blocked)
        return starts & some_room

    def _choose(self, starts: int) -> int:
        in_order = list(members(starts))
        is_tight = self.chance.random() < self.tightness
        return in_order[0] if is_tight else self.chance.choice(in_order)

    def _room_at(self, start: int, option: Option) -> FreeRoom:
        whole = span(start, start + option.blocked)
        return next(
            room for room in self.rooms if room.takes(option) and room.free & whole == whole
        )

    def _take(self, worker: Worker, session: Session) -> None:
        taken = span(session.start, session.start + session.option.blocked)
        worker.free &= ~taken
        room = next(room for room in self.rooms if room.room == session.room)
        room.free &= ~taken


def day_length(day: date, zone: ZoneInfo) -> int:
    """The minutes of `day`: 1440, or what a clock change makes of it."""
    return minute_at(day, DAY_MINUTES, zone) - minute_at(day, 0, zone)


def start_marks(day: date, zone: ZoneInfo) -> int:
    """The minutes of `day` at which sessions may start: the quarters of the wall clock's hours."""
    return ORDINARY_MARKS if day_length(day, zone) == DAY_MINUTES else grid(day, STEP, zone)


# Almost every day has 24 hours; the general rule looks at each of its minutes.
ORDINARY_MARKS = sum(1 << minute for minute in range(0, DAY_MINUTES, STEP))
