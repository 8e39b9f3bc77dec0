"""How the site writes times, by the location's clock, and money."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django import template
from django.utils.formats import date_format, number_format

from locations.models import Location

register = template.Library()


@register.filter
def clinic_date(moment: datetime, location: Location) -> str:
    """Tuesday 4 May"""
    return date_format(moment.astimezone(location.zone), "l j F")


@register.filter
def clinic_date_year(moment: datetime, location: Location) -> str:
    """Tuesday 4 May 2027"""
    return date_format(moment.astimezone(location.zone), "l j F Y")


@register.filter
def clinic_time(moment: datetime, location: Location) -> str:
    """1:30 pm"""
    return spoken_time(moment.astimezone(location.zone))


@register.filter
def clinic_moment(moment: datetime, location: Location) -> str:
    """Tuesday 4 May 2027, 1:30 pm"""
    return f"{clinic_date_year(moment, location)}, {clinic_time(moment, location)}"


@register.filter
def clinic_zone(moment: datetime, location: Location) -> str:
    """Vancouver time (UTC−7), as it is at that moment."""
    shown = moment.astimezone(location.zone)
    city = location.zone_name.rpartition("/")[2].replace("_", " ")
    return f"{city} time (UTC{_offset(shown)})"


@register.filter
def clinic_offset(moment: datetime, location: Location) -> int:
    """Minutes ahead of UTC, as `static/js/zone_note.js` compares them: -420"""
    return int((moment.astimezone(location.zone).utcoffset() or timedelta()).total_seconds()) // 60


@register.filter
def money(amount: Decimal) -> str:
    """$120.00"""
    return f"${number_format(amount, decimal_pos=2, force_grouping=True)}"


def spoken_time(shown: datetime | time) -> str:
    """1:30 pm, of a wall time, or of an instant that is already on the wanted clock."""
    hour = shown.hour % 12 or 12
    return f"{hour}:{shown.minute:02} {'am' if shown.hour < 12 else 'pm'}"


def _offset(shown: datetime) -> str:
    minutes = int((shown.utcoffset() or datetime.resolution * 0).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"{sign}{hours}" + (f":{rest:02}" if rest else "")
