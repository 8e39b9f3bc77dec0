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
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS

from booking.busy import Busy, Said, load_busy
from booking.plan import Choice, Plan, PlannedTherapist, load_plan
from booking.policy import StartWindow, start_window
from therapists.working_time import Weekly, WorkingTime
from timeline.minutes import members, minute_of, moment_of, span, starts_of_runs, union
from timeline.wall import ONE_DAY, grid, local_date, minute_at

MAX_DAYS = 366
# Of what is kept, the largest: a thousand therapists' days, a few hundred kilobytes.
MOST_KEPT = 1000 * 24 * 60


class Start(NamedTuple):
    """A bookable moment. `therapists` stand in the order in which "any" chooses among them.

    `preferred` starts leave no gap too short for the location's shortest session.
    """

    at: datetime
    therapists: tuple[PlannedTherapist, ...]
    preferred: bool


@dataclass(frozen=True)
class Availability:
    """The starts of a period in order, and the next one after it when the period has none."""

    plan: Plan
    starts: list[Start]
    next: datetime | None = None


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
    is_at_hand = plan is not None
    plan = plan or load_plan(choice, now=now, using=using)
    allowed = start_window(plan.policy, plan.zone, now=now, by_staff=choice.by_staff)
    window = _period(plan, allowed, first or local_date(now, plan.zone), days)
    free = FreeTime(plan, window, now, patient, ignoring, using=using)
    asked_for = len(plan.therapists) * (window.end - window.earliest)
    is_kept = asked_for <= MOST_KEPT and not is_at_hand
    starts = list(_following_from(plan, window, free.busy.said) if is_kept else free.starts())
    if starts or window.end >= allowed.end:
        return Availability(plan, starts)
    later = StartWindow(max(window.end, allowed.earliest), allowed.end)
    free = FreeTime(plan, later, now, patient, ignoring, using=using)
    following = next(free.starts(), None)
    return Availability(plan, [], following.at if following else None)


@lru_cache(maxsize=32)
def _following_from(plan: Plan, window: StartWindow, busy: Said) -> tuple[Start, ...]:
    """All starts of the window. The facts are read each time; the same ones are reckoned once."""
    # No clock is asked here: it has had its say in what was read.
    now = moment_of(window.earliest)
    return tuple(FreeTime(plan, window, now, busy=Busy(busy)).starts())


def find_start(
    choice: Choice,
    starts_at: datetime,
    *,
    now: datetime,
    patient: int | None = None,
    ignoring: int | None = None,
    plan: Plan | None = None,
) -> tuple[Plan, Taken | None]:
    """How `starts_at` can be taken, or None when it cannot. Raises UnknownChoice.

    `plan` is that of `choice`, if it is at hand.
    """
    plan = plan or load_plan(choice, now=now)
    allowed = start_window(plan.policy, plan.zone, now=now, by_staff=choice.by_staff)
    minute = minute_of(starts_at)
    if moment_of(minute) != starts_at or not allowed.earliest <= minute < allowed.end:
        return plan, None
    free = FreeTime(plan, StartWindow(minute, minute + 1), now, patient, ignoring)
    start = next(free.starts(), None)
    return plan, Taken(start, free.room_at(minute)) if start else None


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

    All sets count from the midnight before the window's first day, so that shifts that began the
    day before, and gaps before a start, are seen. `busy` is read here unless it is at hand already.
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
        count = 0 if self.is_empty else self._days_from(first_day)
        self.days = [first_day + number * ONE_DAY for number in range(count)]
        self._weekly: dict[Weekly, int] = {}
        self.origin = minute_at(first_day - ONE_DAY, 0, plan.zone)
        self.length = minute_at(first_day + (count + 1) * ONE_DAY, 0, plan.zone) - self.origin
        self.busy = busy or load_busy(
            therapists=[] if self.is_empty else [therapist.id for therapist in plan.therapists],
            rooms=[] if self.is_empty else plan.rooms,
            start=self.origin,
            end=self.origin + self.length,
            now=now,
            patient=patient,
            ignoring=ignoring,
            using=using,
        )

    def _days_from(self, first_day: date) -> int:
        return (local_date(moment_of(self.window.end - 1), self.plan.zone) - first_day).days + 1

    def _union(self, spans: list[tuple[int, int]]) -> int:
        return union(spans, self.origin, self.length)

    def _shifts(self, working_time: WorkingTime) -> int:
        """The minutes of all its shifts; hours that several therapists share are laid out once."""
        if working_time.changes:
            return self._laid_out(working_time)
        shifts = 0
        for weekly in working_time.weekly:
            if weekly not in self._weekly:
                self._weekly[weekly] = self._laid_out(WorkingTime([weekly]))
            shifts |= self._weekly[weekly]
        return shifts

    def _laid_out(self, working_time: WorkingTime) -> int:
        first, last = self.days[0] - ONE_DAY, self.days[-1] + ONE_DAY
        return self._union(working_time.spans_between(first, last, self.plan.zone))

    @cached_property
    def _open(self) -> int:
        return self._shifts(self.plan.opening_hours) & ~self._union(self.plan.closures)

    @cached_property
    def _marks(self) -> int:
        """The minutes at which a session may start: on the grid, inside the window."""
        step, zone = self.plan.policy.start_step_minutes, self.plan.zone
        marks = 0
        for day in self.days:
            marks |= grid(day, step, zone) << (minute_at(day, 0, zone) - self.origin)
        return marks & span(self.window.earliest - self.origin, self.window.end - self.origin)

    @cached_property
    def _rooms(self) -> list[tuple[int, int]]:
        """Each suitable room with the minutes from which it is free for session and turnover."""
        return [
            (
                room,
                starts_of_runs(
                    self._open & ~self._union(self.busy.rooms[room]),
                    self.plan.blocked_minutes,
                ),
            )
            for room in self.plan.rooms
        ]

    @cached_property
    def _possible(self) -> int:
        """Marks at which some room is free and the patient is not elsewhere."""
        some_room = 0
        for _, free in self._rooms:
            some_room |= free
        everything = span(0, self.length)
        patient = everything & ~self._union(self.busy.patient)
        return self._marks & some_room & starts_of_runs(patient, self.plan.minutes)

    def starts_of(self, therapist: PlannedTherapist) -> tuple[int, int]:
        """All starts of one therapist, and those of them that are preferred."""
        away = self._union(therapist.time_off) | self._busy_minutes[therapist.id]
        free = self._shifts(therapist.working_time) & self._open & ~away
        starts = starts_of_runs(free, self.plan.blocked_minutes) & self._possible
        return starts, starts & _leaving_no_short_gap(
            free, self.plan.blocked_minutes, self.plan.shortest
        )

    def starts(self) -> Iterator[Start]:
        """Every bookable start of the window, in order."""
        if self.is_empty:
            return
        found, preferred = [], 0
        # By slug, so that who comes first among equals is predictable.
        for therapist in sorted(self.plan.therapists, key=lambda one: one.slug):
            starts, best = self.starts_of(therapist)
            found.append((therapist, starts))
            preferred |= best
        for day in self.days:
            yield from self._starts_on(day, found, preferred)

    def _starts_on(
        self, day: date, found: list[tuple[PlannedTherapist, int]], preferred: int
    ) -> Iterator[Start]:
        offset = minute_at(day, 0, self.plan.zone) - self.origin
        whole_day = span(0, minute_at(day + ONE_DAY, 0, self.plan.zone) - self.origin - offset)
        preferred = preferred >> offset & whole_day
        able = [(one, today) for one, starts in found if (today := starts >> offset & whole_day)]
        by_minute: dict[int, list[PlannedTherapist]] = {}
        for therapist, today in self._fairest_first(able, offset, whole_day):
            for minute in members(today):
                by_minute.setdefault(minute, []).append(therapist)
        for minute in sorted(by_minute):
            yield Start(
                at=moment_of(self.origin + offset + minute),
                therapists=tuple(by_minute[minute]),
                preferred=bool(preferred >> minute & 1),
            )

    def _fairest_first(
        self, able: list[tuple[PlannedTherapist, int]], offset: int, whole_day: int
    ) -> list[tuple[PlannedTherapist, int]]:
        """Those with least booked time on the day first; otherwise as they stand."""
        if len(able) < 2:
            return able

        def booked_minutes(entry: tuple[PlannedTherapist, int]) -> int:
            return (self._busy_minutes[entry[0].id] >> offset & whole_day).bit_count()

        return sorted(able, key=booked_minutes)

    @cached_property
    def _busy_minutes(self) -> dict[int, int]:
        return {
            therapist.id: self._union(self.busy.therapists[therapist.id])
            for therapist in self.plan.therapists
        }

    def room_at(self, minute: int) -> int:
        """The room to take for a listed start: the one that suits fewest other treatments."""
        return next(room for room, free in self._rooms if free >> (minute - self.origin) & 1)


def _leaving_no_short_gap(free: int, length: int, shortest: int) -> int:
    """The minutes at which a block of `length` leaves nothing, or room for a session, around it."""
    roomy = starts_of_runs(free, shortest)
    nothing_before = ~(free << 1)
    nothing_after = ~(free >> length)
    return (nothing_before | roomy << shortest) & (nothing_after | roomy >> length)
