"""A hold becomes a booking: of one patient, once, while it lives."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from booking import lifecycle
from booking.models import Status
from tests.booking.rows import all_rows, events_of, messages_about
from tests.booking.stranding import EDITS, Edit
from tests.factories import NOW, PATIENT, VISITOR, Clinic, make_patient
from treatments.models import TreatmentOption

EXPIRES_AT = NOW + timedelta(minutes=10)


def test_it_books_the_patient(clinic: Clinic) -> None:
    held, alice = clinic.hold(clinic.at(10)), make_patient()
    booked = lifecycle.confirm(appointment=held, patient=alice, now=NOW, actor=PATIENT)
    assert (booked.status, booked.patient, booked.expires_at) == (Status.BOOKED, alice, None)
    assert (booked.pk, booked.token, booked.sequence) == (held.pk, held.token, 0)
    assert events_of(booked) == ["held", "booked"]


def test_it_forgets_who_held_it(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(10), visitor=lifecycle.Visitor("alice", "a home"))
    booked = lifecycle.confirm(appointment=held, patient=make_patient(), now=NOW, actor=PATIENT)
    assert (booked.visitor, booked.network) == ("", "")


def test_it_writes_the_confirmation_and_the_reminders(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10, days=7))
    assert messages_about(booked) == {
        ("confirmation", 0, "due"),
        ("reminder_first", 0, "due"),
        ("reminder_second", 0, "due"),
    }


def test_repeated_it_answers_with_the_booking(clinic: Clinic) -> None:
    alice = make_patient()
    booked = clinic.book(clinic.at(10), alice)
    before = all_rows()
    again = lifecycle.confirm(appointment=booked, patient=alice, now=EXPIRES_AT, actor=PATIENT)
    assert again == booked
    assert all_rows() == before


def test_it_works_until_the_hold_expires(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(10))
    last = EXPIRES_AT - timedelta(microseconds=1)
    lifecycle.confirm(appointment=held, patient=make_patient(), now=last, actor=PATIENT)


def test_it_refuses_from_the_instant_the_hold_expires(clinic: Clinic) -> None:
    held, alice = clinic.hold(clinic.at(10)), make_patient()
    before = all_rows()
    with pytest.raises(lifecycle.HoldExpired):
        lifecycle.confirm(appointment=held, patient=alice, now=EXPIRES_AT, actor=PATIENT)
    assert all_rows() == before


def test_it_refuses_a_hold_that_another_has_taken_over(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(10))
    clinic.hold(clinic.at(10), now=EXPIRES_AT)
    with pytest.raises(lifecycle.HoldExpired):
        lifecycle.confirm(appointment=held, patient=make_patient(), now=NOW, actor=PATIENT)


def test_it_refuses_a_released_hold(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(10))
    lifecycle.release(appointment=held, now=NOW, actor=VISITOR)
    with pytest.raises(lifecycle.HoldExpired):
        lifecycle.confirm(appointment=held, patient=make_patient(), now=NOW, actor=PATIENT)


@pytest.mark.parametrize("edit", [edit for edit, _ in EDITS.values()], ids=EDITS.keys())
def test_it_refuses_a_hold_that_nobody_can_keep(clinic: Clinic, edit: Edit) -> None:
    held, alice = clinic.hold(clinic.at(10)), make_patient()
    edit(clinic)
    before = all_rows()
    with pytest.raises(lifecycle.TakenBack, match="had to take this time back"):
        lifecycle.confirm(appointment=held, patient=alice, now=NOW, actor=PATIENT)
    assert all_rows() == before


def test_it_confirms_in_a_fixed_number_of_queries(
    clinic: Clinic, django_assert_num_queries: Any
) -> None:
    for hour in (12, 14):
        clinic.book(clinic.at(hour))
    held, alice = clinic.hold(clinic.at(10)), make_patient()
    with django_assert_num_queries(25):
        lifecycle.confirm(appointment=held, patient=alice, now=NOW, actor=PATIENT)


def test_it_refuses_a_second_patient(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10), make_patient())
    charlie = make_patient(given_name="Charlie")
    before = all_rows()
    with pytest.raises(lifecycle.StateChanged):
        lifecycle.confirm(appointment=booked, patient=charlie, now=NOW, actor=PATIENT)
    assert all_rows() == before


# A session from 10:00 to 11:00 elsewhere: a patient needs no turnover.
ELSEWHERE = {
    "ending right before": (9, 0, True),
    "over the start": (9, 30, False),
    "exactly the same": (10, 0, False),
    "over the end": (10, 45, False),
    "right after": (11, 0, True),
}


@pytest.mark.parametrize(("hour", "minute", "free"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_a_patient_is_in_one_place_at_a_time(
    clinic: Clinic, hour: int, minute: int, free: bool
) -> None:
    elsewhere, alice = Clinic(), make_patient()
    elsewhere.book(elsewhere.at(10), alice)
    held = clinic.hold(clinic.at(hour, minute))
    if free:
        lifecycle.confirm(appointment=held, patient=alice, now=NOW, actor=PATIENT)
        return
    before = all_rows()
    with pytest.raises(lifecycle.PatientBusy, match="Alice"):
        lifecycle.confirm(appointment=held, patient=alice, now=NOW, actor=PATIENT)
    assert all_rows() == before


def test_another_patient_of_the_family_may_come_at_the_same_time(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    for therapist in clinic.therapists:
        clinic.book(clinic.at(10), make_patient(), therapist=therapist)


def test_what_was_agreed_stays_when_the_clinic_changes(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(10))
    TreatmentOption.objects.update(price=500, turnover_minutes=60, minutes=90)
    booked = lifecycle.confirm(appointment=held, patient=make_patient(), now=NOW, actor=PATIENT)
    assert (booked.price, booked.minutes, booked.turnover_minutes) == (Decimal(90), 60, 15)


def test_it_counts_only_against_the_patients_own_bookings_that_stand(clinic: Clinic) -> None:
    elsewhere, alice = Clinic(), make_patient()
    cancelled = elsewhere.book(elsewhere.at(10), alice)
    lifecycle.cancel(appointment=cancelled, now=NOW, actor=PATIENT)
    clinic.book(clinic.at(10), alice)
