"""A week of starts as people read it: by day, by part of the day, the best ones first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from booking.availability import Availability, Start, find_starts
from booking.plan import Choice
from booking.policy import policy_of
from booking.templatetags.clinic_time import day_as, spoken_day, spoken_time
from locations.models import Location
from timeline.wall import ONE_DAY, local_date

DAYS = 7
NOON, EVENING = time(12), time(17)
# Two rows on a phone, one on a wide screen; the others stand under "more times".
SHOWN_PER_PART = 6


@dataclass(frozen=True)
class OfferedStart:
    """One button: what it sends, shows and says."""

    at: datetime
    zone: ZoneInfo
    preferred: bool
    with_whom: str

    @property
    def local(self) -> datetime:
        return self.at.astimezone(self.zone)

    @property
    def value(self) -> str:
        return self.local.isoformat()

    @property
    def label(self) -> str:
        return spoken_time(self.local)

    @property
    def day(self) -> str:
        return day_as(self.local, "D j M")

    @property
    def spoken(self) -> str:
        """Tuesday 4 May, 1:30 pm with Maya"""
        return _("{day}, {time} {with_whom}").format(
            day=day_as(self.local, "l j F"), time=self.label, with_whom=self.with_whom
        )


@dataclass(frozen=True)
class Part:
    """Morning, afternoon or evening."""

    name: str
    starts: list[OfferedStart]


@dataclass(frozen=True)
class Day:
    """A date with its starts, some shown at once and the rest on demand."""

    date: date
    shown: list[Part]
    more: list[Part]

    @property
    def count(self) -> int:
        return sum(len(part.starts) for part in (*self.shown, *self.more))

    @property
    def count_of_more(self) -> int:
        return sum(len(part.starts) for part in self.more)


@dataclass(frozen=True)
class Week:
    """The days to show and where paging leads; None: nowhere."""

    days: list[Day]
    first: date
    last: date
    previous: date | None
    following: date | None
    next_free: date | None
    horizon: date
    is_beyond: bool

    @property
    def until(self) -> str:
        return _("You can book until {day}.").format(day=spoken_day(self.horizon, with_year=True))

    def start_at(self, instant: datetime) -> OfferedStart | None:
        """The start at that instant, if it is still free."""
        parts = (part for day in self.days for part in (*day.shown, *day.more))
        return next((start for part in parts for start in part.starts if start.at == instant), None)

    @property
    def is_empty(self) -> bool:
        return not any(day.count for day in self.days)


def find_week(
    choice: Choice,
    location: Location,
    *,
    first: date | None,
    now: datetime,
    patient: int | None = None,
    ignoring: int | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> Week:
    """The starts of seven days from `first` (None: today), kept inside what can be booked at all.

    `patient`, `ignoring` and `using` as in `find_starts`. Raises UnknownChoice.
    """
    today = local_date(now, location.zone)
    horizon = today + policy_of(location).horizon_days * ONE_DAY
    begin = min(max(first or today, today), horizon)
    found = find_starts(
        choice,
        first=begin,
        days=DAYS,
        now=now,
        patient=patient,
        ignoring=ignoring,
        using=using,
    )
    last = min(begin + (DAYS - 1) * ONE_DAY, horizon)
    return Week(
        days=list(_days(found, begin, last)),
        first=begin,
        last=last,
        previous=max(begin - DAYS * ONE_DAY, today) if begin > today else None,
        following=last + ONE_DAY if last < horizon else None,
        next_free=local_date(found.next, location.zone) if found.next else None,
        horizon=horizon,
        is_beyond=first is not None and first > horizon,
    )


def offered(start: Start, zone: ZoneInfo) -> OfferedStart:
    """The button for `start`."""
    return OfferedStart(start.at, zone, start.preferred, _with_whom(start))


def _with_whom(start: Start) -> str:
    if len(start.therapists) == 1:
        return _("with {therapist}").format(therapist=start.therapists[0].first_name)
    return _("with any of {count} therapists").format(count=len(start.therapists))


def _days(found: Availability, first: date, last: date) -> Iterable[Day]:
    zone = found.plan.zone
    starts = [offered(start, zone) for start in found.starts]
    by_day = {
        day: list(of_day) for day, of_day in groupby(starts, key=lambda start: start.local.date())
    }
    for number in range((last - first).days + 1):
        day = first + number * ONE_DAY
        yield _day(day, by_day.get(day, []))


def _day(day: date, starts: list[OfferedStart]) -> Day:
    shown, more = [], []
    for name, of_part in groupby(starts, key=_part_of_day):
        in_part = list(of_part)
        best = sorted(in_part, key=_calm_first)[:SHOWN_PER_PART]
        shown.append(Part(name, [start for start in in_part if start in best]))
        more.append(Part(name, [start for start in in_part if start not in best]))
    return Day(day, shown, [part for part in more if part.starts])


def _part_of_day(start: OfferedStart) -> str:
    wall = start.local.time()
    if wall < NOON:
        return _("Morning")
    return _("Afternoon") if wall < EVENING else _("Evening")


def _calm_first(start: OfferedStart) -> tuple[bool, int]:
    """Starts that leave no awkward gap, and of them those on the hour, then on the half hour."""
    minute = start.local.minute
    return not start.preferred, 0 if minute == 0 else 1 if minute == 30 else 2
