"""What the desk may still take back, and the waiting list."""

from datetime import timedelta

import pytest

from booking import lifecycle
from booking.lifecycle import offering
from booking.models import Appointment, AppointmentEvent, EventKind, Status
from tests.booking.rows import all_rows
from tests.booking.waiting_list import AFTER_UNDO, offered, tick, waits
from tests.factories import NOW, Clinic, desk, make_patient

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)
STARTS = ((9, 0), (10, 15), (11, 30), (12, 45), (14, 0), (15, 15))


def full(clinic: Clinic) -> list[Appointment]:
    """All of Tuesday is taken in the one room, whoever works."""
    return [clinic.book(clinic.at(*start), therapist=clinic.therapist) for start in STARTS]


def undo(appointment: Appointment, kind: EventKind, seconds: int) -> Appointment:
    event = AppointmentEvent.objects.filter(appointment=appointment, kind=kind).latest("pk")
    return lifecycle.undo(event=event, now=NOW + seconds * SECOND, actor=desk())


def test_it_offers_no_room_that_a_cancellation_may_need_again() -> None:
    clinic = Clinic(therapists=2, rooms=1)
    booked = full(clinic)[2]
    waits(clinic)
    lifecycle.cancel(appointment=booked, now=NOW, actor=desk(), quiet_until=NOW + 12 * SECOND)
    assert tick(NOW + 2 * SECOND) == 0
    assert undo(booked, EventKind.CANCELLED, 8).status == Status.BOOKED


def test_it_offers_no_room_that_a_move_may_need_again() -> None:
    clinic = Clinic(therapists=2, rooms=1)
    booked = full(clinic)[2]
    waits(clinic)
    there = clinic.at(9, days=2)
    lifecycle.reschedule(appointment=booked, therapist=None, starts_at=there, now=NOW, actor=desk())
    assert tick(NOW + 2 * SECOND) == 0
    assert tick(AFTER_UNDO) == 1


def test_it_offers_no_therapist_whom_an_undo_may_need_again() -> None:
    clinic = Clinic(therapists=2, rooms=2)
    maya, jonas = clinic.therapists
    booked = clinic.book(clinic.at(9), therapist=maya)
    clinic.book(clinic.at(14), therapist=jonas)
    entry = waits(clinic, latest=(clinic.at(9)).astimezone(clinic.location.zone).time())
    lifecycle.cancel(appointment=booked, now=NOW, actor=desk())
    assert tick(NOW + 2 * SECOND) == 0
    assert offered(clinic, entry, AFTER_UNDO).appointment.therapist == maya


def test_it_undoes_no_answer_to_an_offer(clinic: Clinic) -> None:
    alice = make_patient()
    later = clinic.book(clinic.at(11, days=3), alice)
    offer = offered(clinic, waits(clinic, alice, instead_of=later))
    booked = offering.accept(offer=offer, now=NOW, actor=desk())
    before = all_rows()
    for appointment, kind in ((booked, EventKind.BOOKED), (later, EventKind.CANCELLED)):
        with pytest.raises(lifecycle.StateChanged, match="answered an offer"):
            undo(appointment, kind, 2)
    assert all_rows() == before


def test_it_undoes_what_the_desk_does_with_it_later(clinic: Clinic) -> None:
    offer = offered(clinic, waits(clinic))
    booked = offering.accept(offer=offer, now=NOW, actor=desk())
    lifecycle.cancel(appointment=booked, now=NOW, actor=desk(), quiet_until=NOW + 12 * SECOND)
    assert undo(booked, EventKind.CANCELLED, 2).status == Status.BOOKED


def test_it_offers_at_other_places_meanwhile() -> None:
    clinic, other = Clinic(), Clinic()
    booked = clinic.book(clinic.at(9))
    waits(other)
    lifecycle.cancel(appointment=booked, now=NOW, actor=desk())
    assert tick(NOW + 2 * SECOND) == 1


def test_it_offers_other_times_there_meanwhile(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(9))
    entry = waits(clinic)
    lifecycle.cancel(appointment=booked, now=NOW, actor=desk())
    held = offered(clinic, entry, NOW + 2 * SECOND).appointment
    assert held.starts_at >= booked.blocked_until
