"""Days and moments on the desk's pages, on the clock of the page, as both languages write them."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language

from booking.templatetags.clinic_time import day_as, spoken_time

register = template.Library()


@register.filter(expects_localtime=True)
def date_as(day: date | datetime | None, pattern: str) -> str:
    """The day of an instant as the page's clock has it: 4 May 2027; 1er mai 2027."""
    return day_as(day, pattern)


@register.filter(expects_localtime=True)
def moment_as(moment: datetime, pattern: str) -> str:
    """Like Django's `date` with "j F Y, g:i a" or so; in French 4 mai 2027 à 13 h 30."""
    if not (get_language() or "").startswith("fr"):
        return date_format(moment, pattern)
    return f"{day_as(moment, pattern.partition(',')[0])} à {spoken_time(moment)}"
