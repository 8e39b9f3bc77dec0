"""The instant in which an offer is taken, runs out, and goes to the next in line."""

from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from booking import lifecycle
from booking.lifecycle import offering
from booking.models import Appointment, Status, WaitlistEntry, WaitlistOffer
from booking.waiting.joining import WaitsForEnough, join
from booking.waiting.offering import offer_free_starts
from tests.booking.waiting_list import fill, offered, waits, wish
from tests.concurrency.guards import constraints_off
from tests.concurrency.schedule import clashes
from tests.concurrency.together import PATIENCE, Stopwatch, together
from tests.factories import NOW, PATIENT, Clinic, make_patient, make_user

pytestmark = pytest.mark.django_db(transaction=True)
JUST_BEFORE = NOW + timedelta(hours=1) - timedelta(microseconds=1)
OVER = NOW + timedelta(hours=1)


def names(answers: list[Any]) -> dict[str, int]:
    return dict(Counter(type(answer).__name__ for answer in answers))


def an_offer_and_the_next() -> tuple[WaitlistOffer, WaitlistEntry]:
    """One start is free, it is offered to the first of two."""
    clinic = Clinic()
    fill(clinic, leave=2)
    first, second = waits(clinic), waits(clinic, now=NOW + timedelta(microseconds=1))
    return offered(clinic, first), second


def accept(offer: WaitlistOffer) -> Callable[[], Any]:
    return partial(offering.accept, offer=offer, now=JUST_BEFORE, actor=PATIENT)


def who_has_it(offer: WaitlistOffer) -> list[Appointment]:
    """Everything that now takes up the offered start."""
    start, there = offer.appointment.starts_at, offer.appointment.location
    return list(Appointment.objects.blocking().filter(starts_at=start, location=there))


def test_taking_an_offer_and_offering_it_to_the_next_has_one_winner() -> None:
    watch, heard = Stopwatch(), Counter[str]()
    for _ in range(10):
        offer, second = an_offer_and_the_next()
        ticks = [partial(offer_free_starts, now=OVER)] * 2
        accepted, *_ = together([accept(offer), *ticks])
        heard[type(accepted).__name__] += 1
        (taken,) = who_has_it(offer)
        offer.refresh_from_db()
        if isinstance(accepted, Appointment):
            assert (taken.patient_id, offer.answer) == (offer.entry.patient_id, "accepted")
            assert second.offers.count() == 0
        else:
            assert isinstance(accepted, lifecycle.HoldExpired)
            assert offer.answer == "lapsed"
            assert taken.status == Status.HELD
            assert taken.waitlist_offer.entry_id == second.pk
        assert clashes() == []
        WaitlistEntry.objects.all().delete()
        Appointment.objects.all().delete()
    watch.say("accept against lapse and next in line", accept_heard=dict(heard))


def test_two_presses_and_a_refusal_give_one_result() -> None:
    for _ in range(6):
        offer, _ = an_offer_and_the_next()
        decline = partial(offering.decline, offer=offer, now=NOW, actor=PATIENT)
        answers = together([accept(offer), accept(offer), decline])
        offer.refresh_from_db()
        offer.appointment.refresh_from_db()
        if offer.answer == "accepted":
            assert names(answers[:2]) == {"Appointment": 2}
            assert offer.appointment.status == Status.BOOKED
        else:
            assert names(answers[:2]) == {"HoldExpired": 2}
            assert offer.appointment.status == Status.CANCELLED
        assert offer.appointment.events.filter(kind="booked").count() <= 1


def test_ticks_at_the_same_time_offer_a_start_once() -> None:
    clinic = Clinic()
    fill(clinic, leave=2)
    for _ in range(6):
        waits(clinic)
    answers = together([partial(offer_free_starts, now=NOW)] * 6)
    assert sum(answers) == 1
    assert WaitlistOffer.objects.count() == 1


def test_without_the_tick_lock_the_locks_of_the_hold_suffice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    for _ in range(6):
        waits(clinic)
    monkeypatch.setattr("booking.waiting.offering._alone", lambda: nullcontext(True))
    together([partial(offer_free_starts, now=NOW)] * 4)
    assert clashes() == []
    assert WaitlistOffer.objects.count() == 6
    assert not WaitlistEntry.objects.exclude(offers__answer="none").exists()


def meeting(crowd: int) -> Callable[..., None]:
    """All have looked before anybody writes."""
    everybody = Barrier(crowd)

    def meet(*_: Any) -> None:
        try:
            everybody.wait(PATIENCE)
        except BrokenBarrierError:
            return
        everybody.abort()

    return meet


def test_without_guards_the_same_start_goes_to_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: no row locks, no constraint, and both have looked."""
    offer, second = an_offer_and_the_next()
    place: dict[str, Any] = {
        "entry": second,
        "therapist": None,
        "starts_at": offer.appointment.starts_at,
    }
    take_over = partial(offering.offer, **place, now=OVER, actor=PATIENT)
    for lock in ("lock_therapists", "lock_rooms", "lock_patients"):
        monkeypatch.setattr(offering, lock, lambda *_: None)
        monkeypatch.setattr(f"booking.taking.{lock}", lambda *_: None)
    monkeypatch.setattr(offering, "_locked_appointments", without_locks)
    meet = meeting(2)
    monkeypatch.setattr(offering, "refuse_busy_patient", meet)
    monkeypatch.setattr("booking.taking._expire_overlapping", meet)
    with constraints_off():
        answers = together([accept(offer), take_over])
        assert names(answers) == {"Appointment": 1, "WaitlistOffer": 1}
        assert len(who_has_it(offer)) == 2
        WaitlistEntry.objects.all().delete()


def without_locks(involved: list[Appointment]) -> dict[int, Appointment]:
    rows = Appointment.objects.to_show().filter(pk__in=[one.pk for one in involved])
    return rows.in_bulk()


def test_with_guards_the_same_start_goes_to_one() -> None:
    for _ in range(6):
        offer, second = an_offer_and_the_next()
        place: dict[str, Any] = {
            "entry": second,
            "therapist": None,
            "starts_at": offer.appointment.starts_at,
        }
        take_over = partial(offering.offer, **place, now=OVER, actor=PATIENT)
        answers = names(together([accept(offer), take_over]))
        assert answers in (
            {"Appointment": 1, "SlotTaken": 1},
            {"HoldExpired": 1, "WaitlistOffer": 1},
        )
        assert len(who_has_it(offer)) == 1


def test_joining_twice_at_once_is_one_entry() -> None:
    clinic, alice = Clinic(), make_patient()
    answers = together([partial(waits, clinic, alice)] * 6)
    assert len({answer.pk for answer in answers}) == 1


def test_an_account_cannot_outrun_the_limit() -> None:
    clinic, account = Clinic(), make_user()
    family = [make_patient(account), make_patient(account, relationship="child")]
    joining = [
        partial(
            join,
            wish=wish(clinic, minutes=minutes),
            patient=family[minutes % 2],
            now=NOW,
            actor=PATIENT,
        )
        for minutes in range(30, 40)
    ]
    assert names(together(joining)) == {"WaitlistEntry": 5, WaitsForEnough.__name__: 5}
