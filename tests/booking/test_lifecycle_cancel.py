"""A booking ends before its time: by its patient until the cut-off, by the desk with a reason."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from booking import lifecycle
from booking.models import Appointment, Status
from tests.booking.rows import all_rows, events_of, messages_about
from tests.factories import NOW, PATIENT, Clinic, desk, make_user

CUTOFF = timedelta(hours=24)


def cancel(appointment: Appointment, now: datetime = NOW, **changes: Any) -> Appointment:
    return lifecycle.cancel(**{"appointment": appointment, "now": now, "actor": PATIENT, **changes})


@pytest.fixture
def booked(clinic: Clinic) -> Appointment:
    return clinic.book(clinic.at(10, days=7))


def test_it_frees_the_time(clinic: Clinic, booked: Appointment) -> None:
    cancelled = cancel(booked)
    assert (cancelled.status, cancelled.sequence) == (Status.CANCELLED, 1)
    clinic.hold(booked.starts_at)


def test_it_keeps_the_patient_and_the_price(booked: Appointment) -> None:
    cancelled = cancel(booked)
    assert (cancelled.patient, cancelled.price) == (booked.patient, Decimal(90))


def test_it_is_in_the_history(booked: Appointment) -> None:
    event = cancel(booked).events.last()
    assert event is not None
    assert (event.kind, event.actor_kind, event.details["late"]) == ("cancelled", "patient", False)


def test_it_withdraws_what_was_to_be_sent(booked: Appointment) -> None:
    assert messages_about(cancel(booked)) == {
        ("confirmation", 0, "withdrawn"),
        ("reminder_first", 0, "withdrawn"),
        ("reminder_second", 0, "withdrawn"),
        ("cancellation", 1, "due"),
    }


def test_a_patient_may_until_the_cut_off(booked: Appointment) -> None:
    assert cancel(booked, booked.starts_at - CUTOFF).status == Status.CANCELLED


def test_a_second_later_is_too_late(booked: Appointment) -> None:
    before = all_rows()
    with pytest.raises(lifecycle.TooLate, match="604-555-0100"):
        cancel(booked, booked.starts_at - CUTOFF + timedelta(seconds=1), reason="Please!")
    assert all_rows() == before


def test_without_a_phone_number_the_refusal_is_still_a_sentence(
    clinic: Clinic, booked: Appointment
) -> None:
    clinic.location.phone = ""
    clinic.location.save()
    with pytest.raises(lifecycle.TooLate, match=r"Please phone the clinic\.$"):
        cancel(booked, booked.starts_at)


def test_the_desk_may_later_with_a_reason(booked: Appointment) -> None:
    before = all_rows()
    with pytest.raises(lifecycle.TooLate, match="reason"):
        cancel(booked, booked.starts_at, actor=desk(), reason=" ")
    assert all_rows() == before
    event = cancel(booked, booked.starts_at, actor=desk(), reason="Called in ill.").events.last()
    assert event is not None
    assert (event.reason, event.details["late"]) == ("Called in ill.", True)


def test_the_desk_needs_no_reason_in_time(booked: Appointment) -> None:
    assert cancel(booked, actor=desk()).status == Status.CANCELLED


def test_the_cut_off_is_the_locations_own(clinic: Clinic, booked: Appointment) -> None:
    clinic.set_policy(cancel_cutoff_hours=0, reschedule_cutoff_hours=48)
    assert cancel(booked, booked.starts_at).status == Status.CANCELLED


def test_repeated_it_answers_with_the_cancelled_one(booked: Appointment) -> None:
    cancel(booked)
    before = all_rows()
    assert cancel(booked, booked.starts_at).status == Status.CANCELLED
    assert all_rows() == before


def test_a_cancelled_one_never_comes_back(clinic: Clinic, booked: Appointment) -> None:
    cancelled, alice = cancel(booked), booked.patient
    assert alice is not None
    clinic.book(booked.starts_at)
    with pytest.raises(lifecycle.Refused):
        lifecycle.confirm(appointment=cancelled, patient=alice, now=NOW, actor=PATIENT)


def test_the_desk_cancels_whoever_has_arrived(booked: Appointment) -> None:
    here = lifecycle.arrive(appointment=booked, now=booked.starts_at, actor=desk())
    cancelled = cancel(here, here.starts_at, actor=desk(), reason="Felt faint.")
    assert events_of(cancelled) == ["held", "booked", "arrived", "cancelled"]


def test_the_desk_cancels_nobody_whom_it_has_not_seen_arrive(booked: Appointment) -> None:
    lifecycle.arrive(appointment=booked, now=booked.starts_at, actor=desk())
    with pytest.raises(lifecycle.StateChanged):
        cancel(booked, booked.starts_at, actor=desk(), reason="Phoned.")


def test_the_desk_learns_that_a_colleague_has_not_told_the_patient(booked: Appointment) -> None:
    bob, dora = (desk(make_user()) for _ in range(2))
    gone = cancel(booked, actor=bob, tell=False)
    before = all_rows()
    for actor, tell in ((dora, False), (dora, True), (bob, True)):
        with pytest.raises(lifecycle.StateChanged, match="without telling the patient"):
            cancel(booked, actor=actor, tell=tell)
    assert cancel(booked, actor=bob, tell=False) == gone
    assert all_rows() == before
