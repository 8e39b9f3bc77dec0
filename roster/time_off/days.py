"""Time off as whole days or hours on the clinic's clock, and how it is said."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from booking.templatetags.clinic_time import (
    clinic_date_year,
    clinic_moment,
    clinic_time,
    spoken_day,
)
from locations.models import Location
from therapists.places import zones_of
from timeline.intervals import Interval
from timeline.wall import day_interval, local_date

A_MOMENT = timedelta(microseconds=1)


class Days(NamedTuple):
    """Whole days, the last one included."""

    first: date
    last: date


def interval_of(days: Days, places: Sequence[Location]) -> Interval:
    """Those days wherever the therapist works: from the first midnight to the last one."""
    zones = zones_of(places)
    return Interval(
        min(day_interval(days.first, zone).start for zone in zones),
        max(day_interval(days.last, zone).end for zone in zones),
    )


def whole_days(interval: Interval, places: Sequence[Location]) -> Days | None:
    """The days that `interval` is made of on the clock of a place; None: it is made of hours."""
    zones = zones_of(places)
    first = next((day for zone in zones if (day := _begins_a_day(interval, zone))), None)
    last = next((day for zone in zones if (day := _ends_a_day(interval, zone))), None)
    return Days(first, last) if first and last and first <= last else None


def _begins_a_day(interval: Interval, zone: ZoneInfo) -> date | None:
    day = local_date(interval.start, zone)
    return day if day_interval(day, zone).start == interval.start else None


def _ends_a_day(interval: Interval, zone: ZoneInfo) -> date | None:
    day = local_date(interval.end - A_MOMENT, zone)
    return day if day_interval(day, zone).end == interval.end else None


def spoken(interval: Interval, places: Sequence[Location]) -> str:
    """Tuesday 4 May 2027; Tuesday 4 to Thursday 6 May 2027; Tuesday 4 May 2027, 1:00 pm to …"""
    if days := whole_days(interval, places):
        return _spoken_days(days)
    place = clock_of(places)
    start, end = interval
    if clinic_date_year(start, place) == clinic_date_year(end, place):
        until = clinic_time(end, place)
        return _("{start} to {end}").format(start=clinic_moment(start, place), end=until)
    until = clinic_moment(end, place)
    return _("{start}, to {end}").format(start=clinic_moment(start, place), end=until)


def clock_of(places: Sequence[Location]) -> Location:
    """The place whose clock times are told by."""
    return places[0] if places else Location(zone_name=zones_of(places)[0].key)


def _spoken_days(days: Days) -> str:
    last = spoken_day(days.last, with_year=True)
    if days.first == days.last:
        return last
    same_year = days.first.year == days.last.year
    first = spoken_day(days.first, with_year=not same_year)
    return pgettext("days", "{start} to {end}").format(start=first, end=last)
