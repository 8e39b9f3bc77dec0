"""Which appointments a change of shifts, rooms or opening hours has stranded."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pytest_django import DjangoAssertNumQueries

from booking.availability import find_start
from booking.models import Appointment, Status
from booking.plan import Choice
from booking.refusals import UnknownChoice
from booking.stranded import find_stranded
from locations.models import Closure, Location
from tests.booking.random_clinics import RandomClinic, build, facts, undone
from tests.booking.stranding import EDITS, Edit, appoint, close, off
from tests.factories import NOW, Clinic, make_location, make_room, make_shift
from therapists.models import ShiftChange, WeeklyShift
from timeline.intervals import Interval
from treatments.models import RoomTreatment

pytestmark = pytest.mark.django_db

A_DAY, AN_HOUR, A_MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def found(now: datetime = NOW, **scope: Any) -> list[Appointment]:
    return [one.appointment for one in find_stranded(now=now, **scope)]


def why(now: datetime = NOW) -> str:
    return " ".join(one.why for one in find_stranded(now=now))


def test_it_finds_nothing_where_all_fits(clinic: Clinic) -> None:
    appoint(clinic, clinic.at(9))
    appoint(clinic, clinic.at(16))
    assert found() == []


@pytest.mark.parametrize(("edit", "words"), EDITS.values(), ids=EDITS)
def test_it_says_what_no_longer_fits(clinic: Clinic, edit: Edit, words: str) -> None:
    stranded = appoint(clinic, clinic.at(10))
    edit(clinic)
    assert found() == [stranded]
    assert words in why()


def test_it_names_the_therapist_and_the_place(clinic: Clinic) -> None:
    appoint(clinic, clinic.at(10))
    clinic.therapist.weekly_shifts.all().delete()
    name = clinic.therapist.first_name
    assert why() == f"{name} does not work at {clinic.location} then."


def test_it_gives_every_reason(clinic: Clinic) -> None:
    appoint(clinic, clinic.at(10))
    off(clinic, clinic.at(9), clinic.at(12))
    clinic.location.rooms.update(is_active=False)
    assert why() == f"{clinic.therapist.first_name} is away then. Room 1 is no longer in use."


EDGES = {
    "right before": (9, 10, False),
    "overlapping the start": (9, 10.25, True),
    "inside": (10.25, 10.5, True),
    "exactly the same": (10, 11, True),
    "around": (9, 12, True),
    "overlapping the end": (10.75, 12, True),
    "right after": (11, 12, False),
}


@pytest.mark.parametrize("make", [off, close])
@pytest.mark.parametrize(("start", "end", "touches"), EDGES.values(), ids=EDGES)
def test_what_closes_strands_what_it_touches(
    clinic: Clinic, make: Any, start: float, end: float, touches: bool
) -> None:
    appoint(clinic, clinic.at(10))
    make(clinic, clinic.at(0) + start * AN_HOUR, clinic.at(0) + end * AN_HOUR)
    assert bool(found()) == touches


@pytest.mark.parametrize(
    ("starts", "ends", "fits"),
    [("10:00", "11:00", True), ("10:01", "17:00", False), ("09:00", "10:59", False)],
)
def test_a_session_lies_inside_the_shift(
    clinic: Clinic, starts: str, ends: str, fits: bool
) -> None:
    appoint(clinic, clinic.at(10))
    clinic.therapist.weekly_shifts.update(starts=starts, ends=ends)
    assert bool(found()) != fits


def test_two_shifts_that_touch_hold_a_session(clinic: Clinic) -> None:
    appoint(clinic, clinic.at(10))
    clinic.therapist.weekly_shifts.update(ends=time(10, 30))
    make_shift(clinic.therapist, clinic.location, 1, time(10, 30), time(12))
    assert found() == []


def test_a_change_of_the_date_replaces_the_shifts(clinic: Clinic) -> None:
    appoint(clinic, clinic.at(18))
    assert found()
    change = {"starts": time(18), "ends": time(20), "location": clinic.location}
    day = clinic.at(18).astimezone(clinic.location.zone).date()
    ShiftChange.objects.create(therapist=clinic.therapist, date=day, **change)
    assert found() == []


def test_a_night_shift_of_the_day_before_holds_a_session(clinic: Clinic) -> None:
    clinic.open_all_day()
    clinic.therapist.weekly_shifts.update(starts=time(22), ends=time(6))
    appoint(clinic, clinic.at(23, 30))
    appoint(clinic, clinic.at(4))
    late = appoint(clinic, clinic.at(6))
    assert found() == [late]


@pytest.mark.parametrize("status", [Status.BOOKED, Status.ARRIVED, Status.IN_SESSION])
def test_it_looks_at_all_that_is_agreed(clinic: Clinic, status: Status) -> None:
    appoint(clinic, clinic.at(10), status=status)
    off(clinic, clinic.at(9), clinic.at(12))
    assert found()


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.COMPLETED, Status.NO_SHOW])
def test_it_leaves_out_what_is_done_with(clinic: Clinic, status: Status) -> None:
    appoint(clinic, clinic.at(10), status=status)
    off(clinic, clinic.at(9), clinic.at(12))
    assert found() == []


def test_it_looks_until_the_session_is_over(clinic: Clinic) -> None:
    appointment = appoint(clinic, clinic.at(10))
    off(clinic, clinic.at(9), clinic.at(12))
    assert found(appointment.ends_at - A_MINUTE)
    assert not found(appointment.ends_at)


def test_it_looks_at_live_holds_only_when_asked(clinic: Clinic) -> None:
    until = NOW + 10 * A_MINUTE
    appoint(clinic, clinic.at(10), status=Status.HELD, expires_at=until)
    off(clinic, clinic.at(9), clinic.at(12))
    assert not found()
    assert found(with_holds=True)
    assert not found(until, with_holds=True)


def test_it_keeps_to_the_scope(clinic: Clinic) -> None:
    other = Clinic()
    mine, theirs = appoint(clinic, clinic.at(10)), appoint(other, other.at(14))
    WeeklyShift.objects.all().delete()
    assert found() == [mine, theirs]
    assert found(location=clinic.location) == [mine]
    assert found(therapist=other.therapist) == [theirs]
    assert found(room=other.location.rooms.get()) == [theirs]
    assert found(interval=Interval(clinic.at(10, 59), clinic.at(12))) == [mine]
    assert found(appointments=[theirs.pk]) == [theirs]


def test_rooms_that_suit_the_treatment_too_are_fine(clinic: Clinic) -> None:
    appoint(clinic, clinic.at(10))
    RoomTreatment.objects.create(room=clinic.location.rooms.get(), treatment=clinic.treatment)
    assert found() == []


@pytest.mark.parametrize("zone_name", ["America/Toronto", "Europe/London", "Asia/Kathmandu"])
def test_it_reads_shifts_by_the_locations_clock(zone_name: str, db: None) -> None:
    clinic = Clinic(zone_name=zone_name)
    first, last = appoint(clinic, clinic.at(9)), appoint(clinic, clinic.at(16))
    assert found() == []
    clinic.therapist.weekly_shifts.update(starts=time(9, 5), ends=time(16, 55))
    assert found() == [first, last]


def test_it_follows_the_change_of_the_clocks(db: None) -> None:
    clinic = Clinic(zone_name="America/Toronto")
    winter = appoint(clinic, clinic.at(9, days=200))
    summer = appoint(clinic, clinic.at(9, days=10))
    assert (winter.starts_at - summer.starts_at) % A_DAY == AN_HOUR
    assert found() == []


def test_it_asks_a_fixed_number_of_queries(
    clinic: Clinic, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    places = [clinic, Clinic(therapists=2), Clinic(zone_name="Europe/London")]
    for place in places:
        make_room(make_location())
        for day in range(1, 9):
            appoint(place, place.at(10, days=day))
        close(place, place.at(10), place.at(12, days=3))
    with django_assert_max_num_queries(14):
        assert len(found()) == 9


def test_closures_of_another_place_do_not_matter(clinic: Clinic) -> None:
    appoint(clinic, clinic.at(10))
    elsewhere: Location = make_location()
    Closure.objects.create(location=elsewhere, starts_at=clinic.at(9), ends_at=clinic.at(12))
    assert found() == []


def bookable(clinic: RandomClinic, appointment: Appointment) -> bool:
    """Whether availability would give it this very session, therapist and room today."""
    choice = Choice(
        location=clinic.location.slug,
        treatment=appointment.treatment.slug,
        duration=appointment.minutes,
        therapist=appointment.therapist.slug,
        by_staff=True,
        agreed_turnover=0,
        room=appointment.room_id,
    )
    try:
        plan = find_start(choice, appointment.starts_at, now=clinic.now, ignoring=appointment.pk)
    except UnknownChoice:
        return False
    return plan[1] is not None


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(facts)
def test_stranded_is_what_availability_would_not_book(given_facts: dict[str, Any]) -> None:
    policy = {"start_step_minutes": 5, "notice_minutes": 0, "horizon_days": 7}
    with undone():
        clinic = build(given_facts | {"policy": policy})
        coming = Appointment.objects.coming(clinic.now).to_show()
        stranded = {one for one in coming if not bookable(clinic, one)}
        assert set(found(clinic.now)) == stranded
