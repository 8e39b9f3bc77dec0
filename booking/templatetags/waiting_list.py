"""How the waiting list says wishes in words."""

from collections.abc import Iterable
from datetime import time

from django import template

from booking.models import WaitlistEntry
from booking.templatetags.clinic_time import spoken_time
from locations.models import Weekday

register = template.Library()


@register.filter
def wall_time(hour: time) -> str:
    """9:30 am"""
    return spoken_time(hour)


@register.filter
def spoken_weekdays(weekdays: Iterable[int]) -> str:
    """any day; weekdays; Mon, Wed"""
    chosen = sorted(set(weekdays))
    if chosen == list(Weekday):
        return "any day"
    if chosen == list(Weekday)[:5]:
        return "Monday to Friday"
    return ", ".join(str(Weekday(day).label)[:3] for day in chosen)


@register.filter
def waits_for(entry: WaitlistEntry) -> str:
    """Deep tissue massage with Maya at Port Moody"""
    whom = f" with {entry.therapist.first_name}" if entry.therapist else ""
    return f"{entry.treatment}{whom} at {entry.location}"
