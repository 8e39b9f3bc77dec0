"""The desk books at once, and beyond the patients' limits with a reason."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from booking import lifecycle
from booking.models import Appointment, Source, Status
from booking.refusals import UnknownChoice
from tests.booking.rows import all_rows, events_of, messages_about
from tests.factories import NOW, PATIENT, Clinic, desk, make_patient, make_user


def book(clinic: Clinic, starts_at: datetime, **changes: Any) -> Appointment:
    return lifecycle.book(
        **{
            "location": clinic.location,
            "option": clinic.option,
            "therapist": clinic.therapist,
            "starts_at": starts_at,
            "patient": changes.get("patient") or make_patient(),
            "now": NOW,
            "actor": desk(),
            **changes,
        }
    )


def test_it_books_in_one_go(clinic: Clinic) -> None:
    alice, bob = make_patient(), make_user()
    booked = book(clinic, clinic.at(10), patient=alice, actor=desk(bob))
    assert (booked.status, booked.patient, booked.source) == (Status.BOOKED, alice, Source.DESK)
    assert (booked.price, booked.expires_at) == (Decimal(90), None)
    event = booked.events.get()
    assert (event.kind, event.actor_kind, event.user, event.reason) == ("booked", "staff", bob, "")


def test_it_writes_the_messages(clinic: Clinic) -> None:
    booked = book(clinic, clinic.at(10, days=7))
    assert ("confirmation", 0, "due") in messages_about(booked)


def test_it_refuses_a_start_that_is_taken(clinic: Clinic) -> None:
    clinic.hold(clinic.at(10))
    with pytest.raises(lifecycle.SlotTaken):
        book(clinic, clinic.at(10))


def test_it_says_when_it_is_the_patient_who_is_busy(db: None) -> None:
    clinic, alice = Clinic(therapists=2, rooms=2), make_patient()
    book(clinic, clinic.at(10), patient=alice)
    before = all_rows()
    with pytest.raises(lifecycle.PatientBusy):
        book(clinic, clinic.at(10, 30), patient=alice, therapist=clinic.therapists[1])
    assert all_rows() == before


def test_it_says_that_the_start_is_taken_when_patient_and_therapist_are_busy(
    clinic: Clinic,
) -> None:
    alice = make_patient()
    book(clinic, clinic.at(10), patient=alice)
    with pytest.raises(lifecycle.SlotTaken):
        book(clinic, clinic.at(10), patient=alice)


OUTSIDE = {
    "inside the notice": timedelta(hours=25),
    "under way": timedelta(hours=26, minutes=15),
    "beyond the horizon": -timedelta(days=100),
}


@pytest.mark.parametrize("later", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_beyond_notice_and_horizon_it_wants_a_reason(clinic: Clinic, later: timedelta) -> None:
    starts_at, now = clinic.at(10), NOW + later
    before = all_rows()
    with pytest.raises(lifecycle.TooLate, match="reason"):
        book(clinic, starts_at, now=now, reason="  ", patient=make_patient())
    assert all_rows() == before
    booked = book(clinic, starts_at, now=now, reason="Phoned from the car park.")
    assert booked.events.get().reason == "Phoned from the car park."


def test_a_patient_gets_no_further_with_a_reason(clinic: Clinic) -> None:
    now = clinic.at(9)
    with pytest.raises(lifecycle.Refused):
        book(clinic, clinic.at(10), now=now, actor=PATIENT, reason="Please!")


def test_the_desk_books_therapists_who_are_not_online(clinic: Clinic) -> None:
    clinic.therapist.is_online = False
    clinic.therapist.save()
    book(clinic, clinic.at(10))
    with pytest.raises(UnknownChoice):
        book(clinic, clinic.at(12), actor=PATIENT)


def test_the_desk_keeps_to_shifts_all_the_same(clinic: Clinic) -> None:
    with pytest.raises(lifecycle.SlotTaken):
        book(clinic, clinic.at(7), reason="She would come earlier.")


def test_any_therapist_is_chosen_as_for_patients(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    busy, rested = clinic.therapists
    book(clinic, clinic.at(9), therapist=busy)
    assert book(clinic, clinic.at(12), therapist=None).therapist == rested


def test_an_expired_hold_gives_way(clinic: Clinic) -> None:
    held = clinic.hold(clinic.at(10))
    book(clinic, clinic.at(10), now=NOW + timedelta(minutes=10))
    assert events_of(held) == ["held", "expired"]
