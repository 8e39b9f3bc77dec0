"""Times and money as English and French say them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils.translation import override

from booking.templatetags.clinic_time import (
    begins_with_vowel,
    clinic_date,
    clinic_moment,
    clinic_time,
    clinic_zone,
    day_as,
    money,
    short_moment,
    spoken_time,
)
from locations.models import Location

MAY = datetime(2027, 5, 4, 20, 30, tzinfo=UTC)
MARCH = datetime(2027, 3, 1, 17, 0, tzinfo=UTC)
VANCOUVER = Location(zone_name="America/Vancouver")
# A space that does not break, as French has before units.
_ = "\u00a0"


def both(written: Callable[[], str]) -> tuple[str, str]:
    """What `written` answers in English and in French."""
    said = []
    for language in ("en-ca", "fr-ca"):
        with override(language):
            said.append(written())
    return said[0], said[1]


@pytest.mark.parametrize(
    ("moment", "english", "french"),
    [(MAY, "Tuesday 4 May", "mardi 4 mai"), (MARCH, "Monday 1 March", "lundi 1er mars")],
)
def test_it_says_days(moment: datetime, english: str, french: str) -> None:
    assert both(lambda: clinic_date(moment, VANCOUVER)) == (english, french)


@pytest.mark.parametrize(
    ("wall", "english", "french"),
    [
        (time(13, 30), "1:30 pm", f"13{_}h{_}30"),
        (time(9, 5), "9:05 am", f"9{_}h{_}05"),
        (time(9, 0), "9:00 am", f"9{_}h"),
        (time(0, 0), "12:00 am", f"0{_}h"),
        (time(12, 0), "12:00 pm", f"12{_}h"),
    ],
)
def test_it_says_times(wall: time, english: str, french: str) -> None:
    assert both(lambda: spoken_time(wall)) == (english, french)


def test_it_says_moments() -> None:
    said = both(lambda: clinic_moment(MAY, VANCOUVER))
    assert said == ("Tuesday 4 May 2027, 1:30 pm", f"mardi 4 mai 2027 à 13{_}h{_}30")


def test_it_says_short_moments() -> None:
    assert both(lambda: short_moment(MAY)) == ("4 May 8:30 pm", f"4 mai 20{_}h{_}30")


@pytest.mark.parametrize(
    ("zone", "english", "french"),
    [
        ("America/Vancouver", "Vancouver time (UTC−7)", "heure de Vancouver (UTC−7)"),
        ("America/Edmonton", "Edmonton time (UTC−6)", "heure d’Edmonton (UTC−6)"),
        ("America/St_Johns", "St Johns time (UTC−2:30)", "heure de St. John’s (UTC−2:30)"),
    ],
)
def test_it_names_zones(zone: str, english: str, french: str) -> None:
    assert both(lambda: clinic_zone(MAY, Location(zone_name=zone))) == (english, french)


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [
        (Decimal(95), "$95.00", f"95,00{_}$"),
        (Decimal("1195.50"), "$1,195.50", f"1{_}195,50{_}$"),
    ],
)
def test_it_says_money(amount: Decimal, english: str, french: str) -> None:
    assert both(lambda: money(amount)) == (english, french)


def test_it_does_not_mix_languages_up_in_what_it_keeps() -> None:
    for _turn in range(2):
        assert len(set(both(lambda: clinic_time(MAY, VANCOUVER)))) == 2


@pytest.mark.parametrize(
    "name", ["Alice", "Émile", "œil", "Île", "Hélène", "Henri", "Huguette", "Yves", "Yvette"]
)
def test_it_elides_before_vowels(name: str) -> None:
    assert begins_with_vowel(name)


@pytest.mark.parametrize(
    "name", ["Sam", "Hugo", "Harry-Paul", "Heather", "Yann", "Yaël", "Y", "", "1"]
)
def test_it_elides_before_nothing_else(name: str) -> None:
    assert not begins_with_vowel(name)


@pytest.mark.parametrize(
    ("day", "pattern", "english", "french"),
    [
        (date(2027, 5, 6), "D j M", "Thu 6 May", "jeu. 6 mai"),
        (date(2027, 6, 1), "j F Y", "1 June 2027", "1er juin 2027"),
        (date(2027, 6, 1), "j", "1", "1er"),
        (date(2027, 2, 21), "l j F", "Sunday 21 February", "dimanche 21 février"),
        (None, "j M Y", "", ""),
    ],
)
def test_it_writes_a_day_by_a_pattern(
    day: date | None, pattern: str, english: str, french: str
) -> None:
    assert both(lambda: day_as(day, pattern)) == (english, french)
