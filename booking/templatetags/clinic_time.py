"""How the site writes times, by the location's clock, and money, in the active language.

What is asked for again and again (a message a patient, of the same days and times) is kept: the
functions with a cache depend on their arguments alone.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location
from babel.numbers import format_currency
from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language

from locations.models import Location

register = template.Library()

FRENCH = "fr_CA"
DAY, DAY_OF_YEAR, SHORT_DAY = "l j F", "l j F Y", "j M"
# What Babel calls the same; the first of a month is "1er".
IN_FRENCH = str.maketrans({"l": "EEEE", "D": "EEE", "j": "d", "F": "MMMM", "M": "MMM", "Y": "y"})
NO_BREAK = "\u00a0"
VOWELS = frozenset("aeiouyœæ")
# Names whose h French says, or has taken over from a language that says it: de Hugo, but d’Hélène.
SAID_H = frozenset(
    (
        *("hailey", "hal", "haley", "hamza", "hana", "hank", "hans", "hao", "harley", "harold"),
        *("harper", "harriet", "harris", "harrison", "harry", "harvey", "hassan", "hayden"),
        *("hayley", "hazel", "heath", "heather", "heidi", "helga", "helmut", "henry", "hiro"),
        *("hiroshi", "holly", "hong", "hope", "howard", "hudson", "hugh", "hugo", "hung", "hunter"),
        *("hussein", "huy"),
    )
)


@register.filter
def clinic_date(moment: datetime, location: Location) -> str:
    """Tuesday 4 May; mardi 4 mai"""
    return _day(moment.astimezone(location.zone).date(), DAY, _speaks_french())


@register.filter
def clinic_date_year(moment: datetime, location: Location) -> str:
    """Tuesday 4 May 2027; mardi 4 mai 2027"""
    return _day(moment.astimezone(location.zone).date(), DAY_OF_YEAR, _speaks_french())


@register.filter
def clinic_time(moment: datetime, location: Location) -> str:
    """1:30 pm; 13 h 30"""
    return spoken_time(moment.astimezone(location.zone))


@register.filter
def clinic_moment(moment: datetime, location: Location) -> str:
    """Tuesday 4 May 2027, 1:30 pm; mardi 4 mai 2027 à 13 h 30"""
    return _moment(moment.astimezone(location.zone), _speaks_french())


@register.filter
def clinic_zone(moment: datetime, location: Location) -> str:
    """Vancouver time (UTC−7), as it is at that moment; heure de Vancouver (UTC−7)"""
    return _zone_at(moment.astimezone(location.zone), location.zone_name, _speaks_french())


class Spoken(NamedTuple):
    """What the filters above say of one moment."""

    date: str
    date_year: str
    time: str
    moment: str
    zone: str


def spoken(moment: datetime, zone: ZoneInfo) -> Spoken:
    """All of it at once: messages say it by the hundred thousand."""
    shown, in_french = moment.astimezone(zone), _speaks_french()
    return Spoken(
        date=_day(shown.date(), DAY, in_french),
        date_year=_day(shown.date(), DAY_OF_YEAR, in_french),
        time=_time(shown.hour, shown.minute, in_french),
        moment=_moment(shown, in_french),
        zone=_zone_at(shown, zone.key, in_french),
    )


@register.filter
def clinic_offset(moment: datetime, location: Location) -> int:
    """Minutes ahead of UTC, as `static/js/zone_note.js` compares them: -420"""
    return int((moment.astimezone(location.zone).utcoffset() or timedelta()).total_seconds()) // 60


@register.filter
def money(amount: Decimal) -> str:
    """$120.00; 120,00 $"""
    return _money(amount, _speaks_french())


@register.filter
def day_as(day: date | None, pattern: str) -> str:
    """Like Django's `date` with j, D, l, M, F and Y, and right in French: jeu. 6 mai, 1er juin."""
    return _day(date(day.year, day.month, day.day), pattern, _speaks_french()) if day else ""


def spoken_day(day: date, *, with_year: bool) -> str:
    """Tuesday 4 May; mardi 4 mai 2027"""
    return _day(day, DAY_OF_YEAR if with_year else DAY, _speaks_french())


def short_moment(shown: datetime) -> str:
    """4 May 1:30 pm; 4 mai 13 h 30, of an instant that is already on the wanted clock."""
    return f"{_day(shown.date(), SHORT_DAY, _speaks_french())} {spoken_time(shown)}"


def spoken_time(shown: datetime | time) -> str:
    """1:30 pm; 13 h 30, of a wall time, or of an instant that is already on the wanted clock."""
    return _time(shown.hour, shown.minute, _speaks_french())


def begins_with_vowel(name: str) -> bool:
    """Whether French elides before it, as it is heard: d’Hélène, d’Yves; de Yann, de Hugo."""
    plain = normalize("NFD", name.casefold())
    first, rest = plain[:1], plain[1:2]
    if first == "h":
        return re.split(r"[^a-z]", plain, maxsplit=1)[0] not in SAID_H
    if first == "y":
        return rest.isalpha() and rest not in VOWELS
    return bool(first) and first in VOWELS


def _speaks_french() -> bool:
    return (get_language() or "").startswith("fr")


@lru_cache(maxsize=2048)
def _day(day: date, pattern: str, in_french: bool) -> str:
    if not in_french:
        return date_format(day, pattern)
    written = format_date(day, pattern.translate(IN_FRENCH), locale=FRENCH)
    return written.replace("1", "1er", 1) if day.day == 1 else written


@lru_cache(maxsize=2048)
def _time(hour: int, minute: int, in_french: bool) -> str:
    if in_french:
        pattern = f"H{NO_BREAK}'h'" + (f"{NO_BREAK}mm" if minute else "")
        return format_time(time(hour, minute), pattern, locale=FRENCH)
    return f"{hour % 12 or 12}:{minute:02} {'am' if hour < 12 else 'pm'}"


def _moment(shown: datetime, in_french: bool) -> str:
    between = " à " if in_french else ", "
    said_time = _time(shown.hour, shown.minute, in_french)
    return f"{_day(shown.date(), DAY_OF_YEAR, in_french)}{between}{said_time}"


def _zone_at(shown: datetime, zone_name: str, in_french: bool) -> str:
    return _zone(zone_name, shown.utcoffset() or timedelta(), in_french)


@lru_cache(maxsize=512)
def _zone(name: str, offset: timedelta, in_french: bool) -> str:
    if in_french:
        city = get_timezone_location(ZoneInfo(name), locale=FRENCH, return_city=True)
        of = "d’" if begins_with_vowel(city) else "de "
        return f"heure {of}{city} (UTC{_offset(offset)})"
    city = name.rpartition("/")[2].replace("_", " ")
    return f"{city} time (UTC{_offset(offset)})"


@lru_cache(maxsize=512)
def _money(amount: Decimal, in_french: bool) -> str:
    if in_french:
        return format_currency(amount, "CAD", locale=FRENCH)
    return f"${number_format(amount, decimal_pos=2, force_grouping=True)}"


def _offset(ahead: timedelta) -> str:
    minutes = int(ahead.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"{sign}{hours}" + (f":{rest:02}" if rest else "")
