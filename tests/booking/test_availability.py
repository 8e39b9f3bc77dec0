"""Availability by example: what is listed, in which order, and what it costs."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from booking.availability import Availability, find_start, find_starts
from booking.models import Appointment, BookingPolicy
from booking.plan import Choice
from booking.refusals import UnknownChoice
from locations.models import Closure
from tests.factories import (
    MONDAY,
    NOW,
    Clinic,
    make_location,
    make_patient,
    make_room,
    make_shift,
    make_therapist,
    make_treatment,
)
from therapists.models import ShiftChange, TimeOff
from treatments.models import RoomTreatment, TreatmentOption

TUESDAY = MONDAY + timedelta(days=1)


def choice(clinic: Clinic, **changes: Any) -> Choice:
    return Choice(
        **{
            "location": clinic.location.slug,
            "treatment": clinic.treatment.slug,
            "duration": 60,
            **changes,
        }
    )


def ask(clinic: Clinic, first: date = TUESDAY, days: int = 1, **changes: Any) -> Availability:
    asked = {key: changes.pop(key) for key in ("now", "patient", "ignoring") if key in changes}
    found = choice(clinic, **changes)
    return find_starts(found, first=first, days=days, **{"now": NOW, **asked})


def clock(found: Availability) -> list[str]:
    zone = found.plan.zone
    return [start.at.astimezone(zone).strftime("%H:%M") for start in found.starts]


def quarters(first: str, last: str) -> list[str]:
    """Every quarter of an hour from `first` to `last`, both included."""
    at, end = (datetime.strptime(text, "%H:%M") for text in (first, last))  # noqa: DTZ007
    return list(_steps(at, end))


def _steps(at: datetime, end: datetime) -> Iterator[str]:
    while at <= end:
        yield f"{at:%H:%M}"
        at += timedelta(minutes=15)


def test_a_free_day_is_listed_whole(clinic: Clinic) -> None:
    assert clock(ask(clinic)) == quarters("09:00", "15:45")


def test_a_booking_takes_its_session_and_turnover_out(clinic: Clinic) -> None:
    clinic.hold(clinic.at(12))
    assert clock(ask(clinic)) == quarters("09:00", "10:45") + quarters("13:15", "15:45")


def test_a_break_in_the_opening_hours_is_kept_free(clinic: Clinic) -> None:
    clinic.location.opening_hours.update(closes=time(12))
    clinic.location.opening_hours.bulk_create(
        type(clinic.location.opening_hours.get(weekday=1))(
            location=clinic.location, weekday=day, opens=time(13), closes=time(22)
        )
        for day in range(7)
    )
    assert clock(ask(clinic)) == quarters("09:00", "10:45") + quarters("13:00", "15:45")


def test_a_location_without_opening_hours_is_closed(clinic: Clinic) -> None:
    clinic.location.opening_hours.all().delete()
    assert clock(ask(clinic)) == []


def test_a_split_shift_has_its_gap(clinic: Clinic) -> None:
    clinic.therapist.weekly_shifts.filter(weekday=1).update(ends=time(11))
    make_shift(clinic.therapist, clinic.location, 1, time(14), time(16))
    assert clock(ask(clinic)) == quarters("09:00", "09:45") + quarters("14:00", "14:45")


def test_an_every_other_week_shift_skips_a_week(clinic: Clinic) -> None:
    clinic.therapist.weekly_shifts.update(every_weeks=2, valid_from=MONDAY)
    assert [bool(ask(clinic, TUESDAY + timedelta(weeks=n)).starts) for n in range(4)] == [
        *(True, False, True, False)
    ]


def test_a_shift_change_replaces_the_day(clinic: Clinic) -> None:
    ShiftChange.objects.create(
        therapist=clinic.therapist,
        date=TUESDAY,
        location=clinic.location,
        starts=time(18),
        ends=time(20),
    )
    assert clock(ask(clinic)) == quarters("18:00", "18:45")


def test_a_day_off_and_a_day_elsewhere_list_nothing(clinic: Clinic) -> None:
    therapist, elsewhere = clinic.therapist, make_location()
    ShiftChange.objects.create(therapist=therapist, date=TUESDAY)
    ShiftChange.objects.create(
        therapist=therapist,
        date=TUESDAY + timedelta(days=1),
        location=elsewhere,
        starts=time(9),
        ends=time(17),
    )
    assert ask(clinic, days=2).starts == []


def test_time_off_and_closures_count_to_the_minute(clinic: Clinic) -> None:
    TimeOff.objects.create(
        therapist=clinic.therapist, starts_at=clinic.at(11), ends_at=clinic.at(12)
    )
    Closure.objects.create(location=clinic.location, starts_at=clinic.at(14), ends_at=clinic.at(23))
    assert clock(ask(clinic)) == quarters("09:00", "09:45") + quarters("12:00", "12:45")


def test_a_stray_second_never_opens_a_minute(clinic: Clinic) -> None:
    second = timedelta(seconds=1)
    TimeOff.objects.create(
        therapist=clinic.therapist,
        starts_at=clinic.at(11) - second,
        ends_at=clinic.at(12) + second,
    )
    assert clock(ask(clinic))[:4] == [*quarters("09:00", "09:30"), "12:15"]


@pytest.mark.parametrize("model", [Closure, TimeOff])
def test_an_end_in_the_last_year_of_the_calendar_is_an_end(
    clinic: Clinic, model: type[Closure | TimeOff]
) -> None:
    whose: dict[Any, dict[str, Any]] = {
        Closure: {"location": clinic.location},
        TimeOff: {"therapist": clinic.therapist},
    }
    model._default_manager.create(
        starts_at=clinic.at(0), ends_at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC), **whose[model]
    )
    assert ask(clinic, days=7).starts == []


def test_a_booking_at_another_location_blocks_the_therapist(clinic: Clinic) -> None:
    elsewhere = Clinic()
    elsewhere.therapist = clinic.therapist
    clinic.therapist.treatments.add(elsewhere.treatment)
    make_shift(clinic.therapist, elsewhere.location, 1)
    elsewhere.hold(elsewhere.at(12))
    assert "12:00" not in clock(ask(clinic))


def test_an_expired_hold_blocks_nothing_from_its_instant(clinic: Clinic) -> None:
    clinic.hold(clinic.at(12))
    expires_at = NOW + timedelta(minutes=10)
    assert "12:00" not in clock(ask(clinic, now=expires_at - timedelta(microseconds=1)))
    assert "12:00" in clock(ask(clinic, now=expires_at))


def test_a_patients_other_session_is_left_out(clinic: Clinic) -> None:
    elsewhere, alice = Clinic(), make_patient()
    elsewhere.book(elsewhere.at(12), alice)
    assert clock(ask(clinic, patient=alice.pk)) == (
        quarters("09:00", "11:00") + quarters("13:00", "15:45")
    )


def test_the_appointment_about_to_move_is_not_in_its_own_way(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(12))
    found = ask(clinic, patient=booked.patient_id, ignoring=booked.pk)
    assert clock(found) == quarters("09:00", "15:45")


# Who and where


def test_a_therapist_who_is_not_online_is_for_the_desk_only(clinic: Clinic) -> None:
    clinic.therapist.is_online = False
    clinic.therapist.save()
    assert ask(clinic).starts == []
    assert ask(clinic, by_staff=True).starts
    with pytest.raises(UnknownChoice):
        ask(clinic, therapist=clinic.therapist.slug)


def test_who_has_left_is_not_even_for_the_desk(clinic: Clinic) -> None:
    clinic.therapist.is_active = False
    clinic.therapist.save()
    assert ask(clinic, by_staff=True).starts == []


def test_any_lists_who_has_least_to_do_first(db: None) -> None:
    clinic = Clinic(therapists=3, rooms=3)
    busiest, rested, busy = clinic.therapists
    for hour in (9, 11):
        clinic.hold(clinic.at(hour), therapist=busiest)
    clinic.hold(clinic.at(9), therapist=busy)
    start = next(one for one in ask(clinic).starts if one.at == clinic.at(14))
    assert [one.slug for one in start.therapists] == [rested.slug, busy.slug, busiest.slug]


def test_the_load_that_counts_is_that_days(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    today, tomorrow = clinic.therapists
    clinic.hold(clinic.at(9), therapist=today)
    for hour in (9, 11):
        clinic.hold(clinic.at(hour, days=2), therapist=tomorrow)
    firsts = [
        next(start for start in ask(clinic, days=3).starts if start.at == at).therapists[0].slug
        for at in (clinic.at(14), clinic.at(14, days=2))
    ]
    assert firsts == [tomorrow.slug, today.slug]


def test_equal_loads_go_by_name_to_be_predictable(db: None) -> None:
    clinic = Clinic(therapists=3, rooms=3)
    slugs = sorted(one.slug for one in clinic.therapists)
    assert [one.slug for one in ask(clinic).starts[0].therapists] == slugs


def test_a_chosen_therapist_is_the_only_one_listed(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    slug = clinic.therapists[1].slug
    assert {
        one.slug for start in ask(clinic, therapist=slug).starts for one in start.therapists
    } == {slug}


def test_no_room_no_start(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=1)
    clinic.hold(clinic.at(12), therapist=clinic.therapists[0])
    assert "12:00" not in clock(ask(clinic, therapist=clinic.therapists[1].slug))


def test_the_same_question_again_sees_what_was_booked_since(clinic: Clinic) -> None:
    before = clock(ask(clinic))
    clinic.hold(clinic.at(12))
    assert "12:00" in before
    assert "12:00" not in clock(ask(clinic))


def test_a_list_belongs_to_whoever_has_asked(clinic: Clinic) -> None:
    ask(clinic).starts.clear()
    assert ask(clinic).starts


@pytest.mark.parametrize("busy", ["therapist", "room"])
def test_either_is_blocked_for_the_turnover_too(db: None, busy: str) -> None:
    """The other one is free: with two rooms the therapist counts, with two therapists the room."""
    clinic = Clinic(therapists=2 - (busy == "therapist"), rooms=2 - (busy == "room"))
    clinic.hold(clinic.at(12))
    other = clinic.therapists[-1]
    assert clock(ask(clinic, therapist=other.slug)) == (
        quarters("09:00", "10:45") + quarters("13:15", "15:45")
    )


def test_a_room_must_be_free_for_the_whole_of_it(db: None) -> None:
    """Two rooms, each free for a part of the session, do not make one."""
    clinic = Clinic(therapists=3, rooms=2)
    first, second, third = clinic.therapists
    clinic.hold(clinic.at(11), therapist=first)
    clinic.hold(clinic.at(12, 15), therapist=second)
    found = clock(ask(clinic, therapist=third.slug))
    assert "11:15" in found
    clinic.hold(clinic.at(11), therapist=third)
    assert "11:45" not in clock(ask(clinic))


def test_a_room_that_suits_others_only_is_no_room(clinic: Clinic) -> None:
    RoomTreatment.objects.create(room=clinic.location.rooms.get(), treatment=make_treatment())
    assert ask(clinic).starts == []


def test_a_room_out_of_use_is_no_room(clinic: Clinic) -> None:
    clinic.location.rooms.update(is_active=False)
    assert ask(clinic).starts == []


def test_the_room_that_suits_least_is_taken_first(clinic: Clinic) -> None:
    special = make_room(clinic.location, name="Only for this")
    RoomTreatment.objects.create(room=special, treatment=clinic.treatment)
    assert clinic.hold(clinic.at(10)).room == special


def test_a_plain_room_is_taken_when_the_special_one_is_gone(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=1)
    special = make_room(clinic.location, name="Only for this")
    RoomTreatment.objects.create(room=special, treatment=clinic.treatment)
    rooms = [clinic.hold(clinic.at(10), therapist=one).room.name for one in clinic.therapists]
    assert rooms == ["Only for this", "Room 1"]


# Preferred starts


def preferred(found: Availability) -> list[str]:
    zone = found.plan.zone
    return [f"{one.at.astimezone(zone):%H:%M}" for one in found.starts if one.preferred]


def test_preferred_starts_leave_no_gap_too_short_for_a_session(clinic: Clinic) -> None:
    """From 9 to 17 with blocks of 75 minutes: gaps of 0, or of 75 and more, on both sides."""
    assert preferred(ask(clinic)) == ["09:00", *quarters("10:15", "14:30"), "15:45"]


def test_the_shortest_session_of_the_location_counts(clinic: Clinic) -> None:
    TreatmentOption.objects.create(
        treatment=clinic.treatment, minutes=30, turnover_minutes=15, price=50
    )
    assert preferred(ask(clinic))[:2] == ["09:00", "09:45"]


def test_a_start_is_preferred_if_it_is_for_one_of_them(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    clinic.hold(clinic.at(9), therapist=clinic.therapists[0])
    assert {"09:00", "10:15"} <= set(preferred(ask(clinic)))


# Notice, horizon, period


def test_notice_is_counted_from_now(clinic: Clinic) -> None:
    today = ask(clinic, MONDAY, now=clinic.at(11, 1, days=0))
    assert clock(today) == quarters("13:15", "15:45")


def test_the_horizon_ends_with_a_day(clinic: Clinic) -> None:
    clinic.set_policy(horizon_days=2)
    found = ask(clinic, MONDAY, days=30)
    assert found.starts[-1].at == clinic.at(15, 45, days=2)
    assert found.next is None


def test_without_a_first_day_it_begins_today(clinic: Clinic) -> None:
    found = find_starts(choice(clinic), now=NOW)
    assert found.starts[0].at == clinic.at(10, 0, days=0)


def test_the_desk_sees_beyond_notice_and_horizon(clinic: Clinic) -> None:
    clinic.set_policy(horizon_days=1)
    assert ask(clinic, MONDAY + timedelta(days=200), by_staff=True).starts
    assert clock(ask(clinic, MONDAY, by_staff=True))[0] == "09:00"


@pytest.mark.parametrize(
    "first", [date.min, date(1970, 1, 1), date(2024, 2, 29), date(9998, 1, 1), date.max]
)
@pytest.mark.parametrize("days", [1, 7, 366, 100_000])
def test_absurd_periods_are_answered(clinic: Clinic, first: date, days: int) -> None:
    assert ask(clinic, first, days).starts == []


def test_next_is_the_first_start_after_an_empty_period(clinic: Clinic) -> None:
    TimeOff.objects.create(
        therapist=clinic.therapist, starts_at=clinic.at(0), ends_at=clinic.at(12, days=5)
    )
    found = ask(clinic, days=2)
    assert (found.starts, found.next) == ([], clinic.at(12, days=5))


def test_next_is_nothing_when_there_is_something(clinic: Clinic) -> None:
    assert ask(clinic).next is None


def test_next_never_looks_beyond_the_horizon(clinic: Clinic) -> None:
    clinic.set_policy(horizon_days=4)
    TimeOff.objects.create(
        therapist=clinic.therapist, starts_at=clinic.at(0), ends_at=clinic.at(12, days=5)
    )
    assert ask(clinic, days=2).next is None


def test_next_after_a_period_in_the_past_is_the_first_of_all(clinic: Clinic) -> None:
    assert ask(clinic, MONDAY - timedelta(days=30)).next == clinic.at(10, 0, days=0)


# Clocks


CLOCK_CHANGE = {
    # A night shift from 0:00 to 5:00 on the Sunday, in Toronto.
    "forward": (date(2027, 3, 14), ["00:00", "01:00", "03:00"]),
    "back": (date(2027, 11, 7), ["00:00", "01:00", "01:00", "02:00", "03:00"]),
}


@pytest.mark.parametrize(("sunday", "expected"), CLOCK_CHANGE.values(), ids=CLOCK_CHANGE.keys())
def test_a_night_of_a_clock_change_is_as_long_as_it_is(
    db: None, sunday: date, expected: list[str]
) -> None:
    clinic = Clinic(zone_name="America/Toronto")
    clinic.open_all_day()
    clinic.set_policy(start_step_minutes=60)
    clinic.therapist.weekly_shifts.update(ends=time(5))
    now = datetime.combine(sunday - timedelta(days=3), time(12), tzinfo=UTC)
    assert clock(ask(clinic, sunday, now=now)) == expected


def test_a_night_shift_belongs_to_both_its_days(clinic: Clinic) -> None:
    clinic.location.opening_hours.update(opens=time(0), closes=time(0))
    clinic.therapist.weekly_shifts.filter(weekday=1).update(starts=time(22), ends=time(2))
    clinic.therapist.weekly_shifts.exclude(weekday=1).delete()
    assert clock(ask(clinic, TUESDAY)) == quarters("22:00", "23:45")
    assert clock(ask(clinic, TUESDAY + timedelta(days=1))) == quarters("00:00", "00:45")


# What find_start says


def test_one_start_is_looked_at_as_the_list_is_made(clinic: Clinic) -> None:
    _, taken = find_start(choice(clinic), clinic.at(10), now=NOW)
    assert taken is not None
    assert taken.start in ask(clinic).starts
    assert find_start(choice(clinic), clinic.at(8), now=NOW)[1] is None


# Unknown choices

UNKNOWN = {
    "location": ({"location": "atlantis"}, "location"),
    "treatment": ({"treatment": "cupping"}, "treatment"),
    "duration": ({"duration": 61}, "duration"),
    "therapist": ({"therapist": "nobody"}, "therapist"),
    "a NUL": ({"therapist": "may\0a"}, "therapist"),
    "an emoji": ({"treatment": "💆"}, "treatment"),
    "nothing": ({"location": ""}, "location"),
    "too long": ({"location": "a" * 51}, "location"),
    "a line break": ({"location": "here\n"}, "location"),
}


@pytest.mark.parametrize(("changes", "field"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_an_unknown_choice_says_which(clinic: Clinic, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(UnknownChoice, match=r"\.$") as refusal:
        ask(clinic, **changes)
    assert refusal.value.field == field


@pytest.mark.parametrize("what", ["location", "treatment", "option"])
def test_what_is_not_offered_any_more_is_unknown(clinic: Clinic, what: str) -> None:
    row = getattr(clinic, what)
    row.is_active = False
    row.save()
    with pytest.raises(UnknownChoice):
        ask(clinic)


def test_a_location_without_a_policy_has_the_default_one(clinic: Clinic) -> None:
    BookingPolicy.objects.all().delete()
    assert clock(ask(clinic)) == quarters("09:00", "15:45")


# What it costs


def fill(clinic: Clinic, appointments: int) -> None:
    """Stored appointments, long ago and all over the period."""
    patient, room = make_patient(), clinic.location.rooms.get(name="Room 1")
    rows = []
    for number in range(appointments):
        at = clinic.at(0, days=-60) + timedelta(hours=4 * number)
        rows.append(
            Appointment(
                location=clinic.location,
                room=room,
                therapist=clinic.therapists[number % len(clinic.therapists)],
                patient=patient,
                treatment=clinic.treatment,
                status="booked",
                starts_at=at,
                ends_at=at + timedelta(hours=1),
                blocked_until=at + timedelta(hours=1),
                price=90,
                source="seed",
            )
        )
    Appointment.objects.bulk_create(rows)


@pytest.mark.parametrize("appointments", [0, 500])
@pytest.mark.parametrize("days", [1, 30])
@pytest.mark.parametrize("therapists", [1, 20])
def test_it_takes_two_queries_whatever_the_size(
    db: None,
    therapists: int,
    days: int,
    appointments: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    clinic = big_clinic(therapists)
    fill(clinic, appointments)
    with django_assert_num_queries(2):
        assert ask(clinic, days=days).starts


def big_clinic(therapists: int) -> Clinic:
    clinic = Clinic(rooms=therapists)
    for number in range(1, therapists):
        therapist = make_therapist(f"number-{number}", clinic.treatment)
        clinic.therapists.append(therapist)
        for weekday in range(7):
            make_shift(therapist, clinic.location, weekday)
    return clinic


@pytest.mark.parametrize("therapists", [1, 20])
def test_it_takes_a_third_query_when_the_period_is_empty(
    db: None, therapists: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = big_clinic(therapists)
    Closure.objects.create(
        location=clinic.location, starts_at=clinic.at(0), ends_at=clinic.at(0, days=3)
    )
    with django_assert_num_queries(3):
        found = ask(clinic, days=2)
    assert (found.starts, found.next) == ([], clinic.at(9, days=3))


def test_one_start_takes_two_queries(
    clinic: Clinic, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        assert find_start(choice(clinic), clinic.at(10), now=NOW)[1]


def test_it_changes_nothing(
    clinic: Clinic, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    queries: CaptureQueriesContext
    with django_assert_num_queries(2) as queries:
        ask(clinic)
    assert all("SELECT" in one["sql"][:20].upper() for one in queries.captured_queries)
