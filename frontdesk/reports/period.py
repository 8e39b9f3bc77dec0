"""A stretch of calendar days, and the weeks or months it consists of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from booking.templatetags.clinic_time import day_as
from timeline.intervals import Interval
from timeline.wall import MIDNIGHT, ONE_DAY, instant

# Up to so many days a report over time is by week, beyond by month.
MOST_DAYS_BY_WEEK = 184
FIRST_OF_1970 = date(1970, 1, 1)


class Slice(NamedTuple):
    """A week or a month, or what the period holds of it."""

    first: date
    last: date
    label: str
    by_week: bool = True

    @property
    def key(self) -> str:
        """As programs read it: 2027-05-03 of a week, 2027-05 of a month."""
        return self.first.isoformat() if self.by_week else f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included, by each location's own clock."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def instants(self, zone: ZoneInfo) -> Interval:
        """The period on the clocks of `zone`."""
        return Interval(
            instant(self.first, MIDNIGHT, zone), instant(self.last + ONE_DAY, MIDNIGHT, zone)
        )

    @property
    def by_week(self) -> bool:
        return self.days <= MOST_DAYS_BY_WEEK

    @property
    def named(self) -> tuple[Promise, Promise]:
        """What a row of it is, and the title of a table of such rows."""
        return (_("Week"), _("By week")) if self.by_week else (_("Month"), _("By month"))

    def slices(self) -> list[Slice]:
        """Its weeks (from Monday) when it is short, else its months; the outer ones may be cut."""
        firsts = list(self._first_days())
        lasts = [*(first - ONE_DAY for first in firsts[1:]), self.last]
        return [
            Slice(first, last, self._label(first), self.by_week)
            for first, last in zip(firsts, lasts, strict=True)
        ]

    def _first_days(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day = next_monday(day) if self.by_week else next_month(day)

    def _label(self, first: date) -> str:
        return day_as(first, "j M Y" if self.by_week else "M Y")


def day_number(day: date) -> int:
    """Days since 1 January 1970, as `frontdesk.reports.scope` counts them in SQL."""
    return (day - FIRST_OF_1970).days


def next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


class Preset(NamedTuple):
    """A period that has a name."""

    label: Promise
    period: Period


def presets(today: date) -> list[Preset]:
    """The periods that people mostly ask for, the one to begin with first."""
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    last_month = (month - ONE_DAY).replace(day=1)
    return [
        Preset(_("This month"), Period(month, next_month(month) - ONE_DAY)),
        Preset(_("This week"), Period(monday, next_monday(today) - ONE_DAY)),
        Preset(_("Last month"), Period(last_month, month - ONE_DAY)),
        Preset(_("Last 12 months"), Period(_a_year_before(today) + ONE_DAY, today)),
        Preset(_("Year to date"), Period(today.replace(month=1, day=1), today)),
    ]


def _a_year_before(day: date) -> date:
    """The same date a year ago; 28 February for the 29th."""
    if (day.month, day.day) == (2, 29):
        day -= ONE_DAY
    return day.replace(year=day.year - 1)
