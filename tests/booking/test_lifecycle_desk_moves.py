"""What only the desk may change: durations, rooms, and patients who are here already."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from booking import lifecycle
from booking.models import Appointment, Status
from locations.models import Room
from tests.booking.rows import messages_about, tell_what_is_due
from tests.factories import NOW, PATIENT, Clinic, desk, make_patient, make_treatment, make_user
from treatments.models import RoomTreatment, TreatmentOption

BOB = desk()
QUIET = NOW + timedelta(seconds=12)
THAT_DAY = NOW + timedelta(days=7, hours=2)


def move(appointment: Appointment, now: Any = NOW, **changes: Any) -> Appointment:
    stays = {"therapist": None, "starts_at": appointment.starts_at, "actor": BOB}
    return lifecycle.reschedule(**{"appointment": appointment, "now": now, **stays, **changes})


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic(rooms=2)


@pytest.fixture
def booked(clinic: Clinic) -> Appointment:
    return clinic.book(clinic.at(10, days=7))


@pytest.fixture
def longer(clinic: Clinic) -> TreatmentOption:
    return clinic.treatment.options.create(minutes=90, turnover_minutes=10, price=130)


@pytest.fixture
def other_room(clinic: Clinic, booked: Appointment) -> Room:
    return clinic.location.rooms.exclude(pk=booked.room_id).get()


def test_another_duration_brings_its_price_and_turnover(
    booked: Appointment, longer: TreatmentOption
) -> None:
    moved = move(booked, option=longer)
    assert (moved.minutes, moved.turnover_minutes, moved.price) == (90, 10, Decimal(130))


def test_it_is_not_stretched_into_the_next_session(
    clinic: Clinic, booked: Appointment, longer: TreatmentOption
) -> None:
    clinic.book(clinic.at(11, 15, days=7))
    with pytest.raises(lifecycle.SlotTaken):
        move(booked, option=longer)


def test_the_patient_is_told_of_another_duration(
    booked: Appointment, longer: TreatmentOption
) -> None:
    tell_what_is_due(NOW)
    assert ("change", 1, "due") in messages_about(move(booked, option=longer))


def test_it_goes_to_the_room_asked_for(booked: Appointment, other_room: Room) -> None:
    assert move(booked, room=other_room).room == other_room


def test_nobody_is_told_of_another_room(booked: Appointment, other_room: Room) -> None:
    moved = move(booked, room=other_room)
    told = {kind for kind, version, _ in messages_about(moved) if version == moved.sequence}
    assert told == {"confirmation", "reminder_first", "reminder_second"}  # still to be confirmed


def test_who_knows_the_time_is_not_told_of_another_room(
    booked: Appointment, other_room: Room
) -> None:
    tell_what_is_due(NOW)
    move(booked, room=other_room)
    assert tell_what_is_due(NOW) == []


def test_another_room_leaves_the_news_of_a_move_to_go(
    clinic: Clinic, booked: Appointment, other_room: Room
) -> None:
    tell_what_is_due(NOW)
    moved = move(booked, starts_at=clinic.at(14, days=7), quiet_until=QUIET)
    move(moved, room=other_room, quiet_until=QUIET)
    assert tell_what_is_due(QUIET) == ["change"]


def test_who_has_no_confirmation_yet_is_not_told_of_a_move(
    clinic: Clinic, booked: Appointment
) -> None:
    move(booked, starts_at=clinic.at(14, days=7))
    assert tell_what_is_due(NOW) == ["confirmation"]


def test_it_refuses_a_room_that_does_not_suit(booked: Appointment, other_room: Room) -> None:
    RoomTreatment.objects.create(room=other_room, treatment=make_treatment())
    with pytest.raises(lifecycle.UnknownChoice, match="This room"):
        move(booked, room=other_room)


def test_it_keeps_its_room_while_that_is_free(
    clinic: Clinic, booked: Appointment, other_room: Room
) -> None:
    moved = move(booked, room=other_room)
    assert move(moved, starts_at=clinic.at(14, days=7)).room == other_room


def test_whoever_is_here_may_be_moved_by_the_desk(clinic: Clinic, booked: Appointment) -> None:
    here = lifecycle.arrive(appointment=booked, now=THAT_DAY, actor=BOB)
    moved = move(here, THAT_DAY, starts_at=clinic.at(14, days=7), reason="Therapist is late.")
    assert (moved.status, moved.starts_at) == (Status.ARRIVED, clinic.at(14, days=7))


def test_on_another_day_nobody_is_here_yet(clinic: Clinic, booked: Appointment) -> None:
    here = lifecycle.arrive(appointment=booked, now=THAT_DAY, actor=BOB)
    moved = move(here, THAT_DAY, starts_at=clinic.at(14, days=9), reason="Power is out.")
    assert moved.status == Status.BOOKED


def test_a_desk_that_has_not_seen_the_patient_arrive_moves_nothing(
    clinic: Clinic, booked: Appointment
) -> None:
    lifecycle.arrive(appointment=booked, now=THAT_DAY, actor=BOB)
    with pytest.raises(lifecycle.StateChanged):
        move(booked, THAT_DAY, starts_at=clinic.at(14, days=9), reason="Phoned.")


def test_a_desk_learns_that_a_colleague_moved_it_there_and_told_otherwise(
    clinic: Clinic, booked: Appointment
) -> None:
    there = {"starts_at": clinic.at(14, days=7), "actor": BOB}
    moved = move(booked, tell=False, **there)
    assert move(booked, tell=False, **there) == moved
    for other in ({"tell": True}, {"tell": False, "actor": desk(make_user())}):
        with pytest.raises(lifecycle.StateChanged):
            move(booked, **{**there, **other})


def test_a_patient_moves_nothing_after_arriving(clinic: Clinic, booked: Appointment) -> None:
    here = lifecycle.arrive(appointment=booked, now=THAT_DAY, actor=BOB)
    with pytest.raises(lifecycle.StateChanged):
        move(here, NOW, starts_at=clinic.at(14, days=7), actor=PATIENT)


def test_a_session_that_has_begun_grows_but_does_not_move(
    clinic: Clinic, booked: Appointment, longer: TreatmentOption
) -> None:
    begun = lifecycle.start(appointment=booked, now=THAT_DAY, actor=BOB)
    assert move(begun, THAT_DAY, option=longer).minutes == 90
    begun.refresh_from_db()
    with pytest.raises(lifecycle.StateChanged):
        move(begun, THAT_DAY, starts_at=clinic.at(14, days=7), reason="Why not.")


def test_nobody_arrives_before_the_day(booked: Appointment) -> None:
    with pytest.raises(lifecycle.StateChanged, match="later day"):
        lifecycle.arrive(appointment=booked, now=NOW, actor=BOB)


@pytest.mark.parametrize(("said", "kept"), [(None, True), (False, False), (True, True)])
def test_the_desk_says_whether_it_was_late(
    booked: Appointment, said: bool | None, kept: bool
) -> None:
    gone = lifecycle.cancel(appointment=booked, now=THAT_DAY, actor=BOB, reason="Snow.", late=said)
    assert gone.cancelled_late is kept


def test_a_patient_does_not_say_whether_it_was_late(booked: Appointment) -> None:
    gone = lifecycle.cancel(appointment=booked, now=NOW, actor=PATIENT, late=True)
    assert gone.cancelled_late is False


def test_the_desk_may_tell_the_patient_itself(booked: Appointment) -> None:
    gone = lifecycle.cancel(appointment=booked, now=NOW, actor=BOB, tell=False)
    assert {state for _, _, state in messages_about(gone)} == {"withdrawn"}


def test_a_note_is_kept_and_its_writing_too(booked: Appointment) -> None:
    noted = lifecycle.write_note(appointment=booked, note=" Ramp, please. ", now=NOW, actor=BOB)
    assert noted.desk_note == "Ramp, please."
    assert noted.events.get(kind="noted").actor_kind == "staff"


def test_the_same_note_again_is_nothing_new(booked: Appointment) -> None:
    for _ in range(2):
        lifecycle.write_note(appointment=booked, note="Ramp.", now=NOW, actor=BOB)
    assert booked.events.filter(kind="noted").count() == 1


def test_a_booking_may_name_its_room(clinic: Clinic, other_room: Room) -> None:
    made = lifecycle.book(
        location=clinic.location,
        option=clinic.option,
        therapist=None,
        starts_at=clinic.at(14, days=7),
        patient=make_patient(),
        room=other_room,
        now=NOW,
        actor=BOB,
        tell=False,
    )
    assert made.room == other_room
    assert {kind for kind, _, _ in messages_about(made)} == {"reminder_first", "reminder_second"}
