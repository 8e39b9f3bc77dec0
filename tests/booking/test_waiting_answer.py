"""What becomes of an offer: taken, let go, or not answered in time."""

from datetime import timedelta

import pytest

from booking import lifecycle
from booking.lifecycle import offering
from booking.models import EventKind, Status, WaitlistEntry, WaitlistOffer
from booking.waiting.joining import go_on
from reminders.models import OutgoingMessage
from tests.booking.rows import all_rows, events_of, messages_about
from tests.booking.waiting_list import (
    AFTER_UNDO,
    TUESDAY,
    fill,
    messages_of,
    offered,
    tick,
    waits,
)
from tests.factories import NOW, PATIENT, Clinic, desk, make_patient

pytestmark = pytest.mark.django_db(transaction=True)
State, Answer = WaitlistEntry.State, WaitlistOffer.Answer
SOON = NOW + timedelta(minutes=5)
OVER = NOW + timedelta(hours=1)
LATER = OVER + timedelta(minutes=1)


def reread(offer: WaitlistOffer) -> WaitlistOffer:
    return WaitlistOffer.objects.to_show().get(pk=offer.pk)


def test_it_books_the_offered_start(clinic: Clinic) -> None:
    alice = make_patient()
    entry = waits(clinic, alice)
    offer = offered(clinic, entry)
    booked = offering.accept(offer=offer, now=SOON, actor=PATIENT)
    assert (booked.pk, booked.status) == (offer.appointment_id, Status.BOOKED)
    assert (booked.patient, booked.expires_at) == (alice, None)
    assert events_of(booked) == [EventKind.HELD, EventKind.BOOKED]
    assert (reread(offer).answer, reread(offer).answered_at) == (Answer.ACCEPTED, SOON)
    entry.refresh_from_db()
    assert (entry.state, entry.ended_at) == (State.BOOKED, SOON)


def test_it_confirms_as_every_booking_is_confirmed(clinic: Clinic) -> None:
    offer = offered(clinic, waits(clinic))
    booked = offering.accept(offer=offer, now=SOON, actor=PATIENT)
    assert messages_about(booked) == {
        ("confirmation", 0, "due"),
        ("reminder_second", 0, "due"),
    }
    assert {one.state for one in messages_of(offer)} == {"withdrawn"}


def test_it_answers_a_second_press_with_the_same_result(clinic: Clinic) -> None:
    offer = offered(clinic, waits(clinic))
    first = offering.accept(offer=offer, now=SOON, actor=PATIENT)
    before = all_rows()
    assert offering.accept(offer=offer, now=SOON, actor=PATIENT) == first
    assert offering.accept(offer=offer, now=LATER, actor=PATIENT) == first
    assert all_rows() == before


def test_it_cancels_what_it_replaces_and_says_so(clinic: Clinic) -> None:
    alice = make_patient()
    later = clinic.book(clinic.at(11, days=3), alice)
    entry = waits(clinic, alice, instead_of=later)
    OutgoingMessage.objects.filter(kind="confirmation").update(state="sent")
    booked = offering.accept(offer=offered(clinic, entry), now=SOON, actor=PATIENT)
    later.refresh_from_db()
    assert (later.status, later.cancelled_late, later.sequence) == (Status.CANCELLED, False, 1)
    assert messages_about(later) == {
        ("confirmation", 0, "sent"),
        ("reminder_first", 0, "withdrawn"),
        ("reminder_second", 0, "withdrawn"),
        ("cancellation", 1, "due"),
    }
    assert ("confirmation", 0, "due") in messages_about(booked)
    assert OutgoingMessage.objects.filter(state="due", kind="confirmation").count() == 1


def test_it_replaces_a_booking_that_overlaps() -> None:
    clinic, alice = Clinic(therapists=2, rooms=2), make_patient()
    later = clinic.book(clinic.at(9, 30), alice)
    entry = waits(clinic, alice, instead_of=later)
    offering.accept(offer=offered(clinic, entry), now=SOON, actor=PATIENT)
    later.refresh_from_db()
    assert later.status == Status.CANCELLED


def test_it_leaves_a_booking_that_was_moved_to_an_earlier_time(clinic: Clinic) -> None:
    alice = make_patient()
    later = clinic.book(clinic.at(15, days=3), alice)
    wednesday = TUESDAY + timedelta(days=1)
    entry = waits(clinic, alice, instead_of=later, first_day=wednesday, last_day=wednesday)
    offer = offered(clinic, entry)
    lifecycle.reschedule(
        appointment=later, therapist=None, starts_at=clinic.at(12), now=NOW, actor=desk()
    )
    before = all_rows()
    with pytest.raises(lifecycle.StateChanged):
        offering.accept(offer=offer, now=SOON, actor=PATIENT)
    assert all_rows() == before


def test_it_books_all_the_same_when_the_replaced_one_was_cancelled(clinic: Clinic) -> None:
    alice = make_patient()
    later = clinic.book(clinic.at(15, days=3), alice)
    offer = offered(clinic, waits(clinic, alice, instead_of=later))
    lifecycle.cancel(appointment=later, now=NOW, actor=PATIENT)
    assert offering.accept(offer=offer, now=SOON, actor=PATIENT).status == Status.BOOKED


def test_it_refuses_a_patient_who_is_elsewhere_by_now(clinic: Clinic) -> None:
    alice, other = make_patient(), Clinic()
    offer = offered(clinic, waits(clinic, alice))
    other.book(offer.appointment.starts_at, alice)
    with pytest.raises(lifecycle.PatientBusy):
        offering.accept(offer=offer, now=SOON, actor=PATIENT)
    assert reread(offer).answer == Answer.NONE


def test_it_is_too_late_in_the_instant_in_which_it_runs_out(clinic: Clinic) -> None:
    offer = offered(clinic, waits(clinic))
    with pytest.raises(lifecycle.HoldExpired):
        offering.accept(offer=offer, now=OVER, actor=PATIENT)
    last = OVER - timedelta(microseconds=1)
    assert offering.accept(offer=offer, now=last, actor=PATIENT).status == Status.BOOKED


def test_it_gives_back_what_is_declined_and_asks_the_next(clinic: Clinic) -> None:
    fill(clinic, leave=2)
    first, second = waits(clinic), waits(clinic, now=NOW + timedelta(seconds=1))
    offer = offered(clinic, first, SOON)
    assert offering.decline(offer=offer, now=SOON, actor=PATIENT).answer == Answer.DECLINED
    assert events_of(offer.appointment) == [EventKind.HELD, EventKind.RELEASED]
    assert tick(SOON) == 1
    assert second.offers.get().appointment.starts_at == offer.appointment.starts_at
    first.refresh_from_db()
    assert first.state == State.WAITING


def test_it_changes_nothing_by_declining_what_was_accepted(clinic: Clinic) -> None:
    offer = offered(clinic, waits(clinic))
    offering.accept(offer=offer, now=SOON, actor=PATIENT)
    before = all_rows()
    assert offering.decline(offer=offer, now=SOON, actor=PATIENT).answer == Answer.ACCEPTED
    assert all_rows() == before


def test_it_books_nothing_that_was_declined(clinic: Clinic) -> None:
    offer = offered(clinic, waits(clinic))
    offering.decline(offer=offer, now=SOON, actor=PATIENT)
    with pytest.raises(lifecycle.HoldExpired):
        offering.accept(offer=offer, now=SOON, actor=PATIENT)


def test_it_lets_an_offer_lapse_and_asks_the_next(clinic: Clinic) -> None:
    fill(clinic, leave=2)
    first, second = waits(clinic), waits(clinic, now=NOW + timedelta(seconds=1))
    offer = offered(clinic, first, SOON)
    ran_out = offer.expires_at
    assert tick(ran_out - timedelta(microseconds=1)) == 0
    assert tick(ran_out) == 1
    assert reread(offer).answer == Answer.LAPSED
    assert events_of(offer.appointment) == [EventKind.HELD, EventKind.EXPIRED]
    assert second.offers.get().expires_at == ran_out + timedelta(hours=1)


def test_it_lets_an_offer_lapse_whose_hold_was_tidied_away(clinic: Clinic) -> None:
    offer = offered(clinic, waits(clinic))
    lifecycle.expire(now=OVER)
    tick(OVER)
    assert reread(offer).answer == Answer.LAPSED


def test_it_pauses_after_two_in_a_row(clinic: Clinic) -> None:
    entry = waits(clinic)
    tick()
    tick(OVER)
    entry.refresh_from_db()
    assert (entry.state, entry.unanswered) == (State.WAITING, 1)
    tick(OVER + timedelta(hours=1))
    entry.refresh_from_db()
    assert (entry.state, entry.unanswered) == (State.UNANSWERED, 2)
    assert tick(OVER + timedelta(hours=1)) == 0
    go_on(entry=entry)
    assert tick(OVER + timedelta(hours=1)) == 1


def test_it_counts_only_offers_in_a_row(clinic: Clinic) -> None:
    entry = waits(clinic)
    tick()
    tick(OVER)
    offering.decline(offer=entry.offers.open().get(), now=OVER, actor=PATIENT)
    tick(OVER)
    tick(OVER + timedelta(hours=1))
    entry.refresh_from_db()
    assert (entry.state, entry.unanswered) == (State.WAITING, 1)


def test_it_blames_nobody_when_the_desk_takes_the_time_back(clinic: Clinic) -> None:
    entry = waits(clinic)
    offer = offered(clinic, entry)
    lifecycle.release(appointment=offer.appointment, now=SOON, actor=desk())
    with pytest.raises(lifecycle.HoldExpired):
        offering.accept(offer=offer, now=SOON, actor=PATIENT)
    tick(SOON)
    assert reread(offer).answer == Answer.WITHDRAWN
    entry.refresh_from_db()
    assert (entry.unanswered, entry.state) == (0, State.WAITING)


def test_it_ends_an_entry_after_its_last_day(clinic: Clinic) -> None:
    fill(clinic)
    entry = waits(clinic)
    tick(clinic.at(23, 59))
    entry.refresh_from_db()
    assert entry.state == State.WAITING
    tick(clinic.at(0, days=2))
    entry.refresh_from_db()
    assert (entry.state, entry.ended_at) == (State.PASSED, clinic.at(0, days=2))


def test_it_ends_an_entry_of_somebody_who_has_booked(clinic: Clinic) -> None:
    alice = make_patient()
    entry = waits(clinic, alice)
    clinic.book(clinic.at(9), alice, now=SOON)
    assert tick(SOON) == 0
    entry.refresh_from_db()
    assert entry.state == State.BOOKED


def test_it_waits_with_that_until_the_desk_cannot_undo_the_booking(clinic: Clinic) -> None:
    alice = make_patient()
    entry = waits(clinic, alice)
    lifecycle.book(
        location=clinic.location,
        option=clinic.option,
        therapist=None,
        starts_at=clinic.at(9),
        patient=alice,
        now=NOW,
        actor=desk(),
    )
    assert tick() == 0
    entry.refresh_from_db()
    assert entry.state == State.WAITING
    assert tick(AFTER_UNDO) == 0
    entry.refresh_from_db()
    assert entry.state == State.BOOKED


def test_it_keeps_an_entry_whose_patient_has_booked_something_else(clinic: Clinic) -> None:
    alice = make_patient()
    clinic.book(clinic.at(12), alice)
    entry = waits(clinic, alice, now=SOON)
    clinic.book(clinic.at(9, days=4), alice, now=SOON)
    tick(SOON)
    entry.refresh_from_db()
    assert entry.state == State.WAITING


def test_it_ends_with_the_booking_that_the_patient_cancelled(clinic: Clinic) -> None:
    alice = make_patient()
    later = clinic.book(clinic.at(15, days=3), alice)
    entry = waits(clinic, alice, instead_of=later)
    lifecycle.cancel(appointment=later, now=NOW, actor=PATIENT)
    assert tick() == 0
    entry.refresh_from_db()
    assert entry.state == State.LEFT


def test_it_goes_on_when_the_clinic_cancelled_the_booking(clinic: Clinic) -> None:
    fill(clinic)
    alice = make_patient()
    later = clinic.book(clinic.at(15, days=3), alice)
    entry = waits(clinic, alice, instead_of=later, last_day=TUESDAY + timedelta(days=9))
    WaitlistEntry.objects.update(first_day=TUESDAY + timedelta(days=4))
    lifecycle.cancel(appointment=later, now=NOW, actor=desk())
    assert tick(NOW + timedelta(seconds=5)) == 0
    assert tick(AFTER_UNDO) == 1
    entry.refresh_from_db()
    assert (entry.state, entry.instead_of) == (State.WAITING, None)


def test_it_ends_when_the_booking_has_begun(clinic: Clinic) -> None:
    alice = make_patient()
    later = clinic.book(clinic.at(15), alice)
    entry = waits(clinic, alice, instead_of=later, last_day=TUESDAY + timedelta(days=1))
    assert tick(clinic.at(15)) == 0
    entry.refresh_from_db()
    assert entry.state == State.PASSED


def test_it_books_for_whoever_the_entry_went_to_in_a_merge(clinic: Clinic) -> None:
    entry, kept = waits(clinic), make_patient(given_name="Alison")
    offer = offered(clinic, entry)
    WaitlistEntry.objects.filter(pk=entry.pk).update(patient=kept)
    assert offering.accept(offer=offer, now=SOON, actor=PATIENT).patient == kept
