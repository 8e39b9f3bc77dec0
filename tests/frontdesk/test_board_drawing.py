"""What the board draws of a day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from booking import lifecycle
from booking.models import Appointment
from locations.models import Closure, Room
from tests.factories import (
    MONDAY,
    NOW,
    Clinic,
    desk,
    make_location,
    make_patient,
    make_room,
    make_shift,
    make_therapist,
)
from tests.frontdesk.boards import TUESDAY, drawn, hour, only, stretches
from therapists.models import ShiftChange, TimeOff, WeeklyShift

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_shows_a_therapist_who_works_or_has_appointments(clinic: Clinic) -> None:
    idle, guest = make_therapist("idle"), make_therapist("guest", clinic.treatment)
    make_shift(idle, clinic.location, weekday=5)
    booked = clinic.book(clinic.at(10))
    Appointment.objects.filter(pk=booked.pk).update(therapist=guest)
    shown = [column["title"] for column in drawn()["columns"]]
    assert shown == sorted([*(one.name for one in clinic.therapists), "Guest"])
    assert "Idle" in [column["title"] for column in drawn(everyone="1")["columns"]]


def test_it_leaves_out_who_left(clinic: Clinic) -> None:
    gone = clinic.therapists[1]
    gone.is_active = False
    gone.save()
    assert [column["title"] for column in drawn(everyone="1")["columns"]] == [clinic.therapist.name]


def test_it_shades_what_is_not_worked_and_names_a_break(clinic: Clinic) -> None:
    WeeklyShift.objects.filter(therapist=clinic.therapist).update(ends=time(12))
    make_shift(clinic.therapist, clinic.location, weekday=1, starts=time(13), ends=time(17))
    column = f"t{clinic.therapist.pk}"
    day = drawn()
    assert stretches(day, "off", column) == [(0, hour(9), ""), (hour(17), hour(24), "")]
    assert stretches(day, "break", column) == [(hour(12), hour(13), "Break")]


def test_a_shift_outside_opening_hours_is_not_worked(clinic: Clinic) -> None:
    clinic.location.opening_hours.update(closes=time(15))
    assert (hour(15), hour(24), "") in stretches(drawn(), "off", f"t{clinic.therapist.pk}")


def test_a_changed_day_replaces_the_weekly_shift(clinic: Clinic) -> None:
    ShiftChange.objects.create(
        therapist=clinic.therapist,
        date=TUESDAY,
        location=clinic.location,
        starts=time(12),
        ends=time(20),
    )
    column = next(one for one in drawn()["columns"] if one["title"] == clinic.therapist.name)
    assert column["subtitle"] == "12–8 pm"


def test_the_night_before_reaches_into_the_day(clinic: Clinic) -> None:
    clinic.open_all_day()
    WeeklyShift.objects.filter(therapist=clinic.therapist).delete()
    make_shift(clinic.therapist, clinic.location, 0, time(22), time(2))
    column = f"t{clinic.therapist.pk}"
    assert stretches(drawn(), "off", column) == [(hour(2), hour(24), "")]


def test_it_shows_time_off_and_closures_with_their_reason(clinic: Clinic) -> None:
    TimeOff.objects.create(
        therapist=clinic.therapist,
        starts_at=clinic.at(14),
        ends_at=clinic.at(9, days=3),
        reason="Dentist",
    )
    Closure.objects.create(
        location=clinic.location, starts_at=clinic.at(11), ends_at=clinic.at(12), reason="Pipe"
    )
    day = drawn()
    assert stretches(day, "away") == [(hour(14), hour(24), "Away: Dentist")]
    assert stretches(day, "closed") == [(hour(11), hour(12), "Closed: Pipe")] * 2


def absent(clinic: Clinic, first: datetime, last: datetime) -> None:
    TimeOff.objects.create(therapist=clinic.therapist, starts_at=first, ends_at=last)


def subtitle(day: dict[str, Any], title: str) -> str:
    (found,) = (one["subtitle"] for one in day["columns"] if one["title"] == title)
    return str(found)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(0, 23, "Away"), (14, 23, "9 am–2 pm"), (12, 13, "9 am–5 pm")],
    ids=["all day", "afternoon", "lunch"],
)
def test_the_head_says_when_a_therapist_is_really_there(
    clinic: Clinic, first: int, last: int, said: str
) -> None:
    absent(clinic, clinic.at(first), clinic.at(last))
    assert subtitle(drawn(), clinic.therapist.name) == said


def test_the_head_says_closed_when_the_location_is(clinic: Clinic) -> None:
    Closure.objects.create(
        location=clinic.location, starts_at=clinic.at(0), ends_at=clinic.at(0, days=2)
    )
    assert subtitle(drawn(), clinic.therapist.name) == "Closed"


def test_no_session_hides_that_a_therapist_is_away(clinic: Clinic) -> None:
    clinic.book(clinic.at(9))
    absent(clinic, clinic.at(0), clinic.at(23))
    (away,) = (one for one in drawn()["stretches"] if one["kind"] == "away")
    assert away["label"] == (hour(10.25), hour(17))


def test_what_hides_all_of_an_absence_hides_its_label(clinic: Clinic) -> None:
    clinic.book(clinic.at(11))
    absent(clinic, clinic.at(11), clinic.at(12))
    (away,) = (one for one in drawn()["stretches"] if one["kind"] == "away")
    assert away["label"] == (hour(11), hour(12))


def test_it_offers_the_free_time_around_sessions(clinic: Clinic) -> None:
    clinic.book(clinic.at(10))
    free = stretches(drawn(), "free", f"t{clinic.therapist.pk}")
    assert free == [
        (hour(9), hour(10), "Free 9:00 to 10:00 am"),
        (hour(11.25), hour(17), "Free 11:15 am to 5:00 pm"),
    ]


def test_a_therapist_at_another_location_is_not_free(clinic: Clinic) -> None:
    other = make_location("uptown", name="Uptown")
    make_shift(clinic.therapist, other, weekday=1)
    booked = clinic.book(clinic.at(10), location=other)
    day = drawn(location=clinic.location.slug)
    assert day["sessions"] == []
    assert stretches(day, "elsewhere") == [(hour(10), hour(11.25), "At Uptown")]
    assert booked.patient
    assert booked.patient.family_name not in str(day)


def test_it_draws_rooms_as_columns(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10))
    make_room(clinic.location, name="Attic", is_active=False)
    day = drawn(view="rooms")
    assert [column["title"] for column in day["columns"]] == ["Room 1", "Room 2"]
    assert only(day)["column"] == f"r{booked.room_id}"
    assert only(day)["place"] == clinic.therapist.name
    assert stretches(day, "off", f"r{booked.room_id}") == [(0, hour(7), ""), (hour(22), 1440, "")]


def test_a_room_out_of_use_says_so(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10))
    Room.objects.filter(pk=booked.room_id).update(is_active=False)
    day, column = drawn(view="rooms"), f"r{booked.room_id}"
    assert subtitle(day, booked.room.name) == "Not in use"
    assert stretches(day, "closed", column) == [(0, 1440, "Not in use")]
    assert stretches(day, "free", column) == []


def test_rooms_stand_as_people_count_them(clinic: Clinic) -> None:
    for name in ("Room 10", "Attic", "10th floor"):
        make_room(clinic.location, name=name)
    titles = [column["title"] for column in drawn(view="rooms")["columns"]]
    assert titles == ["Attic", "Room 1", "Room 2", "Room 10", "10th floor"]


def test_a_session_keeps_its_key_when_it_moves(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10))
    before = only(drawn())
    lifecycle.reschedule(
        appointment=booked,
        therapist=clinic.therapists[1],
        starts_at=clinic.at(14),
        now=NOW,
        actor=desk(),
    )
    assert only(drawn())["column"] != before["column"]
    assert only(drawn())["id"] == before["id"] == str(booked.pk)


def test_it_draws_the_week_of_one_therapist(clinic: Clinic) -> None:
    clinic.book(clinic.at(10))
    clinic.book(clinic.at(10, days=3))
    clinic.book(clinic.at(10), therapist=clinic.therapists[1])
    day = drawn(view="week", therapist=clinic.therapist.slug)
    assert day["title"] == "3 to 9 May 2027"
    assert [column["title"] for column in day["columns"]][:2] == ["Mon 3 May", "Tue 4 May"]
    assert [one["column"] for one in day["sessions"]] == ["d2027-05-04", "d2027-05-06"]
    assert day["therapist"] == clinic.therapist.slug
    assert len(day["staff"]) == 2


def test_a_week_begins_with_somebody_who_works_in_it(clinic: Clinic) -> None:
    WeeklyShift.objects.filter(therapist=min(clinic.therapists, key=str)).update(
        valid_from=MONDAY + timedelta(days=30)
    )
    assert drawn(view="week")["therapist"] == max(clinic.therapists, key=str).slug


def test_it_shows_the_hours_that_are_worked_or_booked(clinic: Clinic) -> None:
    assert (drawn()["slots"]["first"], drawn()["slots"]["last"]) == (hour(8), hour(18))
    WeeklyShift.objects.all().delete()
    empty = drawn()
    assert (empty["slots"]["first"], empty["slots"]["last"]) == (hour(7), hour(19))
    assert empty["notices"] == ["Nobody works here on this day."]


def test_a_session_past_midnight_is_cut_to_the_day(clinic: Clinic) -> None:
    clinic.open_all_day()
    clinic.book(clinic.at(23, 30))
    first, second = only(drawn()), only(drawn(TUESDAY + timedelta(days=1)))
    assert (first["from"], first["to"]) == (hour(23.5), 1440)
    assert (second["from"], second["to"]) == (0, 30)
    assert not first["movable"]
    assert first["id"] != second["id"]


TORONTO = "America/Toronto"


def at_night(clinic: Clinic, utc: datetime) -> Appointment:
    return lifecycle.book(
        location=clinic.location,
        option=clinic.option,
        therapist=clinic.therapist,
        starts_at=utc,
        patient=make_patient(),
        now=utc - timedelta(days=1),
        actor=desk(),
        reason="Night shift",
    )


def test_the_hour_that_comes_twice_keeps_both_sessions_apart() -> None:
    clinic = Clinic(zone_name=TORONTO)
    clinic.open_all_day()
    day = date(2026, 11, 1)
    at_night(clinic, datetime(2026, 11, 1, 4, 15, tzinfo=UTC))  # 0:15, before the change
    at_night(clinic, datetime(2026, 11, 1, 6, 0, tzinfo=UTC))  # 1:00 for the second time
    found = drawn(day, now=datetime(2026, 10, 31, tzinfo=UTC))
    first, second = found["sessions"]
    assert (first["from"], first["to"]) == (15, 75)
    assert (second["from"], second["to"]) == (60, 120)
    assert second["when"] == "1:00 am (UTC-05:00) to 2:00 am (UTC-05:00)"
    assert "go back" in found["notices"][0]


def test_a_session_over_the_change_is_as_tall_as_it_lasts() -> None:
    clinic = Clinic(zone_name=TORONTO)
    clinic.open_all_day()
    at_night(clinic, datetime(2026, 11, 1, 5, 30, tzinfo=UTC))  # 1:30 to 1:30
    session = only(drawn(date(2026, 11, 1), now=datetime(2026, 10, 31, tzinfo=UTC)))
    assert (session["from"], session["to"]) == (90, 150)


def test_the_hour_that_is_skipped_is_drawn_over() -> None:
    clinic = Clinic(zone_name=TORONTO)
    clinic.open_all_day()
    day = date(2027, 3, 14)
    at_night(clinic, datetime(2027, 3, 14, 6, 30, tzinfo=UTC))  # 1:30 to 3:30
    found = drawn(day, now=datetime(2027, 3, 13, tzinfo=UTC))
    assert (only(found)["from"], only(found)["to"]) == (90, 210)
    assert "go forward" in found["notices"][0]


def test_locations_with_different_clocks_say_so(clinic: Clinic) -> None:
    make_location("toronto", zone_name=TORONTO)
    day = drawn(location="all")
    assert "different clocks" in day["notices"][0]
    assert not day["one_clock"]
