"""For each date of a course: the wished time, or what comes closest to it.

Two queries whatever the number of dates: the plan, and what is busy from the first to the last of
them. The rest is picked in memory, from the same sets of minutes that take a start.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from booking.availability import FreeTime
from booking.obstacles import obstacles
from booking.plan import Choice, Plan, PlannedTherapist, load_plan
from booking.policy import StartWindow, start_window, within_notice_and_horizon
from timeline.minutes import members, minute_after, minute_of, moment_of, span
from timeline.wall import ONE_DAY, instant, local_date, minute_at

FEWEST, MOST = 2, 12
RHYTHMS = (1, 2, 3, 4)
# Where to look when nothing comes closer.
DAYS_AROUND = 3
SAME_DAY_SHOWN, OTHERS_SHOWN, LAST_RESORTS = 3, 2, 3


class Wish(NamedTuple):
    """One date of a course; `therapist` None means any."""

    at: datetime
    therapist: str | None = None


@dataclass(frozen=True)
class Possible:
    """A start that can be had, with one therapist. `within_policy`: no reason is needed."""

    at: datetime
    therapist: PlannedTherapist
    within_policy: bool


@dataclass(frozen=True)
class PlannedDate:
    """`wished` is None when the wish cannot be had: `why_not`, and `alternatives`, if any."""

    wish: Wish
    wished: Possible | None
    why_not: str = ""
    alternatives: Sequence[Possible] = ()


@dataclass(frozen=True)
class SeriesPlan:
    """The dates in the order of the wishes."""

    plan: Plan
    dates: list[PlannedDate]
    choosing: "Choosing"

    def possible(self, at: datetime, therapist: str) -> Possible | None:
        """The start with this therapist, if it can be had, whether or not it is proposed."""
        return self.choosing.possible(Wish(at, therapist))


def wished_starts(
    first: datetime, zone: ZoneInfo, *, count: int, every_weeks: int
) -> list[datetime]:
    """The same wall time every so many weeks, whatever the clocks do in between."""
    local = first.astimezone(zone)
    days = (local.date() + timedelta(weeks=every_weeks * number) for number in range(count))
    return [instant(day, local.time(), zone) for day in days]


def plan_dates(
    choice: Choice,
    wishes: Sequence[Wish],
    *,
    now: datetime,
    patient: int | None = None,
    ignoring: Collection[int] = (),
) -> SeriesPlan:
    """What can be had for each wish, nothing of it in the past.

    Who takes any therapist gets, as far as possible, the same one every time. `ignoring` are
    appointments that are about to move. Raises UnknownChoice.
    """
    # Others than the wished therapist are alternatives, so the plan is of everybody.
    plan = load_plan(replace(choice, therapist=None), now=now)
    free = FreeTime(plan, _window(plan, wishes, now), now, patient, list(ignoring))
    choosing = Choosing(free, wishes, now)
    return SeriesPlan(plan, [choosing.planned(wish) for wish in wishes], choosing)


def _window(plan: Plan, wishes: Sequence[Wish], now: datetime) -> StartWindow:
    """From some days before the first wish to some after the last, as far as the desk may book."""
    allowed = start_window(plan.policy, plan.zone, now=now, by_staff=True)
    days = [local_date(wish.at, plan.zone) for wish in wishes]
    first, last = min(days) - DAYS_AROUND * ONE_DAY, max(days) + (DAYS_AROUND + 1) * ONE_DAY
    return StartWindow(
        max(minute_at(first, 0, plan.zone), minute_after(now)),
        min(minute_at(last, 0, plan.zone), allowed.end),
    )


def in_order(
    wish: Wish, at: datetime, therapist: PlannedTherapist, zone: ZoneInfo
) -> tuple[bool, datetime, str]:
    """What is proposed on the wished day comes first, then the other days; each by the clock."""
    return local_date(at, zone) != local_date(wish.at, zone), at, therapist.slug


class Choosing:
    """Picks starts out of the free time of a plan."""

    def __init__(self, free: FreeTime, wishes: Sequence[Wish], now: datetime) -> None:
        self.plan, self.free, self.now = free.plan, free, now
        self.wishes = wishes

    def planned(self, wish: Wish) -> PlannedDate:
        wished = self.possible(wish)
        if wished:
            return PlannedDate(wish, wished)
        return PlannedDate(wish, None, self._why_not(wish), self._alternatives(wish))

    def possible(self, wish: Wish) -> Possible | None:
        return next(self._at(wish.at, self._wanted(wish)), None)

    def _why_not(self, wish: Wish) -> str:
        if wish.at < self.now:
            return _("This time is over.")
        plan = replace(self.plan, therapists=self._wanted(wish))
        return obstacles(plan, self.free.busy, wish.at, {}, now=self.now)

    @cached_property
    def _starts(self) -> dict[int, int]:
        if self.free.is_empty:
            return {}
        return {one.id: self.free.starts_of(one) for one in self.plan.therapists}

    @cached_property
    def _most_often_first(self) -> list[PlannedTherapist]:
        """Those who can give most of the wishes; then by slug, to be predictable."""
        given = Counter(
            one.id
            for wish in self.wishes
            for one in self.plan.therapists
            if self._is_free(one, minute_of(wish.at))
        )
        return sorted(self.plan.therapists, key=lambda one: (-given[one.id], one.slug))

    def _wanted(self, wish: Wish) -> list[PlannedTherapist]:
        if wish.therapist is None:
            return self._most_often_first
        return [one for one in self.plan.therapists if one.slug == wish.therapist]

    def _is_free(self, therapist: PlannedTherapist, minute: int) -> bool:
        offset = minute - self.free.origin
        return offset >= 0 and bool(self._starts.get(therapist.id, 0) >> offset & 1)

    def _at(self, at: datetime, therapists: Iterable[PlannedTherapist]) -> Iterator[Possible]:
        minute = minute_of(at)
        if moment_of(minute) == at:
            yield from (
                self._possible(minute, one) for one in therapists if self._is_free(one, minute)
            )

    def _alternatives(self, wish: Wish) -> list[Possible]:
        """Other times that day, somebody else at that time, the days beside it; or what is near.

        As `in_order`.
        """
        wanted, day = self._wanted(wish), local_date(wish.at, self.plan.zone)
        others = [one for one in self._most_often_first if one not in wanted]
        close = [
            *self._nearest(wish.at, [day], wanted, SAME_DAY_SHOWN),
            *list(self._at(wish.at, others))[:OTHERS_SHOWN],
            *self._nearest(wish.at, [day - ONE_DAY], wanted, 1),
            *self._nearest(wish.at, [day + ONE_DAY], wanted, 1),
        ]
        around = [day + days * ONE_DAY for days in range(-DAYS_AROUND, DAYS_AROUND + 1)]
        found = close or self._nearest(wish.at, around, self._most_often_first, LAST_RESORTS)
        return sorted(found, key=lambda one: in_order(wish, one.at, one.therapist, self.plan.zone))

    def _nearest(
        self, at: datetime, days: list[date], therapists: list[PlannedTherapist], most: int
    ) -> list[Possible]:
        """On these dates, the starts closest to that time of day, the first therapist's of each."""
        found: dict[int, tuple[int, PlannedTherapist]] = {}
        for day in days:
            wall = minute_of(self._same_wall_time(at, day))
            for one in therapists:
                for minute in self._minutes_on(day, one):
                    found.setdefault(minute, (abs(minute - wall), one))
        closest = sorted(found, key=lambda minute: (found[minute][0], minute))[:most]
        return [self._possible(minute, found[minute][1]) for minute in closest]

    def _same_wall_time(self, at: datetime, day: date) -> datetime:
        return instant(day, at.astimezone(self.plan.zone).time(), self.plan.zone)

    def _minutes_on(self, day: date, therapist: PlannedTherapist) -> Iterator[int]:
        start, end = (minute_at(one, 0, self.plan.zone) for one in (day, day + ONE_DAY))
        offset = start - self.free.origin
        if offset < 0:
            return iter(())
        starts = self._starts.get(therapist.id, 0) >> offset & span(0, end - start)
        return (start + minute for minute in members(starts))

    def _possible(self, minute: int, therapist: PlannedTherapist) -> Possible:
        at = moment_of(minute)
        within = within_notice_and_horizon(self.plan.policy, self.plan.zone, at, self.now)
        return Possible(at, therapist, within)
