"""What a location allows: notice, horizon and cut-offs, by its own clock and to the second."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking import policy
from booking.models import Appointment, BookingPolicy
from locations.models import Location
from tests.factories import Clinic
from timeline.minutes import moment_of

VANCOUVER, TORONTO = ZoneInfo("America/Vancouver"), ZoneInfo("America/Toronto")
SECOND = timedelta(seconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def rules(**fields: int) -> BookingPolicy:
    return BookingPolicy(**{"notice_minutes": 120, "horizon_days": 90, **fields})


HORIZONS = {
    "by day": ("2027-05-03 15:00", VANCOUVER, 1, "2027-05-05 07:00"),
    "late at night, the day after in UTC": ("2027-05-04 06:59", VANCOUVER, 1, "2027-05-05 07:00"),
    "after midnight at the clinic": ("2027-05-04 07:00", VANCOUVER, 1, "2027-05-06 07:00"),
    "over a change of clocks": ("2027-11-06 16:00", TORONTO, 1, "2027-11-08 05:00"),
    "a whole year": ("2027-05-03 15:00", VANCOUVER, 365, "2028-05-03 07:00"),
}


@pytest.mark.parametrize(
    ("now", "zone", "days", "expected"), HORIZONS.values(), ids=HORIZONS.keys()
)
def test_the_horizon_ends_at_a_midnight_of_the_clinic(
    now: str, zone: ZoneInfo, days: int, expected: str
) -> None:
    assert policy.horizon_end(rules(horizon_days=days), zone, utc(now)) == utc(expected)


NOW = utc("2027-05-03 15:00")
NOTICE = {
    "at the end of the notice": (timedelta(minutes=120), NOW, True),
    "a minute inside it": (timedelta(minutes=119), NOW, False),
    "a second inside it": (timedelta(minutes=120), NOW + SECOND, False),
    "long after": (timedelta(days=5), NOW, True),
    "in the last minute of the horizon": (timedelta(days=90, hours=15, minutes=59), NOW, True),
    "at the end of the horizon": (timedelta(days=90, hours=16), NOW, False),
    "in the past": (timedelta(days=-1), NOW, False),
}


@pytest.mark.parametrize(("ahead", "now", "expected"), NOTICE.values(), ids=NOTICE.keys())
def test_patients_book_inside_notice_and_horizon(
    ahead: timedelta, now: datetime, expected: bool
) -> None:
    inside = policy.within_notice_and_horizon(rules(), VANCOUVER, NOW + ahead, now)
    assert inside is expected


def test_without_notice_the_very_minute_can_be_booked() -> None:
    window = policy.start_window(rules(notice_minutes=0), VANCOUVER, now=NOW, by_staff=False)
    assert moment_of(window.earliest) == NOW


def test_the_desk_reaches_a_day_back_and_a_year_ahead() -> None:
    window = policy.start_window(rules(), VANCOUVER, now=NOW, by_staff=True)
    assert moment_of(window.earliest) == NOW - timedelta(days=1)
    assert moment_of(window.end) == NOW + timedelta(days=365)


@pytest.fixture
def booked(clinic: Clinic) -> Appointment:
    clinic.set_policy(cancel_cutoff_hours=24, reschedule_cutoff_hours=48)
    return clinic.book(clinic.at(10, days=7))


def test_each_cut_off_is_its_own(booked: Appointment) -> None:
    assert policy.cancel_until(booked) == booked.starts_at - timedelta(hours=24)
    assert policy.reschedule_until(booked) == booked.starts_at - timedelta(hours=48)


@pytest.mark.parametrize("late", [timedelta(), SECOND, timedelta(microseconds=1)])
def test_the_cut_off_itself_is_in_time(booked: Appointment, late: timedelta) -> None:
    in_time = late == timedelta()
    assert policy.may_cancel(booked, policy.cancel_until(booked) + late) is in_time
    assert policy.may_reschedule(booked, policy.reschedule_until(booked) + late) is in_time


def test_hours_before_are_hours_that_pass(db: None) -> None:
    """In the night the clocks go back, 24 hours before ten o'clock is eleven o'clock."""
    clinic = Clinic(zone_name="America/Toronto")
    sunday = datetime.combine(date(2027, 11, 7), clinic.at(10).timetz())
    booked = clinic.book(utc("2027-11-07 15:00"), now=sunday - timedelta(days=5))
    shown = policy.cancel_until(booked).astimezone(TORONTO)
    assert (shown.day, shown.hour) == (6, 11)


def test_a_location_without_a_policy_has_the_default_one(clinic: Clinic) -> None:
    BookingPolicy.objects.all().delete()
    location = Location.objects.get()
    assert policy.policy_of(location).notice_minutes == 120
    assert policy.policy_of(location).cancel_cutoff_hours == 24
