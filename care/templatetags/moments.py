"""How the pages of privacy write moments, on the clock that the view has chosen."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from booking.templatetags.clinic_time import spoken_time

register = template.Library()


@register.filter
def clock(moment: datetime) -> str:
    """1:30 pm"""
    return spoken_time(timezone.localtime(moment))


@register.filter
def day_and_clock(moment: datetime) -> str:
    """4 May 2027, 1:30 pm"""
    return f"{date_format(timezone.localtime(moment), 'j F Y')}, {clock(moment)}"
