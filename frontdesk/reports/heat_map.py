"""The week as a grid of weekdays and hours: how full each hour is, in figures and in shades."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from math import ceil
from typing import NamedTuple

from django.utils.translation import gettext as _

from booking.templatetags.clinic_time import spoken_time
from frontdesk.reports.figures import NOTHING, Kind, percent, share
from frontdesk.reports.week_hours import HOUR, WeekHour
from locations.models import Weekday

# Shades of the grid above the empty one; static/css/desk_reports.css has as many.
SHADES = 9
OUTSIDE, CLOSED = "outside", "closed"


class HeatCell(NamedTuple):
    """`shade` is 0 to SHADES, or OUTSIDE (booked, not offered), or CLOSED."""

    text: str
    shade: str
    says: str


class HeatRow(NamedTuple):
    weekday: str
    cells: list[HeatCell]


@dataclass(frozen=True)
class HeatMap:
    """Seconds that are booked and offered, by weekday and hour."""

    booked: Mapping[WeekHour, int]
    offered: Mapping[WeekHour, int]

    @property
    def hours(self) -> range:
        """From the first to the last hour with anything in it, on whatever day."""
        taken = [its.hour for both in (self.booked, self.offered) for its in both if both[its]]
        return range(min(taken, default=0), max(taken, default=-1) + 1)

    @property
    def hour_names(self) -> list[str]:
        return [hour_name(hour) for hour in self.hours]

    @property
    def rows(self) -> list[HeatRow]:
        return [
            HeatRow(str(day.label), [self._cell(WeekHour(day.value, hour)) for hour in self.hours])
            for day in Weekday
        ]

    def _cell(self, its: WeekHour) -> HeatCell:
        booked, offered = self.booked.get(its, 0), self.offered.get(its, 0)
        hours = Kind.HOURS.shown(booked / HOUR)
        when = f"{Weekday(its.weekday).label} {hour_name(its.hour)}"
        part = share(booked, offered)
        if part is not None:
            offers = Kind.HOURS.shown(offered / HOUR)
            says = _("{when}: {hours} of {offered} hours booked")
            says = says.format(when=when, hours=hours, offered=offers)
            return HeatCell(percent(part, decimals=0), str(ceil(min(part, 1) * SHADES)), says)
        if booked:
            says = _("{when}: {hours} hours booked, none offered").format(when=when, hours=hours)
            return HeatCell(_("{hours} h").format(hours=hours), OUTSIDE, says)
        return HeatCell(NOTHING, CLOSED, _("{when}: nothing offered").format(when=when))


def hour_name(hour: int) -> str:
    """9 am, or 9 h, for the hour that begins then."""
    return spoken_time(time(hour)).replace(":00", "")
