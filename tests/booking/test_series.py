"""A course is planned: the wished time of each date, or what comes closest."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from booking import lifecycle
from booking.plan import Choice
from booking.series.numbering import place_in_series
from booking.series.planning import PlannedDate, Possible, Wish, plan_dates, wished_starts
from tests.booking.courses import book_course, sessions_of, weekly
from tests.factories import NOW, Clinic, desk, make_patient
from therapists.models import TimeOff, WeeklyShift

TORONTO = ZoneInfo("America/Toronto")


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic(therapists=2, rooms=2)


def plan(
    clinic: Clinic, starts: list[datetime], therapist: str | None = "maya", **how: Any
) -> list[PlannedDate]:
    """With Maya, unless somebody else, or anybody (None), is asked for."""
    slug = clinic.therapist.slug if therapist == "maya" else therapist
    choice = Choice(clinic.location.slug, clinic.treatment.slug, 60, by_staff=True)
    wishes = [Wish(at, slug) for at in starts]
    return plan_dates(choice, wishes, **{"now": NOW, **how}).dates


def said(clinic: Clinic, found: Sequence[Possible]) -> list[str]:
    """Tue 10:00 maya"""
    zone = clinic.location.zone
    names = {one.slug: name for one, name in zip(clinic.therapists, ("maya", "jonas"), strict=True)}
    return [f"{one.at.astimezone(zone):%a %H:%M} {names[one.therapist.slug]}" for one in found]


def test_the_wall_time_stays_when_clocks_change() -> None:
    first = datetime(2027, 3, 2, 15, 0, tzinfo=UTC)  # 10:00 in Toronto, before the change
    starts = wished_starts(first, TORONTO, count=3, every_weeks=1)
    assert [f"{at.astimezone(TORONTO):%d %b %H:%M}" for at in starts] == [
        "02 Mar 10:00",
        "09 Mar 10:00",
        "16 Mar 10:00",
    ]
    assert starts[2] - starts[1] == timedelta(days=7, hours=-1)


@pytest.mark.parametrize("every_weeks", [1, 2, 3, 4])
def test_it_comes_every_so_many_weeks(every_weeks: int) -> None:
    first = datetime(2027, 5, 4, 14, 0, tzinfo=UTC)
    starts = wished_starts(first, TORONTO, count=12, every_weeks=every_weeks)
    days = [at.astimezone(TORONTO).date() for at in starts]
    assert days[-1] - days[0] == timedelta(weeks=11 * every_weeks)


def test_what_is_free_is_as_wished(clinic: Clinic) -> None:
    starts = weekly(clinic)
    dates = plan(clinic, starts)
    assert [one.wished.at for one in dates if one.wished] == starts
    assert [list(one.alternatives) for one in dates] == [[], [], []]


def test_what_is_taken_has_alternatives(clinic: Clinic) -> None:
    clinic.book(clinic.at(10, days=8))
    first, second, _ = plan(clinic, weekly(clinic))
    assert first.wished is not None
    assert second.wished is None
    assert said(clinic, second.alternatives) == [
        "Tue 10:00 jonas",
        "Tue 11:15 maya",
        "Tue 11:30 maya",
        "Tue 11:45 maya",
        "Mon 10:00 maya",
        "Wed 10:00 maya",
    ]


def test_the_room_counts(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=1)
    clinic.book(clinic.at(10), therapist=clinic.therapists[1])
    assert plan(clinic, [clinic.at(10)])[0].wished is None


def test_the_patient_cannot_be_in_two_places(clinic: Clinic) -> None:
    alice = make_patient()
    clinic.book(clinic.at(10), alice, therapist=clinic.therapists[1])
    (planned,) = plan(clinic, [clinic.at(10)], patient=alice.pk)
    assert planned.wished is None
    assert "Tue 10:00 maya" not in said(clinic, planned.alternatives)


def test_when_the_therapist_is_away_that_day_others_and_other_days_remain(clinic: Clinic) -> None:
    TimeOff.objects.create(
        therapist=clinic.therapist, starts_at=clinic.at(0), ends_at=clinic.at(0, days=2)
    )
    (planned,) = plan(clinic, [clinic.at(10)])
    assert said(clinic, planned.alternatives) == [
        "Tue 10:00 jonas",
        "Mon 10:00 maya",
        "Wed 10:00 maya",
    ]


def test_when_nothing_is_close_it_looks_a_few_days_around(clinic: Clinic) -> None:
    WeeklyShift.objects.exclude(weekday=3).delete()
    (planned,) = plan(clinic, [clinic.at(7)])
    assert said(clinic, planned.alternatives) == [
        "Thu 09:00 jonas",
        "Thu 09:15 jonas",
        "Thu 09:30 jonas",
    ]


def test_when_nothing_is_free_at_all_it_says_so(clinic: Clinic) -> None:
    WeeklyShift.objects.all().delete()
    (planned,) = plan(clinic, [clinic.at(10)])
    assert (planned.wished, planned.alternatives) == (None, [])


def test_without_any_therapist_there_is_nothing(clinic: Clinic) -> None:
    clinic.treatment.therapists.clear()
    assert plan(clinic, [clinic.at(10)], None)[0].wished is None


def test_who_takes_anybody_gets_the_same_one_every_time(clinic: Clinic) -> None:
    maya, jonas = clinic.therapists
    clinic.book(clinic.at(10), therapist=jonas)  # Maya is the only one for the first date
    clinic.book(clinic.at(10, days=8), therapist=maya)
    clinic.book(clinic.at(10, days=15), therapist=maya)
    dates = plan(clinic, weekly(clinic, count=4), None)
    given = [one.wished.therapist.slug for one in dates if one.wished]
    assert given == [maya.slug, jonas.slug, jonas.slug, jonas.slug]


def test_nothing_is_offered_in_the_past(clinic: Clinic) -> None:
    clinic.set_policy(notice_minutes=0)
    clinic.book(clinic.at(9, days=0))
    (planned,) = plan(clinic, [clinic.at(9, days=0)], now=clinic.at(9, 20, days=0))
    starts = said(clinic, planned.alternatives)
    assert starts[0] == "Mon 10:15 maya"
    assert not [one for one in starts if one.startswith("Sun")]


def test_a_date_that_is_over_is_not_to_be_had(clinic: Clinic) -> None:
    assert plan(clinic, [clinic.at(10)], now=clinic.at(10, 1))[0].wished is None


def test_it_looks_a_year_ahead_and_no_further(clinic: Clinic) -> None:
    near, far = plan(clinic, [clinic.at(10, days=300), clinic.at(10, days=400)])
    assert near.wished is not None
    assert (far.wished, far.alternatives) == (None, [])


def test_it_marks_what_needs_a_reason(clinic: Clinic) -> None:
    near, far = plan(clinic, [clinic.at(10), clinic.at(10, days=100)])
    assert near.wished is not None
    assert near.wished.within_policy
    assert far.wished is not None
    assert not far.wished.within_policy


def test_a_time_off_the_grid_has_the_nearest_on_it(clinic: Clinic) -> None:
    (planned,) = plan(clinic, [clinic.at(10) + timedelta(minutes=7)])
    assert planned.wished is None
    assert "Tue 10:00 maya" in said(clinic, planned.alternatives)


def test_sessions_that_move_are_not_in_their_own_way(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10))
    later = [clinic.at(10, 30)]
    assert plan(clinic, later)[0].wished is None
    assert plan(clinic, later, ignoring=[booked.pk])[0].wished is not None


def test_a_skipped_wall_time_has_alternatives(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=2, zone_name="America/Toronto")
    clinic.open_all_day()
    first = datetime.combine(date(2027, 3, 7), time(2, 30), tzinfo=TORONTO)
    starts = wished_starts(first, TORONTO, count=2, every_weeks=1)  # the second is skipped
    ordinary, skipped = plan(clinic, starts, now=datetime(2027, 3, 1, 12, 0, tzinfo=UTC))
    assert ordinary.wished is not None
    assert skipped.wished is not None
    assert f"{skipped.wished.at.astimezone(TORONTO):%H:%M}" == "03:00"


@pytest.mark.parametrize(("count", "every_weeks"), [(2, 1), (12, 4)])
def test_two_queries_whatever_the_length(
    clinic: Clinic,
    count: int,
    every_weeks: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    starts = wished_starts(clinic.at(10), TORONTO, count=count, every_weeks=every_weeks)
    with django_assert_num_queries(2):
        plan(clinic, starts, None)


@pytest.mark.django_db(transaction=True)
def test_whatever_is_planned_can_be_booked() -> None:
    clinic = Clinic(therapists=2, rooms=2)
    for days in (8, 15):
        clinic.book(clinic.at(10, days=days))
    dates = plan(clinic, weekly(clinic, count=4))
    alternatives = [one for planned in dates for one in planned.alternatives]
    assert alternatives
    by_slug = {one.slug: one for one in clinic.therapists}
    for one in alternatives:
        book_course(
            clinic,
            [lifecycle.Session(clinic.option, by_slug[one.therapist.slug], one.at)],
        )
        clinic.location.appointments.filter(starts_at=one.at).update(status="cancelled")


@pytest.mark.django_db(transaction=True)
def test_each_session_knows_its_place() -> None:
    clinic = Clinic()
    series = book_course(clinic)
    first, second, third = sessions_of(series)
    assert str(place_in_series(third)) == "session 3 of 3"
    lifecycle.cancel(appointment=first, now=NOW, actor=desk())
    first.refresh_from_db()
    assert place_in_series(first) is None
    assert str(place_in_series(second)) == "session 1 of 2"
    assert place_in_series(clinic.book(clinic.at(14))) is None
