"""How the waiting list says wishes in words."""

from collections.abc import Iterable
from datetime import date, time

from django import template
from django.utils.translation import gettext as _

from booking.models import WaitlistEntry
from booking.templatetags.clinic_time import day_as, spoken_time
from locations.models import Weekday
from timeline.wall import ONE_DAY

register = template.Library()

# Any Monday: weekdays are counted from it.
MONDAY = date(2024, 1, 1)


@register.filter
def wall_time(hour: time) -> str:
    """9:30 am"""
    return spoken_time(hour)


@register.filter
def spoken_weekdays(weekdays: Iterable[int]) -> str:
    """any day; weekdays; Mon, Wed"""
    chosen = sorted(set(weekdays))
    if chosen == list(Weekday):
        return _("any day")
    if chosen == list(Weekday)[:5]:
        return _("Monday to Friday")
    return ", ".join(day_as(MONDAY + day * ONE_DAY, "D") for day in chosen)


@register.filter
def waits_for(entry: WaitlistEntry) -> str:
    """Deep tissue massage with Maya at Port Moody"""
    if entry.therapist is None:
        said = _("{treatment} at {location}")
        return said.format(treatment=entry.treatment, location=entry.location)
    return _("{treatment} with {therapist} at {location}").format(
        treatment=entry.treatment, therapist=entry.therapist.first_name, location=entry.location
    )
