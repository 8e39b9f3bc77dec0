"""A booking moves as a whole, or stays as it was."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from booking import lifecycle
from booking.models import Appointment, Status
from booking.refusals import UnknownChoice
from locations.models import Closure
from tests.booking.rows import all_rows, events_of, messages_about, tell_what_is_due
from tests.factories import NOW, PATIENT, Clinic, desk, make_patient, make_therapist
from treatments.models import TreatmentOption


def move(appointment: Appointment, starts_at: datetime, **changes: Any) -> Appointment:
    return lifecycle.reschedule(
        **{
            "appointment": appointment,
            "therapist": appointment.therapist,
            "starts_at": starts_at,
            "now": NOW,
            "actor": PATIENT,
            **changes,
        }
    )


@pytest.fixture
def booked(clinic: Clinic) -> Appointment:
    """Alice's, Wednesday from 10 to 11."""
    return clinic.book(clinic.at(10, days=2))


def test_it_moves_session_and_turnover(clinic: Clinic, booked: Appointment) -> None:
    moved = move(booked, clinic.at(14, days=2))
    assert (moved.starts_at, moved.ends_at) == (clinic.at(14, days=2), clinic.at(15, days=2))
    assert moved.blocked_until == clinic.at(15, 15, days=2)
    assert (moved.pk, moved.token, moved.calendar_uid) == (
        *(booked.pk, booked.token, booked.calendar_uid),
    )


def test_calendars_see_a_later_version(clinic: Clinic, booked: Appointment) -> None:
    assert move(booked, clinic.at(14, days=2)).sequence == booked.sequence + 1


def test_it_frees_the_old_time(clinic: Clinic, booked: Appointment) -> None:
    move(booked, clinic.at(14, days=2))
    clinic.hold(clinic.at(10, days=2))


def test_it_keeps_where_it_was_in_the_history(clinic: Clinic, booked: Appointment) -> None:
    event = move(booked, clinic.at(14, days=2)).events.last()
    assert event is not None
    assert event.kind == "rescheduled"
    assert event.details["before"]["starts_at"] == clinic.at(10, days=2).isoformat()
    assert event.details["starts_at"] == clinic.at(14, days=2).isoformat()


def test_messages_move_with_it(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10, days=7))
    tell_what_is_due(NOW)
    assert messages_about(move(booked, clinic.at(14, days=7))) == {
        ("confirmation", 0, "sent"),
        ("reminder_first", 0, "withdrawn"),
        ("reminder_second", 0, "withdrawn"),
        ("change", 1, "due"),
        ("reminder_first", 1, "due"),
        ("reminder_second", 1, "due"),
    }


@pytest.mark.parametrize("minutes", [-60, -15, 15, 45, 60, 75])
def test_it_moves_onto_an_overlapping_time_of_itself(
    clinic: Clinic, booked: Appointment, minutes: int
) -> None:
    target = booked.starts_at + timedelta(minutes=minutes)
    assert move(booked, target).starts_at == target


def test_it_moves_to_another_therapist(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    maya, jonas = clinic.therapists
    booked = clinic.book(clinic.at(10, days=2), therapist=maya)
    assert move(booked, clinic.at(10, days=2), therapist=jonas).therapist == jonas


def test_any_therapist_takes_the_one_who_is_free(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    maya, jonas = clinic.therapists
    booked = clinic.book(clinic.at(10, days=2), therapist=maya)
    clinic.hold(clinic.at(14, days=2), therapist=maya)
    assert move(booked, clinic.at(14, days=2), therapist=None).therapist == jonas


def refused(moving: Appointment, starts_at: datetime, **changes: Any) -> lifecycle.Refused:
    """The refusal, after a look that all is as it was."""
    before = all_rows()
    with pytest.raises(lifecycle.Refused) as refusal:
        move(moving, starts_at, **changes)
    assert all_rows() == before
    return refusal.value


def test_a_taken_time_leaves_the_old_one(clinic: Clinic, booked: Appointment) -> None:
    clinic.hold(clinic.at(14, days=2))
    assert isinstance(refused(booked, clinic.at(13, days=2)), lifecycle.SlotTaken)


def test_a_time_outside_the_shift_leaves_the_old_one(clinic: Clinic, booked: Appointment) -> None:
    assert isinstance(refused(booked, clinic.at(16, days=2)), lifecycle.SlotTaken)


def test_a_time_off_the_grid_makes_no_sense(clinic: Clinic, booked: Appointment) -> None:
    assert isinstance(refused(booked, clinic.at(14, 7, days=2)), lifecycle.NotBookable)


def test_a_closed_day_leaves_the_old_time(clinic: Clinic, booked: Appointment) -> None:
    Closure.objects.create(
        location=clinic.location, starts_at=clinic.at(0, days=3), ends_at=clinic.at(0, days=4)
    )
    assert isinstance(refused(booked, clinic.at(10, days=3)), lifecycle.SlotTaken)


def test_it_says_when_the_patient_is_elsewhere(clinic: Clinic, booked: Appointment) -> None:
    elsewhere, alice = Clinic(), booked.patient
    elsewhere.book(elsewhere.at(14, days=2), alice)
    assert isinstance(refused(booked, clinic.at(14, 30, days=2)), lifecycle.PatientBusy)
    move(booked, clinic.at(15, days=2))


def test_the_room_alone_can_refuse(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=1)
    maya, jonas = clinic.therapists
    booked = clinic.book(clinic.at(10, days=2), therapist=maya)
    clinic.hold(clinic.at(14, days=2), therapist=jonas)
    assert isinstance(refused(booked, clinic.at(14, days=2)), lifecycle.SlotTaken)


CUTOFF = timedelta(hours=24)


def test_a_patient_may_until_the_cut_off(clinic: Clinic, booked: Appointment) -> None:
    move(booked, clinic.at(14, days=2), now=booked.starts_at - CUTOFF)


def test_a_second_later_is_too_late(clinic: Clinic, booked: Appointment) -> None:
    now = booked.starts_at - CUTOFF + timedelta(seconds=1)
    refusal = refused(booked, clinic.at(14, days=3), now=now)
    assert isinstance(refusal, lifecycle.TooLate)
    assert "604-555-0100" in str(refusal)


def test_a_patient_gets_no_further_with_a_reason(clinic: Clinic, booked: Appointment) -> None:
    refusal = refused(booked, clinic.at(14, days=3), now=booked.starts_at, reason="Please!")
    assert isinstance(refusal, lifecycle.TooLate)


def test_the_desk_may_later_with_a_reason(clinic: Clinic, booked: Appointment) -> None:
    now, target = booked.starts_at - timedelta(hours=1), clinic.at(14, days=3)
    refusal = refused(booked, target, now=now, actor=desk(), reason=" ")
    assert isinstance(refusal, lifecycle.TooLate)
    moved = move(booked, target, now=now, actor=desk(), reason="Stuck in the snow.")
    event = moved.events.last()
    assert event is not None
    assert event.reason == "Stuck in the snow."


def test_the_desk_needs_a_reason_for_a_start_inside_the_notice(clinic: Clinic) -> None:
    booked, now = clinic.book(clinic.at(10, days=7)), clinic.at(10, days=2)
    target = clinic.at(11, days=2)
    assert isinstance(refused(booked, target, now=now), lifecycle.SlotTaken)
    assert isinstance(refused(booked, target, now=now, actor=desk()), lifecycle.TooLate)
    move(booked, target, now=now, actor=desk(), reason="Came early.")


def test_the_cut_off_is_the_locations_own(clinic: Clinic, booked: Appointment) -> None:
    clinic.set_policy(reschedule_cutoff_hours=0, cancel_cutoff_hours=48)
    move(booked, clinic.at(14, days=3), now=booked.starts_at)


def test_the_same_move_again_answers_with_its_result(clinic: Clinic, booked: Appointment) -> None:
    moved = move(booked, clinic.at(14, days=2))
    before = all_rows()
    assert move(booked, clinic.at(14, days=2)) == moved
    assert all_rows() == before


def test_another_move_of_an_old_version_is_refused(clinic: Clinic, booked: Appointment) -> None:
    move(booked, clinic.at(14, days=2))
    assert isinstance(refused(booked, clinic.at(12, days=2)), lifecycle.StateChanged)


def test_a_cancelled_one_does_not_move(clinic: Clinic, booked: Appointment) -> None:
    lifecycle.cancel(appointment=booked, now=NOW, actor=PATIENT)
    booked.refresh_from_db()
    assert isinstance(refused(booked, clinic.at(14, days=2)), lifecycle.StateChanged)


def test_what_was_agreed_moves_along(clinic: Clinic, booked: Appointment) -> None:
    TreatmentOption.objects.update(price=500, minutes=90, turnover_minutes=30, is_active=False)
    clinic.treatment.is_active = False
    clinic.treatment.save()
    moved = move(booked, clinic.at(14, days=2))
    assert (moved.price, moved.minutes, moved.turnover_minutes) == (Decimal(90), 60, 15)


def test_a_therapist_of_other_treatments_cannot_take_it(
    clinic: Clinic, booked: Appointment
) -> None:
    other = make_therapist("other")
    before = all_rows()
    with pytest.raises(UnknownChoice):
        move(booked, clinic.at(14, days=2), therapist=other)
    assert all_rows() == before


def test_an_expired_hold_in_the_way_gives_way(clinic: Clinic, booked: Appointment) -> None:
    held = clinic.hold(clinic.at(14, days=2))
    move(booked, clinic.at(14, days=2), now=NOW + timedelta(minutes=10))
    assert events_of(held) == ["held", "expired"]


def test_it_never_makes_a_second_booking(clinic: Clinic, booked: Appointment) -> None:
    move(booked, clinic.at(14, days=2))
    assert Appointment.objects.filter(status=Status.BOOKED).count() == 1


def test_two_bookings_swap_by_way_of_a_third_time(clinic: Clinic) -> None:
    early = clinic.book(clinic.at(10, days=2), make_patient())
    late = clinic.book(clinic.at(14, days=2), make_patient())
    early = move(early, clinic.at(12, days=2))
    late = move(late, clinic.at(10, days=2))
    move(early, clinic.at(14, days=2))
    assert late.starts_at == clinic.at(10, days=2)
