"""One person, several wishes."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from booking import lifecycle
from booking.lifecycle import offering
from booking.models import Appointment, Status, WaitlistEntry, WaitlistOffer
from patients.models import Patient
from tests.booking.rows import all_rows
from tests.booking.waiting_list import TUESDAY, fill, messages_of, offer_to, offered, tick, waits
from tests.factories import NOW, PATIENT, Clinic, desk, make_patient, make_treatment

pytestmark = pytest.mark.django_db(transaction=True)
State, Answer = WaitlistEntry.State, WaitlistOffer.Answer
SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(minutes=2)


@pytest.fixture
def alice(db: None) -> Patient:
    return make_patient()


def declined(entry: WaitlistEntry, now: datetime = SOON) -> WaitlistOffer:
    tick()
    return offering.decline(offer=offer_to(entry), now=now, actor=PATIENT)


def test_it_offers_nothing_again_through_another_wish(clinic: Clinic, alice: Patient) -> None:
    fill(clinic, leave=2)
    one = waits(clinic, alice)
    waits(clinic, alice, therapist=clinic.therapist)
    declined(one)
    assert tick(LATER) == 0


def test_it_offers_nothing_again_to_who_left_and_came_back(clinic: Clinic, alice: Patient) -> None:
    fill(clinic, leave=2)
    entry = waits(clinic, alice)
    declined(entry)
    offering.stop_waiting(entry=entry, state=State.LEFT, now=SOON, actor=PATIENT)
    waits(clinic, alice, now=LATER)
    assert tick(LATER) == 0


def test_it_offers_to_others_what_one_let_go(clinic: Clinic, alice: Patient) -> None:
    fill(clinic, leave=2)
    entry = waits(clinic, alice)
    waits(clinic, now=SOON)
    declined(entry)
    assert tick(LATER) == 1


def test_it_offers_the_time_for_another_treatment(clinic: Clinic, alice: Patient) -> None:
    fill(clinic, leave=2)
    entry = waits(clinic, alice)
    declined(entry)
    clinic.treatment = make_treatment()
    clinic.therapist.treatments.add(clinic.treatment)
    waits(clinic, alice, now=SOON)
    assert tick(LATER) == 1


def waits_twice(clinic: Clinic, alice: Patient) -> tuple[Appointment, list[WaitlistOffer]]:
    """Two offers are out that would each replace the same booking."""
    later = clinic.book(clinic.at(11, days=3), alice)
    wednesday = TUESDAY + timedelta(days=1)
    one = waits(clinic, alice, instead_of=later)
    two = waits(clinic, alice, instead_of=later, first_day=wednesday, last_day=wednesday)
    tick()
    return later, [offer_to(one), offer_to(two)]


def test_it_replaces_one_booking_by_one(clinic: Clinic, alice: Patient) -> None:
    _, (first, second) = waits_twice(clinic, alice)
    taken = offering.accept(offer=first, now=SOON, actor=PATIENT)
    with pytest.raises(lifecycle.HoldExpired):
        offering.accept(offer=second, now=SOON, actor=PATIENT)
    assert Appointment.objects.get(status=Status.BOOKED) == taken
    second.refresh_from_db()
    assert second.answer == Answer.WITHDRAWN
    assert {one.state for one in messages_of(second)} == {"withdrawn"}
    assert set(alice.waitlist_entries.values_list("state", flat=True)) == {State.BOOKED}
    assert not Appointment.objects.filter(status=Status.HELD).exists()


def test_it_ends_a_wish_that_has_no_offer(clinic: Clinic, alice: Patient) -> None:
    later = clinic.book(clinic.at(11, days=3), alice)
    paused = waits(clinic, alice, instead_of=later, latest=time(20))
    WaitlistEntry.objects.filter(pk=paused.pk).update(state=State.UNANSWERED)
    offer = offered(clinic, waits(clinic, alice, instead_of=later))
    offering.accept(offer=offer, now=SOON, actor=desk())
    paused.refresh_from_db()
    assert (paused.state, paused.ended_at) == (State.BOOKED, SOON)


def test_it_leaves_the_wishes_for_something_else(clinic: Clinic, alice: Patient) -> None:
    later = clinic.book(clinic.at(11, days=3), alice)
    wednesday = TUESDAY + timedelta(days=1)
    other = waits(clinic, alice, first_day=wednesday, last_day=wednesday)
    offer = offered(clinic, waits(clinic, alice, instead_of=later))
    kept = offer_to(other)
    offering.accept(offer=offer, now=SOON, actor=PATIENT)
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (other.state, kept.answer) == (State.WAITING, Answer.NONE)


def test_it_answers_a_second_press_the_same_with_two_wishes(clinic: Clinic, alice: Patient) -> None:
    _, (first, _) = waits_twice(clinic, alice)
    taken = offering.accept(offer=first, now=SOON, actor=PATIENT)
    before = all_rows()
    assert offering.accept(offer=first, now=LATER, actor=PATIENT) == taken
    assert all_rows() == before


def test_it_books_in_few_queries(
    clinic: Clinic, alice: Patient, django_assert_max_num_queries: Any
) -> None:
    for hour in (12, 14):
        clinic.book(clinic.at(hour, days=2))
    offer = offered(clinic, waits(clinic, alice))
    with django_assert_max_num_queries(34):
        offering.accept(offer=offer, now=SOON, actor=PATIENT)


def test_it_asks_a_little_more_for_what_is_replaced_and_what_ends_with_it(
    clinic: Clinic, alice: Patient, django_assert_max_num_queries: Any
) -> None:
    _, (first, _) = waits_twice(clinic, alice)
    with django_assert_max_num_queries(52):
        offering.accept(offer=first, now=SOON, actor=PATIENT)
