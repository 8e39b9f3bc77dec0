"""Which starts can be booked. The page that lists a start and the code that takes it ask here.

    starts = (shifts ∩ opening hours − closures − time off) − (appointments and live holds)

cut into starts on the location's grid that fit the session and its turnover, inside notice and
horizon, while a suitable room is free for the whole of it. Times are sets of minutes
(`timeline.minutes`); the facts come in two queries, whatever the number of therapists, days and
stored appointments, and in one more when a period is empty and the next free start is asked for.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS

from booking.busy import NOTHING, Blocked, Busy, Said, load_busy
from booking.keeping import kept
from booking.plan import Choice, Named, Plan, PlannedTherapist, load_plan
from booking.policy import StartWindow, start_window
from booking.stretch import (
    REMEMBERING,
    Ground,
    OwnTime,
    ground,
    own_starts,
    own_time,
    room_time,
    stretch,
)
from timeline.minutes import members, minute_of, moment_of, span, starts_of_runs, without
from timeline.wall import ONE_DAY, grid, local_date, minute_at

MAX_DAYS = 366
# Of what is kept, the largest: a thousand therapists' days, a few hundred kilobytes.
MOST_KEPT = 1000 * 24 * 60
# Days that are kept, each with up to so many therapists: some megabytes.
DAYS_KEPT, MOST_ON_A_DAY = 256, 50


class Start(NamedTuple):
    """A bookable moment. `therapists` stand in the order in which "any" chooses among them.

    `preferred` starts leave no gap too short for the location's shortest session.
    """

    at: datetime
    therapists: tuple[Named, ...]
    preferred: bool


@dataclass(frozen=True, eq=False)
class DayOfStarts:
    """The starts of one local date, in order.

    Of a small day, equal ones are the same object while it is kept; a large one is made anew.
    """

    date: date
    starts: tuple[Start, ...]
    is_small: bool

    def __bool__(self) -> bool:
        return bool(self.starts)


@dataclass(frozen=True)
class Availability:
    """The days that have starts, and the next start after the period when it has none."""

    plan: Plan
    days: list[DayOfStarts]
    next: datetime | None = None

    @cached_property
    def starts(self) -> list[Start]:
        """All of them, in order."""
        return [start for day in self.days for start in day.starts]


@dataclass(frozen=True)
class Taken:
    """How one start can be taken: by whom, in the order of choice, and in which room."""

    start: Start
    room: int


def find_starts(
    choice: Choice,
    *,
    first: date | None = None,
    days: int = 7,
    now: datetime,
    patient: int | None = None,
    ignoring: int | None = None,
    using: str = DEFAULT_DB_ALIAS,
    plan: Plan | None = None,
) -> Availability:
    """The bookable starts on `days` local dates from `first` (None: today).

    `patient` leaves out what overlaps that patient's other sessions; `ignoring` treats one
    appointment as if it were not there, in order to move it. `using` is the database that is asked:
    what is only shown may come from a replica (`booking.replica`); `plan` is that of `choice`, if
    it is at hand. Raises UnknownChoice.
    """
    plan = plan or load_plan(choice, now=now, using=using)
    allowed = start_window(plan.policy, plan.zone, now=now, by_staff=choice.by_staff)
    window = _period(plan, allowed, first or local_date(now, plan.zone), days)
    free = FreeTime(plan, window, now, patient, ignoring, using=using)
    asked_for = len(plan.therapists) * (window.end - window.earliest)
    is_kept = asked_for <= MOST_KEPT
    found = list(_following_from(plan, window, free.busy.said) if is_kept else free.by_day())
    if found or window.end >= allowed.end:
        return Availability(plan, found)
    later = StartWindow(max(window.end, allowed.earliest), allowed.end)
    free = FreeTime(plan, later, now, patient, ignoring, using=using)
    following = next(free.starts(), None)
    return Availability(plan, [], following.at if following else None)


@lru_cache(maxsize=32)
def _following_from(plan: Plan, window: StartWindow, busy: Said) -> tuple[DayOfStarts, ...]:
    """All days of the window. The facts are read each time; the same ones are reckoned once."""
    # No clock is asked here: it has had its say in what was read.
    now = moment_of(window.earliest)
    return tuple(FreeTime(plan, window, now, busy=Busy(busy)).by_day())


def find_start(
    choice: Choice,
    starts_at: datetime,
    *,
    now: datetime,
    patient: int | None = None,
    ignoring: int | None = None,
    plan: Plan | None = None,
    fairly: bool = True,
) -> tuple[Plan, Taken | None]:
    """How `starts_at` can be taken, or None when it cannot. Raises UnknownChoice.

    `plan` is that of `choice`, if it is at hand; not `fairly`: its therapists come in any order.
    """
    plan = plan or load_plan(choice, now=now)
    allowed = start_window(plan.policy, plan.zone, now=now, by_staff=choice.by_staff)
    minute = minute_of(starts_at)
    if moment_of(minute) != starts_at or not allowed.earliest <= minute < allowed.end:
        return plan, None
    # Who has least to do on that day, only several can be asked.
    is_enough = len(plan.therapists) == 1 or not fairly
    busy = _busy_around(minute, plan, now, patient, ignoring) if is_enough else None
    free = FreeTime(plan, StartWindow(minute, minute + 1), now, patient, ignoring, busy=busy)
    start = next(free.starts(), None)
    return plan, Taken(start, free.room_at(minute)) if start else None


def _busy_around(
    minute: int, plan: Plan, now: datetime, patient: int | None, ignoring: int | None
) -> Busy:
    """As far as it matters to a session that starts then, and to the gaps before and after it."""
    return load_busy(
        therapists=[therapist.id for therapist in plan.therapists],
        rooms=plan.rooms,
        start=minute - plan.shortest,
        end=minute + plan.blocked_minutes + plan.shortest,
        now=now,
        patient=patient,
        ignoring=ignoring,
    )


def on_grid(plan: Plan, starts_at: datetime) -> bool:
    """Whether the location ever starts a session at this time of day."""
    if starts_at.year in (MINYEAR, MAXYEAR):
        return False  # there the calendar ends: not every zone has a day before or after
    day = local_date(starts_at, plan.zone)
    minute = minute_of(starts_at)
    marks = grid(day, plan.policy.start_step_minutes, plan.zone)
    exact = moment_of(minute) == starts_at
    return exact and bool(marks >> (minute - minute_at(day, 0, plan.zone)) & 1)


def _period(plan: Plan, allowed: StartWindow, first: date, days: int) -> StartWindow:
    """The part of `days` dates from `first` in which starts are allowed; maybe an empty one."""
    today = local_date(moment_of(allowed.earliest), plan.zone)
    first_day = min(max(first, today - MAX_DAYS * ONE_DAY), today + 2 * MAX_DAYS * ONE_DAY)
    start = minute_at(first_day, 0, plan.zone)
    end = minute_at(first_day + min(days, MAX_DAYS) * ONE_DAY, 0, plan.zone)
    return StartWindow(max(start, allowed.earliest), min(end, allowed.end))


class FreeTime:
    """The free minutes of a plan's therapists and rooms around a window of starts.

    `busy` is read here unless it is at hand already. All sets count from `origin`.
    """

    def __init__(
        self,
        plan: Plan,
        window: StartWindow,
        now: datetime,
        patient: int | None = None,
        ignoring: int | Collection[int] | None = None,
        busy: Busy | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        self.plan = plan
        self.window = window
        self.is_empty = window.earliest >= window.end or not plan.therapists or not plan.rooms
        first_day = local_date(moment_of(window.earliest), plan.zone)
        self.on = stretch(first_day, 0 if self.is_empty else self._days_from(first_day), plan.zone)
        self.origin = self.on.origin
        self.busy = busy or load_busy(
            therapists=[] if self.is_empty else [therapist.id for therapist in plan.therapists],
            rooms=[] if self.is_empty else plan.rooms,
            # A session at the edge matters to the gap beside it, and its turnover outlasts the day.
            start=self.origin + self.on.midnights[0] - plan.shortest,
            end=self.origin + self.on.midnights[-1] + plan.blocked_minutes + plan.shortest,
            now=now,
            patient=patient,
            ignoring=ignoring,
            using=using,
        )

    def _days_from(self, first_day: date) -> int:
        return (local_date(moment_of(self.window.end - 1), self.plan.zone) - first_day).days + 1

    def _blocked(self, kind: str, key: int) -> Blocked:
        return self.busy.blocked.get((kind, key), NOTHING)

    @cached_property
    def _ground(self) -> Ground:
        hours = self.on.shifts(self.plan.opening_hours)
        is_open = without(hours, self.on.union(self.plan.closures))
        return ground(self.on, is_open, self.plan.blocked_minutes, self.plan.shortest)

    def _free_in(self, room: int) -> int:
        """The minutes from which the room is free for session and turnover."""
        return room_time(self._blocked("room", room), self._ground)

    @cached_property
    def _possible(self) -> int:
        """Where a session may start in the window: some room is free, the patient not elsewhere."""
        window = span(self.window.earliest - self.origin, self.window.end - self.origin)
        marks = self.on.marks(self.plan.policy.start_step_minutes) & window
        marks &= starts_of_runs(self._ground.open, self.plan.blocked_minutes)
        possible = 0
        # Rooms are given away from the first on: the last ones soon have all that can be had.
        for room in reversed(self.plan.rooms):
            possible |= marks & self._free_in(room)
            if possible == marks:
                break
        elsewhere = self.on.union(self.busy.patient)
        if not elsewhere:
            return possible
        free = without(span(0, self.on.length), elsewhere)
        return possible & starts_of_runs(free, self.plan.minutes)

    def starts_of(self, therapist: PlannedTherapist) -> int:
        """All starts of one therapist."""
        blocked = self._blocked("therapist", therapist.id)
        return own_starts(therapist, blocked, self._ground) & self._possible

    def starts(self) -> Iterator[Start]:
        """Every bookable start of the window, in order."""
        for day in self.by_day():
            yield from day.starts

    def by_day(self) -> Iterator[DayOfStarts]:
        """The days of the window that have starts, in order."""
        if self.is_empty:
            return
        own = own_time if len(self.plan.therapists) <= MOST_ON_A_DAY else own_time.anew
        # By slug, so that who comes first among equals is predictable.
        therapists = [
            (one, own(one, self._blocked("therapist", one.id), self._ground))
            for one in sorted(self.plan.therapists, key=lambda one: one.slug)
        ]
        preferred = 0
        for _, its in therapists:
            preferred |= its.preferred
        of_days = zip(self.on.by_day(self._possible), self.on.by_day(preferred), strict=True)
        for number, (possible, best) in enumerate(of_days):
            if possible and (day := self._day(number, possible, best, therapists)):
                yield day

    def _day(
        self,
        number: int,
        possible: int,
        preferred: int,
        therapists: list[tuple[PlannedTherapist, OwnTime]],
    ) -> DayOfStarts:
        able = [
            (own.booked[number], one.named, today)
            for one, own in therapists
            if (today := own.starts[number] & possible)
        ]
        # Those with least booked time on the day first; otherwise as they stand.
        able.sort(key=itemgetter(0))
        return _day_of(
            self.on.days[number],
            self.origin + self.on.midnights[number],
            tuple([(one, today) for _, one, today in able]),
            preferred & possible,
        )

    def room_at(self, minute: int) -> int:
        """The room to take for a listed start: the one that suits fewest other treatments."""
        offset = minute - self.origin
        return next(room for room in self.plan.rooms if self._free_in(room) >> offset & 1)


def _is_small(
    _day: date, _midnight: int, able: Collection[tuple[Named, int]], _preferred: int
) -> bool:
    return len(able) <= MOST_ON_A_DAY


@kept(DAYS_KEPT, when=_is_small)
def _day_of(
    day: date, midnight: int, able: tuple[tuple[Named, int], ...], preferred: int
) -> DayOfStarts:
    """Who can start when, in minutes after midnight; `able` stand in the order of choice."""
    some = 0
    for _, today in able:
        some |= today
    return DayOfStarts(
        day,
        tuple(
            [
                Start(
                    at=moment_of(midnight + minute),
                    therapists=tuple([one for one, today in able if today >> minute & 1]),
                    preferred=bool(preferred >> minute & 1),
                )
                for minute in members(some)
            ]
        ),
        is_small=len(able) <= MOST_ON_A_DAY,
    )


def forget() -> None:
    """Reckons all of it anew the next time: for measuring."""
    for small in (_day_of, *REMEMBERING):
        small.forget()
    _following_from.cache_clear()
