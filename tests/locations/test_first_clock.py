"""The clock of the admin: that of the first location, asked for only when it is looked at."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.forms.utils import from_current_timezone
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from locations.middleware import FirstClock
from tests.factories import make_location

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 7, 1, 9, tzinfo=UTC).replace(tzinfo=None)
# Before, in and after the hour that comes twice.
INSTANTS = [datetime(2025, 11, 2, hour, 30, tzinfo=UTC) for hour in (7, 8, 9, 10)]


def test_it_shows_what_the_first_location_shows() -> None:
    zone = ZoneInfo("America/Vancouver")
    make_location(zone_name=zone.key)
    shown = [moment.astimezone(FirstClock()) for moment in INSTANTS]
    expected = [moment.astimezone(zone) for moment in INSTANTS]
    assert [f"{one} {one.tzname()} {one.fold}" for one in shown] == [
        f"{one} {one.tzname()} {one.fold}" for one in expected
    ]


def test_it_understands_what_is_typed() -> None:
    make_location(zone_name="America/Vancouver")
    with timezone.override(FirstClock()):
        assert from_current_timezone(NINE).isoformat().endswith("-07:00")
        assert timezone.get_current_timezone_name() == "America/Vancouver"


def test_it_asks_once_and_late(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        clock = FirstClock()
    with django_assert_num_queries(1):
        assert [moment.astimezone(clock).hour for moment in INSTANTS] == [7, 8, 9, 10]
