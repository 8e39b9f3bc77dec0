"""No-shows and late cancellations: counts and shares of what was due, per therapist, over time."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from booking.models import Status
from frontdesk.reports.missed import Due, answer, missed_appointments
from tests.factories import Clinic
from tests.frontdesk.report_rows import put, scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


STATES = {
    "completed": (Status.COMPLETED, {}, Due(1, 0, 0)),
    "arrived": (Status.ARRIVED, {}, Due(1, 0, 0)),
    "over and not marked": (Status.BOOKED, {}, Due(1, 0, 0)),
    "no-show": (Status.NO_SHOW, {}, Due(1, 1, 0)),
    "cancelled late": (Status.CANCELLED, {"cancelled_late": True}, Due(1, 0, 1)),
    "cancelled in time": (Status.CANCELLED, {}, None),
}


@pytest.mark.parametrize(("status", "fields", "expected"), STATES.values(), ids=STATES.keys())
def test_it_counts(
    clinic: Clinic, status: Status, fields: dict[str, Any], expected: Due | None
) -> None:
    put(clinic, clinic.at(9), status, **fields)
    found = missed_appointments(scope(clinic.location)).by_therapist
    assert found == ([(clinic.therapist.name, expected)] if expected else [])


def test_what_has_not_begun_is_not_due(clinic: Clinic) -> None:
    put(clinic, clinic.at(9), Status.BOOKED)
    put(clinic, clinic.at(9), Status.CANCELLED, cancelled_late=True)
    before = clinic.at(9) - timedelta(minutes=1)
    assert missed_appointments(scope(clinic.location, now=before)).by_therapist == []
    at_nine = missed_appointments(scope(clinic.location, now=clinic.at(9)))
    assert at_nine.by_therapist == [(clinic.therapist.name, Due(2, 0, 1))]


def test_it_counts_weeks_by_the_clinics_clock() -> None:
    """On the Sunday in Toronto it is Monday in UTC."""
    clinic = Clinic(zone_name="America/Toronto")
    put(clinic, clinic.at(22, days=6), Status.NO_SHOW)
    put(clinic, clinic.at(9, days=7))
    found = missed_appointments(scope(clinic.location, last=date(2027, 5, 16)))
    assert found.over_time == {0: Due(1, 1, 0), 1: Due(1, 0, 0)}


def test_it_keeps_to_the_clock_after_it_has_changed() -> None:
    """Half past eleven at night is another hour in UTC in October and in November."""
    clinic = Clinic(zone_name="America/Toronto")
    for day in (date(2026, 10, 25), date(2026, 11, 8)):  # Sundays
        put(clinic, clinic.at(23, 30, days=(day - date(2027, 5, 3)).days), Status.NO_SHOW)
    its = scope(clinic.location, first=date(2026, 10, 19), last=date(2026, 11, 15))
    assert [*missed_appointments(its).over_time] == [0, 2]


def test_a_year_is_shown_by_month(clinic: Clinic) -> None:
    put(clinic, clinic.at(9), Status.NO_SHOW)
    year = scope(clinic.location, first=date(2026, 5, 15), last=date(2027, 5, 14))
    table = answer(year).table("missed-over-time")
    assert table.columns[0].title == "Month"
    assert [row[0] for row in table.rows][::12] == ["May 2026", "May 2027"]
    assert table.rows[-1][1:4] == (1.0, 1, 1)


def test_it_lists_the_largest_share_first() -> None:
    clinic = Clinic(therapists=2)
    often, always = clinic.therapists
    for hour, status in ((9, Status.NO_SHOW), (11, Status.NO_SHOW), (13, Status.COMPLETED)):
        put(clinic, clinic.at(hour), status, therapist=often)
    put(clinic, clinic.at(15), Status.NO_SHOW, therapist=always)
    table = answer(scope(clinic.location)).table("missed-by-therapist")
    assert [row[0] for row in table.rows] == [always.name, often.name]
    assert table.total == ("All", 3 / 4, 4, 3, 3 / 4, 0, 0.0)


def test_it_says_it_in_a_sentence(clinic: Clinic) -> None:
    put(clinic, clinic.at(9), Status.NO_SHOW)
    put(clinic, clinic.at(11))
    assert answer(scope(clinic.location)).summary == (
        "1 no-show and 0 late cancellations of 2 due appointments: 50.0%."
    )


def test_it_is_one_query(clinic: Clinic, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    put(clinic, clinic.at(9))
    with django_assert_num_queries(1):
        answer(scope(clinic.location))
