"""The week as a grid of weekdays and hours: how full each hour is, in figures and in shades."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from frontdesk.reports.figures import NOTHING, Kind, share
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
            HeatRow(day.label, [self._cell(WeekHour(day.value, hour)) for hour in self.hours])
            for day in Weekday
        ]

    def _cell(self, its: WeekHour) -> HeatCell:
        booked, offered = self.booked.get(its, 0), self.offered.get(its, 0)
        hours = Kind.HOURS.shown(booked / HOUR)
        when = f"{Weekday(its.weekday).label} {hour_name(its.hour)}"
        part = share(booked, offered)
        if part is not None:
            says = f"{when}: {hours} of {Kind.HOURS.shown(offered / HOUR)} hours booked"
            return HeatCell(f"{part:.0%}", str(ceil(min(part, 1) * SHADES)), says)
        if booked:
            return HeatCell(f"{hours} h", OUTSIDE, f"{when}: {hours} hours booked, none offered")
        return HeatCell(NOTHING, CLOSED, f"{when}: nothing offered")


def hour_name(hour: int) -> str:
    """9 am, for the hour that begins then."""
    return f"{hour % 12 or 12} {'am' if hour < 12 else 'pm'}"
