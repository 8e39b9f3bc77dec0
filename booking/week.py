"""A week of starts as people read it: by day, by part of the day, the best ones first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from booking.availability import DAYS_KEPT, Availability, DayOfStarts, Start, find_starts
from booking.keeping import kept
from booking.plan import Choice
from booking.policy import policy_of
from booking.templatetags.clinic_time import day_as, spoken_day, spoken_time
from locations.models import Location
from timeline.wall import ONE_DAY, local_date

DAYS = 7
NOON, EVENING = 12, 17
# Two rows on a phone, one on a wide screen; the others stand under "more times".
SHOWN_PER_PART = 6


class OfferedStart(NamedTuple):
    """One button: what it sends, shows and says. `local` is the start by the clinic's clock."""

    at: datetime
    local: datetime
    preferred: bool
    with_whom: str
    label: str
    # Tuesday 4 May, 1:30 pm with Maya
    spoken: str
    value: str

    @property
    def day(self) -> str:
        return day_as(self.local, "D j M")


class Part(NamedTuple):
    """Morning, afternoon or evening."""

    name: str
    starts: tuple[OfferedStart, ...]


@dataclass(frozen=True, eq=False)
class Day:
    """A date with its starts, some shown at once and the rest on demand.

    While it is kept, the same day is the same object: what is drawn of it is found again.
    """

    date: date
    shown: tuple[Part, ...] = ()
    more: tuple[Part, ...] = ()
    free: int = 0  # how many starts there are

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
        return not any(day.free for day in self.days)


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
    return _button(start, zone, _sentence(), _whom())


def _button(start: Start, zone: ZoneInfo, sentence: str, whom: tuple[str, str]) -> OfferedStart:
    local = start.at.astimezone(zone)
    label, with_whom = spoken_time(local), _with_whom(start, *whom)
    spoken = sentence.format(day=day_as(local, "l j F"), time=label, with_whom=with_whom)
    value = local.isoformat()
    return OfferedStart(start.at, local, start.preferred, with_whom, label, spoken, value)


def _sentence() -> str:
    return _("{day}, {time} {with_whom}")


def _whom() -> tuple[str, str]:
    """How one therapist is said, and how several are."""
    return _("with {therapist}"), _("with any of {count} therapists")


def _with_whom(start: Start, alone: str, any_of: str) -> str:
    if len(start.therapists) == 1:
        return alone.format(therapist=start.therapists[0].first_name)
    return any_of.format(count=len(start.therapists))


def _days(found: Availability, first: date, last: date) -> Iterable[Day]:
    zone, language = found.plan.zone, get_language() or ""
    by_date = {day.date: _day(day, zone, language) for day in found.days}
    for number in range((last - first).days + 1):
        day = first + number * ONE_DAY
        yield by_date.get(day) or _empty(day)


@lru_cache(maxsize=DAYS_KEPT)
def _empty(day: date) -> Day:
    return Day(day)


# What a day's buttons say depends on the arguments alone, and most days are asked for again.
@kept(DAYS_KEPT, when=lambda day, *_how: day.is_small)
def _day(day: DayOfStarts, zone: ZoneInfo, _language: str) -> Day:
    sentence, whom, names = _sentence(), _whom(), (_("Morning"), _("Afternoon"), _("Evening"))
    shown, more = [], []
    buttons = [_button(start, zone, sentence, whom) for start in day.starts]
    for name, of_part in groupby(buttons, key=lambda start: names[_part_of_day(start)]):
        in_part = list(of_part)
        best = set(sorted(in_part, key=_calm_first)[:SHOWN_PER_PART])
        shown.append(Part(name, tuple(start for start in in_part if start in best)))
        more.append(Part(name, tuple(start for start in in_part if start not in best)))
    rest = tuple(part for part in more if part.starts)
    return Day(day.date, tuple(shown), rest, len(day.starts))


def _part_of_day(start: OfferedStart) -> int:
    return (start.local.hour >= NOON) + (start.local.hour >= EVENING)


def _calm_first(start: OfferedStart) -> tuple[bool, int]:
    """Starts that leave no awkward gap, and of them those on the hour, then on the half hour."""
    minute = start.local.minute
    return not start.preferred, 0 if minute == 0 else 1 if minute == 30 else 2
