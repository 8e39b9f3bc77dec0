"""A start that is kept for somebody, and plans of the clinic that change meanwhile."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking import attention, lifecycle
from booking.lifecycle import offering
from booking.models import Appointment, Status, WaitlistEntry, WaitlistOffer
from booking.waiting.messages import still_holds
from tests.booking.pages import soon, text
from tests.booking.rows import all_rows
from tests.booking.stranding import EDITS, Edit, off
from tests.booking.waiting_list import messages_of, offer_to, offered, tick, waits
from tests.factories import NOW, PATIENT, Clinic, desk
from tests.staff import at_work

pytestmark = pytest.mark.django_db(transaction=True)
Answer = WaitlistOffer.Answer
TEN = time(10)
SOON = NOW + timedelta(minutes=1)


def offered_at_ten(clinic: Clinic, now: datetime = NOW, **changes: Any) -> WaitlistOffer:
    return offered(clinic, waits(clinic, now=now, earliest=TEN, latest=TEN, **changes), now)


def offered_soon(clinic: Clinic) -> WaitlistOffer:
    """By the clock on the wall, for the pages."""
    day = soon(clinic, 10).astimezone(clinic.location.zone).date()
    return offered_at_ten(clinic, timezone.now(), first_day=day, last_day=day)


def away(clinic: Clinic, held: Appointment) -> None:
    off(clinic, held.starts_at, held.ends_at)


@pytest.mark.parametrize("edit", [edit for edit, _ in EDITS.values()], ids=EDITS.keys())
def test_it_books_no_offer_that_nobody_can_keep(clinic: Clinic, edit: Edit) -> None:
    offer = offered_at_ten(clinic)
    edit(clinic)
    before = all_rows()
    with pytest.raises(lifecycle.TakenBack, match="had to take this time back"):
        offering.accept(offer=offer, now=SOON, actor=PATIENT)
    with pytest.raises(lifecycle.TakenBack):
        offering.accept(offer=offer, now=SOON, actor=desk())
    assert all_rows() == before


@pytest.mark.parametrize("edit", [edit for edit, _ in EDITS.values()], ids=EDITS.keys())
def test_it_takes_back_what_nobody_can_keep(clinic: Clinic, edit: Edit) -> None:
    offer = offered_at_ten(clinic)
    edit(clinic)
    tick(SOON)
    offer.refresh_from_db()
    offer.appointment.refresh_from_db()
    assert (offer.answer, offer.appointment.status) == (Answer.WITHDRAWN, Status.CANCELLED)
    assert {one.state for one in messages_of(offer)} == {"withdrawn"}
    assert WaitlistEntry.objects.get().unanswered == 0


def test_it_offers_another_start_in_the_same_tick(clinic: Clinic) -> None:
    entry = waits(clinic)
    away(clinic, offered(clinic, entry).appointment)
    assert tick(SOON) == 1
    assert offer_to(entry).appointment.starts_at >= clinic.at(10)


def test_it_leaves_an_offer_whose_therapist_is_there(clinic: Clinic) -> None:
    offer = offered_at_ten(clinic)
    off(clinic, clinic.at(12), clinic.at(14))
    tick(SOON)
    offer.refresh_from_db()
    assert offer.answer == Answer.NONE
    assert offering.accept(offer=offer, now=SOON, actor=PATIENT).status == Status.BOOKED


def test_it_tells_of_nothing_that_waits_for_a_decision(clinic: Clinic) -> None:
    offer = offered_at_ten(clinic)
    message = messages_of(offer)[0]
    assert still_holds(message, offer, NOW) == ""
    away(clinic, offer.appointment)
    attention.sweep(now=NOW)
    assert "plans have changed" in str(still_holds(message, offer, NOW))


def test_it_looks_at_all_that_is_out_in_a_fixed_number_of_queries(
    django_assert_num_queries: Any,
) -> None:
    clinic = Clinic(therapists=4, rooms=4)
    for _ in range(4):
        waits(clinic, earliest=TEN, latest=TEN)
    assert tick() == 4
    # All are asked already: what is out, the line and its bookings, and what was laid down.
    with django_assert_num_queries(23):
        assert tick(SOON) == 0


def test_it_says_so_on_the_page_of_the_offer(client: Client, clinic: Clinic) -> None:
    offer = offered_soon(clinic)
    away(clinic, offer.appointment)
    response = client.post(f"/waiting/{offer.token}/accept/")
    assert response.status_code == 410
    assert "The clinic had to take this time back" in text(response)
    assert "Yes, book this time" not in text(client.get(f"/waiting/{offer.token}/"))


def test_it_says_so_at_the_desk(clinic: Clinic) -> None:
    offer = offered_soon(clinic)
    away(clinic, offer.appointment)
    bob = at_work("receptionist")
    page = bob.post(f"/admin/waiting-list/offers/{offer.pk}/accept/", follow=True)
    assert "The clinic had to take this time back" in text(page)
    offer.refresh_from_db()
    assert offer.answer == Answer.WITHDRAWN
    assert Appointment.objects.get().status == Status.CANCELLED
