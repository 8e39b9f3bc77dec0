"""Booked hours over offered hours, by therapist, location, weekday and hour of the wall clock."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from booking.models import Status
from frontdesk.reports.hours import answer, booked_hours
from frontdesk.reports.offered import Place, offered_hours
from frontdesk.reports.week_hours import HOUR, WeekHour, seconds_by_hour
from locations.models import Closure
from tests.booking.obvious_model import ObviousModel
from tests.booking.random_clinics import build, facts, undone
from tests.factories import MONDAY, NOW, Clinic, make_location, make_shift, make_therapist
from tests.frontdesk.obvious_hours import (
    booked_intervals,
    minutes_by_hour,
    offered_intervals,
)
from tests.frontdesk.report_rows import LATER, put, scope
from therapists.models import ShiftChange, TimeOff, WeeklyShift

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
# The clocks of Toronto go back at two in the morning of this Sunday.
AUTUMN = date(2026, 11, 1)


@pytest.fixture
def clinic() -> Clinic:
    """One therapist, nine to five every day: 56 hours in the week of MONDAY."""
    return Clinic()


def offered(clinic: Clinic, **when: Any) -> float:
    return offered_hours(scope(clinic.location, **when)).seconds.total() / HOUR


def booked(clinic: Clinic, **when: Any) -> float:
    return booked_hours(scope(clinic.location, **when)).seconds.total() / HOUR


def test_it_offers_shifts(clinic: Clinic) -> None:
    assert offered(clinic) == 56


def test_it_offers_no_more_than_the_opening_hours(clinic: Clinic) -> None:
    clinic.location.opening_hours.update(closes=time(12))
    assert offered(clinic) == 7 * 3


def test_it_takes_time_off_away(clinic: Clinic) -> None:
    TimeOff.objects.create(
        therapist=clinic.therapist, starts_at=clinic.at(16), ends_at=clinic.at(10, days=2)
    )
    assert offered(clinic) == 56 - 2


def test_it_takes_closures_away(clinic: Clinic) -> None:
    Closure.objects.create(
        location=clinic.location, starts_at=clinic.at(16, days=-1), ends_at=clinic.at(10, days=0)
    )
    assert offered(clinic) == 56 - 1


def test_it_takes_closures_and_time_off_away_once(clinic: Clinic) -> None:
    away = {"starts_at": clinic.at(9), "ends_at": clinic.at(12)}
    Closure.objects.create(location=clinic.location, **away)
    TimeOff.objects.create(therapist=clinic.therapist, **away)
    assert offered(clinic) == 53


def test_a_dated_change_replaces_the_shift(clinic: Clinic) -> None:
    ShiftChange.objects.create(therapist=clinic.therapist, date=MONDAY)
    ShiftChange.objects.create(
        therapist=clinic.therapist,
        date=MONDAY + DAY,
        location=clinic.location,
        starts=time(9),
        ends=time(10),
    )
    assert offered(clinic) == 56 - 8 - 7


def test_it_counts_only_the_period_of_a_shift_over_midnight() -> None:
    clinic = Clinic()
    clinic.open_all_day()
    WeeklyShift.objects.filter(therapist=clinic.therapist).exclude(weekday=6).delete()
    WeeklyShift.objects.update(starts=time(22), ends=time(6))
    # Of the Sunday before only Monday's hours, of the Sunday inside only its own.
    assert offered(clinic) == 6 + 2


def test_who_left_offers_nothing_from_now_on(clinic: Clinic) -> None:
    clinic.therapist.is_active = False
    clinic.therapist.save()
    assert offered(clinic, now=clinic.at(12)) == 8 + 3
    assert offered(clinic, now=LATER) == 56
    assert offered(clinic, now=NOW - 30 * DAY) == 0


@pytest.mark.parametrize(
    "status", [Status.BOOKED, Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED]
)
def test_it_counts_sessions_without_turnover(clinic: Clinic, status: Status) -> None:
    put(clinic, clinic.at(9), status, minutes=90)
    assert booked(clinic) == 1.5


def test_it_leaves_holds_and_cancellations_out(clinic: Clinic) -> None:
    clinic.hold(clinic.at(9))
    put(clinic, clinic.at(11), Status.CANCELLED)
    assert booked(clinic) == 0


def test_no_shows_stand_apart(clinic: Clinic) -> None:
    put(clinic, clinic.at(9), Status.NO_SHOW)
    found = booked_hours(scope(clinic.location))
    assert found.missed == {Place(clinic.therapist.pk, clinic.location.pk): HOUR}
    assert not found.pieces
    assert not found.seconds.total()


def test_a_session_over_midnight_is_cut_at_the_edge_of_the_period(clinic: Clinic) -> None:
    put(clinic, clinic.at(23, 30, days=-1), minutes=90)
    put(clinic, clinic.at(23, 30, days=6), minutes=90)
    assert booked(clinic) == 1.0 + 0.5


def test_a_long_session_counts_in_each_of_its_hours(clinic: Clinic) -> None:
    put(clinic, clinic.at(9, 45), minutes=90)
    found = seconds_by_hour(booked_hours(scope(clinic.location)).pieces.items())
    minutes = {its: seconds // 60 for its, seconds in found.items()}
    assert minutes == {WeekHour(1, 9): 15, WeekHour(1, 10): 60, WeekHour(1, 11): 15}


def test_the_hour_that_comes_twice_counts_twice() -> None:
    """Offered from 0:00 to 3:00, which is four hours; booked once before and once after."""
    clinic = Clinic(zone_name="America/Toronto")
    clinic.open_all_day()
    WeeklyShift.objects.update(ends=time(3))
    for hour in (5, 6):  # 1:00, and an hour later 1:00 again
        put(clinic, datetime(2026, 11, 1, hour, tzinfo=UTC), turnover=0)
    its = scope(clinic.location, first=AUTUMN, last=AUTUMN)
    sunday = [WeekHour(6, hour) for hour in range(4)]
    there = seconds_by_hour(offered_hours(its).pieces.items())
    taken = seconds_by_hour(booked_hours(its).pieces.items())
    assert [there[hour] / HOUR for hour in sunday] == [1, 2, 1, 0]
    assert [taken[hour] / HOUR for hour in sunday] == [0, 2, 0, 0]


def test_the_hour_that_is_skipped_counts_not_at_all() -> None:
    """At two the clocks show three: half of the session lies before and half after."""
    clinic = Clinic(zone_name="America/Toronto")
    clinic.open_all_day()
    put(clinic, datetime(2026, 3, 8, 6, 30, tzinfo=UTC))
    its = scope(clinic.location, first=date(2026, 3, 8), last=date(2026, 3, 8))
    taken = seconds_by_hour(booked_hours(its).pieces.items())
    assert {hour.hour: seconds / HOUR for hour, seconds in taken.items()} == {1: 0.5, 3: 0.5}
    assert offered_hours(its).seconds.total() / HOUR == 23


def test_each_location_counts_by_its_own_clock() -> None:
    west, east = Clinic(), Clinic(zone_name="America/Toronto")
    for clinic in (west, east):
        put(clinic, clinic.at(9))
    found = booked_hours(scope(west.location, east.location))
    assert seconds_by_hour(found.pieces.items()) == {WeekHour(1, 9): 2 * HOUR}


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(facts)
def test_it_counts_what_the_obvious_model_counts(given_facts: dict[str, Any]) -> None:
    with undone():
        clinic = build(given_facts)
        model = ObviousModel(
            location=clinic.location,
            option=clinic.option,
            therapist=None,
            first=clinic.first,
            days=clinic.days,
            now=clinic.now,
        )
        last = clinic.first + (clinic.days - 1) * DAY
        its = scope(clinic.location, first=clinic.first, last=last)
        for intervals, found in (
            (offered_intervals, offered_hours(its)),
            (booked_intervals, booked_hours(its)),
        ):
            expected = {one: intervals(model, one) for one in clinic.therapists}
            by_hour: Counter[WeekHour] = Counter()
            for one, its_intervals in expected.items():
                minutes = minutes_by_hour(model, its_intervals)
                by_hour += minutes
                place = Place(one.pk, clinic.location.pk)
                assert found.seconds[place] == minutes.total() * 60
            counted = seconds_by_hour(found.pieces.items())
            assert {hour: seconds // 60 for hour, seconds in counted.items()} == by_hour


def test_its_tables_put_both_side_by_side(clinic: Clinic) -> None:
    put(clinic, clinic.at(9), minutes=84)
    by_therapist, by_location, _ = answer(scope(clinic.location)).tables
    figures = (0.025, 1.4, 56.0, 0.0)
    assert by_therapist.rows == [(clinic.therapist.name, *figures)]
    assert by_location.rows == [(clinic.location.name, *figures)]
    assert by_location.total == ("All", *figures)


def test_it_lists_the_fullest_first_and_who_is_booked_without_a_shift_last() -> None:
    clinic = Clinic(therapists=2)
    busy = clinic.therapists[1]
    guest = make_therapist("guest")
    for hour, therapist in ((9, busy), (11, guest)):
        put(clinic, clinic.at(hour), therapist=therapist)
    table = answer(scope(clinic.location)).table("hours-by-therapist")
    assert [row[0] for row in table.rows] == [busy.name, clinic.therapist.name, guest.name]
    assert table.rows[-1][1] is None


def test_its_heat_map_shows_hours_with_anything_in_them(clinic: Clinic) -> None:
    put(clinic, clinic.at(9))
    put(clinic, clinic.at(18))
    heat_map = answer(scope(clinic.location)).table("hours-by-weekday").heat_map
    assert heat_map
    assert (heat_map.hour_names[0], heat_map.hour_names[-1]) == ("9 am", "6 pm")
    tuesday = heat_map.rows[1].cells
    assert (tuesday[0].text, tuesday[0].shade) == ("100%", "9")
    assert (tuesday[1].text, tuesday[1].shade) == ("0%", "0")
    assert (tuesday[-2].text, tuesday[-2].shade) == ("–", "closed")
    assert (tuesday[-1].text, tuesday[-1].shade) == ("1.0 h", "outside")


def test_its_file_has_a_row_for_each_hour(clinic: Clinic) -> None:
    table = answer(scope(clinic.location)).table("hours-by-weekday")
    assert len(table.rows) == 7 * 8
    assert table.rows[0] == ("Monday", "9 am", 0.0, 0.0, 1.0)


def test_it_narrows_to_one_therapists_own_figures() -> None:
    clinic = Clinic(therapists=2)
    own = clinic.therapists[1]
    put(clinic, clinic.at(9))
    put(clinic, clinic.at(11), therapist=own)
    table = answer(scope(clinic.location, therapist=own.pk)).table("hours-by-therapist")
    assert [row[0] for row in table.rows] == [own.name]
    assert table.total == ("All", 1 / 56, 1.0, 56.0, 0.0)


def test_it_asks_for_appointments_once(clinic: Clinic) -> None:
    make_location()
    with CaptureQueriesContext(connection) as asked:
        answer(scope(clinic.location))
    about_appointments = [one for one in asked if "booking_appointment" in one["sql"]]
    assert (len(about_appointments), len(asked)) == (1, 8)


def test_it_adds_up_a_year_of_fifty_therapists() -> None:
    location = make_location()
    for number in range(50):
        therapist = make_therapist()
        for weekday in range(7):
            make_shift(therapist, location, weekday, starts=time(8 + number % 4))
    year = scope(location, first=date(2026, 1, 1), last=date(2026, 12, 31))
    found = offered_hours(year)
    assert found.seconds.total() / HOUR == 365 * (13 * 9 + 13 * 8 + 12 * 7 + 12 * 6)
