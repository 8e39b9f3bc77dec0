"""A patient says to be there; a move asks anew."""

from datetime import timedelta
from typing import Any

import pytest

from booking import lifecycle
from booking.history import latest_event
from booking.models import Appointment, Attention
from tests.booking.courses import book_course, sessions_at
from tests.booking.rows import all_rows, events_of
from tests.concurrency.together import together
from tests.factories import NOW, PATIENT, Clinic, desk

BOB = desk()
LATER = NOW + timedelta(minutes=5)
pytestmark = pytest.mark.django_db(transaction=True)


def attend(appointment: Appointment, **changes: Any) -> Appointment:
    return lifecycle.say_attending(
        **{"appointment": appointment, "now": LATER, "actor": PATIENT, **changes}
    )


def move(appointment: Appointment, **changes: Any) -> Appointment:
    wanted = {"therapist": None, "now": LATER, "actor": BOB, "starts_at": appointment.starts_at}
    return lifecycle.reschedule(**{"appointment": appointment, **wanted, **changes})


@pytest.fixture
def booked(clinic: Clinic) -> Appointment:
    return clinic.book(clinic.at(10))


@pytest.fixture
def attended(booked: Appointment) -> Appointment:
    return attend(booked)


def test_it_keeps_when_the_patient_said_so(booked: Appointment) -> None:
    assert attend(booked).attending_since == LATER
    assert events_of(booked)[-1] == "attending"


def test_it_leaves_calendars_and_messages_as_they_are(booked: Appointment) -> None:
    messages = all_rows()[2]
    assert attend(booked).sequence == booked.sequence
    assert all_rows()[2] == messages


def test_it_changes_nothing_the_second_time(attended: Appointment) -> None:
    before = all_rows()
    assert attend(attended, now=LATER + timedelta(hours=1)).attending_since == LATER
    assert all_rows() == before


def test_ten_at_once_say_it_once(booked: Appointment) -> None:
    together([lambda: attend(booked)] * 10)
    assert events_of(booked).count("attending") == 1


def test_it_does_not_speak_of_another_time(clinic: Clinic, booked: Appointment) -> None:
    move(booked, starts_at=clinic.at(14))
    before = all_rows()
    with pytest.raises(lifecycle.StateChanged):
        attend(booked)
    assert all_rows() == before


def test_it_is_refused_once_cancelled(booked: Appointment) -> None:
    lifecycle.cancel(appointment=booked, now=LATER, actor=BOB)
    with pytest.raises(lifecycle.StateChanged):
        attend(booked)


def test_it_is_refused_from_the_start_on(booked: Appointment) -> None:
    with pytest.raises(lifecycle.StateChanged):
        attend(booked, now=booked.starts_at)
    attend(booked, now=booked.starts_at - timedelta(seconds=1))


def test_it_is_refused_while_the_clinic_cannot_keep_it(booked: Appointment) -> None:
    row = Attention.objects.create(
        appointment=booked, sequence=0, why="Maya is away then.", noticed_at=NOW
    )
    with pytest.raises(lifecycle.CannotBeKept, match="another time"):
        attend(booked)
    Attention.objects.filter(pk=row.pk).update(settled_at=NOW)
    assert attend(booked).attending_since


def test_it_is_refused_to_who_has_arrived(booked: Appointment) -> None:
    booked_for = booked.starts_at - timedelta(minutes=5)
    lifecycle.arrive(appointment=booked, now=booked_for, actor=BOB)
    with pytest.raises(lifecycle.StateChanged):
        attend(booked, now=booked_for)


def test_a_move_asks_anew(clinic: Clinic, attended: Appointment) -> None:
    assert move(attended, starts_at=clinic.at(14)).attending_since is None


def test_another_room_does_not_because_nobody_is_told_of_it() -> None:
    clinic = Clinic(rooms=2)
    attended = attend(clinic.book(clinic.at(10)))
    other = clinic.location.rooms.exclude(pk=attended.room_id).get()
    assert move(attended, room=other).attending_since == LATER


def test_a_course_that_is_moved_asks_anew(clinic: Clinic) -> None:
    series = book_course(clinic, sessions_at(clinic, clinic.at(10), clinic.at(10, days=8)))
    first = attend(series.appointments.earliest("starts_at"))
    to = lifecycle.Move(first, clinic.therapist, clinic.at(14))
    lifecycle.move_series(series=series, moves=[to], now=LATER, actor=BOB)
    first.refresh_from_db()
    assert first.attending_since is None


def test_a_cancellation_leaves_it_in_the_history(attended: Appointment) -> None:
    cancelled = lifecycle.cancel(appointment=attended, now=LATER, actor=BOB)
    assert cancelled.attending_since == LATER


def test_a_move_that_is_undone_brings_it_back(clinic: Clinic, attended: Appointment) -> None:
    quiet = LATER + timedelta(seconds=12)
    moved = move(attended, starts_at=clinic.at(14), quiet_until=quiet)
    event = latest_event(moved)
    back = lifecycle.undo(event=event, now=LATER + timedelta(seconds=5), actor=BOB)
    assert back.attending_since == LATER


def test_the_desk_takes_its_own_word_back(booked: Appointment) -> None:
    said = attend(booked, actor=BOB)
    back = lifecycle.undo(event=latest_event(said), now=LATER, actor=BOB)
    assert (back.attending_since, back.status) == (None, "booked")


def test_the_desk_does_not_take_the_patients_word_back(attended: Appointment) -> None:
    with pytest.raises(lifecycle.StateChanged):
        lifecycle.undo(event=latest_event(attended), now=LATER, actor=BOB)


def test_a_move_is_not_undone_under_whoever_said_to_come_then(
    clinic: Clinic, booked: Appointment
) -> None:
    moved = move(booked, starts_at=clinic.at(14), quiet_until=LATER + timedelta(seconds=12))
    event = latest_event(moved)
    attend(moved)
    with pytest.raises(lifecycle.StateChanged):
        lifecycle.undo(event=event, now=LATER, actor=BOB)
