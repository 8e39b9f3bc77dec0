"""When a therapist works, and where: the shifts of a day, the breaks between them, time off."""

from datetime import date, time, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from locations.models import Location
from roster.day import Day, LineKind, load_days, load_schedule
from roster.hours import Span
from tests.factories import MONDAY, NOW, Clinic, make_location, make_shift, make_therapist
from therapists.models import ShiftChange, Therapist, TimeOff
from timeline.wall import day_interval, local_date
from treatments.safety import CAUTIONS

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def place(db: None) -> Location:
    return make_location("port-moody")


@pytest.fixture
def maya(place: Location) -> Therapist:
    """Mondays from nine to five."""
    therapist = make_therapist("maya-chen")
    make_shift(therapist, place)
    return therapist


def shown(therapist: Therapist, day: date) -> Day:
    (found,) = load_days(therapist, [day], now=NOW)
    return found


def home(therapist: Therapist) -> Location | None:
    return load_schedule(therapist, Span.of_today(NOW), now=NOW).hours.home


def hours(day: Day) -> list[str]:
    return [
        f"{shift.time.start.astimezone(shift.location.zone):%H:%M}-"
        f"{shift.time.end.astimezone(shift.location.zone):%H:%M} {shift.location.slug}"
        for shift in day.shifts
    ]


def kinds(day: Day) -> list[tuple[str, str]]:
    return [(line.kind.value, line.length) for line in day.lines]


def test_today_is_whole_wherever_home_and_the_session_are() -> None:
    ends_of_the_world = [ZoneInfo(f"Etc/GMT{hours:+}") for hours in (-14, -5, 0, 3, 12)]
    for hour in range(24):
        now = NOW + timedelta(hours=hour)
        span = Span.of_today(now)
        for home, there in product(ends_of_the_world, repeat=2):
            day = local_date(now, home)
            assert span.first <= day <= span.last
            whole = day_interval(day, there)
            assert span.since <= whole.start
            assert whole.end <= span.until


def test_it_shows_the_weekly_shift_on_its_day_only(maya: Therapist) -> None:
    assert hours(shown(maya, MONDAY)) == ["09:00-17:00 port-moody"]
    assert hours(shown(maya, TUESDAY)) == []


def test_a_change_replaces_the_shifts_at_every_location(maya: Therapist) -> None:
    other = make_location("coquitlam")
    ShiftChange.objects.create(
        therapist=maya, date=MONDAY, location=other, starts=time(12), ends=time(15)
    )
    assert hours(shown(maya, MONDAY)) == ["12:00-15:00 coquitlam"]


def test_a_shift_past_midnight_is_shown_on_both_days(maya: Therapist, place: Location) -> None:
    maya.weekly_shifts.update(starts=time(20), ends=time(2))
    assert hours(shown(maya, MONDAY)) == ["20:00-00:00 port-moody"]
    assert hours(shown(maya, TUESDAY)) == ["00:00-02:00 port-moody"]


def test_a_break_lies_between_two_shifts(maya: Therapist) -> None:
    make_shift(maya, make_location("coquitlam"), starts=time(18), ends=time(20))
    day = shown(maya, MONDAY)
    assert kinds(day) == [("free", "8 hours"), ("break", "1 hour"), ("free", "2 hours")]
    assert day.several_locations


def test_time_off_is_cut_to_the_hours_of_work(maya: Therapist, place: Location) -> None:
    whole_day = day_interval(MONDAY, place.zone)
    TimeOff.objects.create(therapist=maya, starts_at=whole_day.start, ends_at=whole_day.end)
    assert kinds(shown(maya, MONDAY)) == [("away", "8 hours")]


def test_a_start_that_somebody_is_booking_is_not_free(clinic: Clinic) -> None:
    clinic.hold(clinic.at(9))
    day = shown(clinic.therapist, TUESDAY)
    assert [line.kind for line in day.lines] == [LineKind.HELD, LineKind.FREE]
    assert day.sessions == []


def test_a_clinic_without_a_location_has_empty_days(db: None) -> None:
    therapist = make_therapist()
    assert shown(therapist, MONDAY).lines == []
    assert home(therapist) is None


def test_today_is_told_by_the_clock_where_the_week_begins(maya: Therapist) -> None:
    early = make_location("aachen", zone_name="Europe/Berlin")
    make_shift(maya, early, weekday=1)
    make_shift(make_therapist(), early)
    place = home(maya)
    assert place
    assert place.slug == "port-moody"


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic()


def test_every_caution_has_its_icon() -> None:
    icons = Path(settings.BASE_DIR, "static/drawings/icons.svg").read_text()
    assert [one.icon for one in CAUTIONS if f'id="{one.icon}"' not in icons] == []
