"""How the pages of privacy and progress write days, and moments on the clock of the view."""

from datetime import date, datetime

from babel.dates import format_date
from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from booking.templatetags.clinic_time import FRENCH, spoken_time

register = template.Library()

# What Django and Babel call the same.
LONG, OF_YEAR, SHORT = ("j F Y", "d MMMM y"), ("j M Y", "d MMM y"), ("j M", "d MMM")


@register.filter
def clock(moment: datetime) -> str:
    """1:30 pm; 13 h 30"""
    return spoken_time(timezone.localtime(moment))


@register.filter
def day(moment: date | datetime) -> str:
    """4 May 2027; 4 mai 2027"""
    return _day(moment, LONG)


@register.filter
def day_and_clock(moment: datetime) -> str:
    """4 May 2027, 1:30 pm; 4 mai 2027 à 13 h 30"""
    between = " à " if _speaks_french() else ", "
    return f"{day(moment)}{between}{clock(moment)}"


def short_day_of_year(moment: date) -> str:
    """4 May 2027; 4 mai 2027, with months cut short where the language does"""
    return _day(moment, OF_YEAR)


def short_day(moment: date) -> str:
    """4 May; 4 mai"""
    return _day(moment, SHORT)


def _day(moment: date | datetime, patterns: tuple[str, str]) -> str:
    that_day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    if not _speaks_french():
        return date_format(that_day, patterns[0])
    written = format_date(that_day, patterns[1], locale=FRENCH)
    return written.replace("1 ", "1er ", 1) if that_day.day == 1 else written


def _speaks_french() -> bool:
    return (get_language() or "").startswith("fr")
