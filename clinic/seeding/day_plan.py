"""One location, one day: sessions placed so that no therapist and no room is ever taken twice.

Times are sets of minutes (`timeline.minutes`) after the midnight at which the day begins.
"""

from collections import defaultdict
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


@dataclass(eq=False)
class Worker:
    """A therapist with what they give and the minutes in which they are still free."""

    therapist: int
    menu: Menu
    free: int


class Room(NamedTuple):
    """A room with the treatments it suits (empty: all)."""

    room: int
    suits: frozenset[int]

    def takes(self, treatment: int) -> bool:
        return not self.suits or treatment in self.suits


class Session(NamedTuple):
    """`start` is in minutes after the midnight at which the day begins."""

    therapist: int
    room: int
    option: Option
    start: int


class Rooms:
    """Which rooms are free when, the whole day at first.

    A set of rooms is an integer in which bit `n` stands for the n-th: hundreds are looked at in one
    operation. Sessions start on the quarter hour, so it is enough to know which quarters are taken,
    be it in part.
    """

    def __init__(self, rooms: Sequence[Room]) -> None:
        self.rooms = rooms
        self._suiting: dict[int, int] = {}
        self._taken: dict[int, int] = defaultdict(int)

    def free(self, start: int, option: Option) -> int:
        """The set of rooms that suit the option and are free for the whole of it."""
        taken = 0
        for quarter in _quarters(start, option):
            taken |= self._taken[quarter]
        return self._that_suit(option.treatment) & ~taken

    def first(self, start: int, option: Option) -> Room:
        """Of those that are free, the one that was given first."""
        return self.rooms[_first(self.free(start, option)).bit_length() - 1]

    def take_first(self, start: int, option: Option) -> None:
        """Keeps others out of it."""
        room = _first(self.free(start, option))
        for quarter in _quarters(start, option):
            self._taken[quarter] |= room

    def _that_suit(self, treatment: int) -> int:
        if treatment not in self._suiting:
            self._suiting[treatment] = sum(
                1 << number for number, room in enumerate(self.rooms) if room.takes(treatment)
            )
        return self._suiting[treatment]


def _first(rooms: int) -> int:
    return rooms & -rooms


def _quarters(start: int, option: Option) -> range:
    return range(start // STEP, -(-(start + option.blocked) // STEP))


class DayPlan:
    """Finds places for sessions, more tightly packed the nearer `tightness` is to 1.

    Rooms are tried in the order given: those that suit least should come first.
    """

    def __init__(
        self,
        workers: Iterable[Worker],
        rooms: Sequence[Room],
        *,
        marks: int,
        tightness: float,
        chance: Random,
    ) -> None:
        self.workers = [worker for worker in workers if worker.free]
        self.rooms = Rooms(rooms)
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
                return Session(
                    worker.therapist, self.rooms.first(start, option).room, option, start
                )
        return None

    def _starts(self, worker: Worker, option: Option) -> list[int]:
        starts = starts_of_runs(worker.free, option.blocked) & self.marks
        return [start for start in members(starts) if self.rooms.free(start, option)]

    def _choose(self, starts: Sequence[int]) -> int:
        is_tight = self.chance.random() < self.tightness
        return starts[0] if is_tight else self.chance.choice(starts)

    def _take(self, worker: Worker, session: Session) -> None:
        worker.free &= ~span(session.start, session.start + session.option.blocked)
        self.rooms.take_first(session.start, session.option)


def day_length(day: date, zone: ZoneInfo) -> int:
    """The minutes of `day`: 1440, or what a clock change makes of it."""
    return minute_at(day, DAY_MINUTES, zone) - minute_at(day, 0, zone)


def start_marks(day: date, zone: ZoneInfo) -> int:
    """The minutes of `day` at which sessions may start: the quarters of the wall clock's hours."""
    return ORDINARY_MARKS if day_length(day, zone) == DAY_MINUTES else grid(day, STEP, zone)


# Almost every day has 24 hours; the general rule looks at each of its minutes.
ORDINARY_MARKS = sum(1 << minute for minute in range(0, DAY_MINUTES, STEP))
