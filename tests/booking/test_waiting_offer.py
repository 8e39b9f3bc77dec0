"""What is offered to whom, and when it is not."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from booking import lifecycle
from booking.lifecycle import offering
from booking.models import EventKind, Source, Status, Urgency, WaitlistEntry, WaitlistOffer
from booking.waiting.offering import AT_WORK, offer_free_starts
from tests.booking.rows import events_of
from tests.booking.waiting_list import (
    AFTER_UNDO,
    TUESDAY,
    fill,
    messages_of,
    offer_to,
    offered,
    tick,
    waits,
)
from tests.concurrency.schedule import clashes
from tests.factories import (
    NOW,
    PATIENT,
    SYSTEM,
    Clinic,
    desk,
    make_patient,
    make_therapist,
    make_treatment,
)

pytestmark = pytest.mark.django_db(transaction=True)
State, Answer = WaitlistEntry.State, WaitlistOffer.Answer
HOUR = timedelta(hours=1)


def starts_offered() -> list[datetime]:
    found = WaitlistOffer.objects.order_by("pk")
    return list(found.values_list("appointment__starts_at", flat=True))


def test_it_offers_what_somebody_cancelled(clinic: Clinic) -> None:
    booked = fill(clinic)
    entry = waits(clinic)
    assert tick() == 0
    lifecycle.cancel(appointment=booked[1], now=NOW, actor=PATIENT)
    assert tick() == 1
    offer = offer_to(entry)
    assert offer.appointment.starts_at == booked[1].starts_at
    assert (offer.offered_at, offer.expires_at) == (NOW, NOW + HOUR)


def test_it_keeps_the_time_by_a_hold_like_every_other(clinic: Clinic) -> None:
    offer = offered(clinic, waits(clinic))
    held = offer.appointment
    assert (held.status, held.patient, held.expires_at) == (Status.HELD, None, NOW + HOUR)
    assert (held.source, held.visitor) == (Source.WAITING_LIST.value, "")
    assert held.price == 90
    assert events_of(held) == [EventKind.HELD]
    with pytest.raises(lifecycle.SlotTaken):
        clinic.hold(held.starts_at)


def test_it_tells_by_the_channels_that_the_patient_chose(clinic: Clinic) -> None:
    alice = make_patient(phone="+16045550123", reminders_by_sms=True)
    told = messages_of(offered(clinic, waits(clinic, alice)))
    assert [(one.channel, one.due_at, one.not_after) for one in told] == [
        ("email", NOW, NOW + HOUR),
        ("sms", NOW, NOW + HOUR),
    ]


def test_it_offers_nothing_to_whom_it_cannot_tell(clinic: Clinic) -> None:
    waits(clinic, make_patient(email=""))
    entry = waits(clinic)
    assert tick() == 1
    assert entry.offers.count() == 1


def test_it_offers_a_start_to_one_at_a_time(clinic: Clinic) -> None:
    fill(clinic, leave=2)
    for _ in range(3):
        waits(clinic)
    assert tick() == 1
    assert tick() == 0


def test_it_goes_by_urgency_then_by_age(clinic: Clinic) -> None:
    fill(clinic, leave=2)
    old, young = waits(clinic), waits(clinic, now=NOW + timedelta(minutes=1))
    urgent = waits(clinic, now=NOW + timedelta(minutes=2), urgency=Urgency.URGENT)
    now = NOW + timedelta(minutes=3)
    for expected in (urgent, old, young):
        offer = offered(clinic, expected, now)
        offering.decline(offer=offer, now=now, actor=PATIENT)
    assert tick(now) == 0


def test_it_takes_the_first_day_and_there_what_leaves_no_gap(clinic: Clinic) -> None:
    offer = offered(clinic, waits(clinic, earliest=time(9, 15)))
    assert offer.appointment.starts_at == clinic.at(10, 15)


@pytest.mark.parametrize(
    "wish",
    [
        {"weekdays": [0, 2, 3, 4, 5, 6]},
        {"earliest": time(16, 1)},
        {"latest": time(8, 59)},
        {"first_day": TUESDAY + timedelta(days=120), "last_day": TUESDAY + timedelta(days=121)},
    ],
)
def test_it_offers_only_what_suits(clinic: Clinic, wish: dict[str, Any]) -> None:
    waits(clinic, **wish)
    assert tick() == 0


def test_it_keeps_to_the_hours_at_their_edges(clinic: Clinic) -> None:
    entry = waits(clinic, earliest=time(10, 30), latest=time(10, 30))
    assert offered(clinic, entry).appointment.starts_at == clinic.at(10, 30)


def test_it_offers_the_therapist_who_is_asked_for() -> None:
    clinic = Clinic(therapists=2, rooms=2)
    jonas = clinic.therapists[1]
    clinic.book(clinic.at(9), therapist=jonas)
    entry = waits(clinic, therapist=jonas)
    held = offered(clinic, entry).appointment
    assert (held.therapist, held.starts_at) == (jonas, clinic.at(10, 15))


def test_it_knows_the_clinics_zone() -> None:
    clinic = Clinic(zone_name="Europe/London")
    entry = waits(clinic, earliest=time(12), latest=time(12))
    assert offered(clinic, entry).appointment.starts_at == clinic.at(12)


def test_it_offers_only_what_is_earlier_than_the_booking(clinic: Clinic) -> None:
    alice = make_patient()
    booking = clinic.book(clinic.at(9), alice)
    entry = waits(clinic, alice, instead_of=booking, last_day=TUESDAY + timedelta(days=9))
    assert tick() == 0
    other = clinic.book(clinic.at(15, days=2), make_patient())
    WaitlistEntry.objects.filter(pk=entry.pk).update(instead_of=other)
    assert tick() == 1


def test_it_offers_nothing_while_the_patient_is_elsewhere(clinic: Clinic) -> None:
    alice, other = make_patient(), Clinic()
    other.book(other.at(9), alice)
    held = offered(clinic, waits(clinic, alice, latest=time(12))).appointment
    assert held.starts_at >= clinic.at(10)


def test_it_may_overlap_the_booking_that_it_replaces() -> None:
    clinic, alice = Clinic(therapists=2, rooms=2), make_patient()
    booking = clinic.book(clinic.at(9, 30), alice)
    entry = waits(clinic, alice, instead_of=booking)
    assert offered(clinic, entry).appointment.starts_at == clinic.at(9)


def test_it_never_makes_two_offers_at_once_to_one_person_for_one_time() -> None:
    clinic, alice = Clinic(therapists=2, rooms=2), make_patient()
    waits(clinic, alice)
    waits(clinic, alice, latest=time(20))
    assert tick() == 2
    first, second = WaitlistOffer.objects.all()
    assert not first.appointment.interval.overlaps(second.appointment.interval)


def test_it_offers_nothing_again_that_was_let_go(clinic: Clinic) -> None:
    fill(clinic, leave=2)
    entry = waits(clinic)
    offering.decline(offer=offered(clinic, entry), now=NOW, actor=PATIENT)
    assert tick() == 0
    assert entry.offers.get().answer == Answer.DECLINED


def test_it_keeps_the_notice(clinic: Clinic) -> None:
    waits(clinic)
    assert tick(clinic.at(13, 41)) == 0
    assert tick(clinic.at(13, 39)) == 1
    offer = WaitlistOffer.objects.get()
    assert offer.appointment.starts_at == clinic.at(15, 45)
    assert offer.expires_at == clinic.at(13, 45)


def test_it_offers_nothing_beyond_the_horizon(clinic: Clinic) -> None:
    clinic.set_policy(horizon_days=5)
    waits(clinic, first_day=TUESDAY + timedelta(days=5), last_day=TUESDAY + timedelta(days=9))
    assert tick() == 0


def test_it_waits_until_the_desk_can_no_longer_undo(clinic: Clinic) -> None:
    booked = fill(clinic)
    waits(clinic)
    lifecycle.cancel(appointment=booked[1], now=NOW, actor=desk())
    assert tick(NOW + timedelta(seconds=5)) == 0
    assert tick(AFTER_UNDO) == 1


def test_it_waits_for_the_place_that_was_moved_away_from(clinic: Clinic) -> None:
    booked = fill(clinic)
    waits(clinic)
    lifecycle.reschedule(
        appointment=booked[1], therapist=None, starts_at=clinic.at(9, days=2), now=NOW, actor=desk()
    )
    assert tick(NOW + timedelta(seconds=5)) == 0
    assert tick(AFTER_UNDO) == 1
    assert starts_offered() == [booked[1].starts_at]


def test_it_gives_different_starts_to_several() -> None:
    clinic = Clinic(therapists=3, rooms=2)
    for _ in range(8):
        waits(clinic, latest=time(12))
    tick()
    assert clashes() == []
    assert WaitlistOffer.objects.count() >= 4


def test_it_offers_through_the_desk_what_fits_nobodys_wish(clinic: Clinic) -> None:
    entry = waits(clinic, latest=time(10))
    offer = offering.offer(
        entry=entry, therapist=None, starts_at=clinic.at(14), now=NOW, actor=desk()
    )
    assert offer.appointment.starts_at == clinic.at(14)
    with pytest.raises(lifecycle.StateChanged):
        offering.offer(entry=entry, therapist=None, starts_at=clinic.at(10), now=NOW, actor=desk())


def test_it_refuses_an_offer_that_nobody_could_answer(clinic: Clinic) -> None:
    entry = waits(clinic)
    late = clinic.at(13, 41)
    with pytest.raises(lifecycle.TooLate):
        offering.offer(
            entry=entry, therapist=None, starts_at=clinic.at(15, 45), now=late, actor=SYSTEM
        )
    assert not WaitlistOffer.objects.exists()


def test_it_survives_what_the_clinic_no_longer_offers(clinic: Clinic) -> None:
    entry = waits(clinic)
    clinic.option.is_active = False
    clinic.option.save()
    assert tick() == 0
    entry.refresh_from_db()
    assert entry.state == State.WAITING


def test_it_costs_one_query_when_nobody_waits(
    clinic: Clinic, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert tick() == 0


def test_it_asks_as_often_whoever_waits(clinic: Clinic, django_assert_num_queries: Any) -> None:
    fill(clinic)
    for number in range(12):
        waits(clinic, now=NOW + timedelta(minutes=number))
    with django_assert_num_queries(16):
        assert tick() == 0


def test_it_asks_twice_more_for_each_group(clinic: Clinic, django_assert_num_queries: Any) -> None:
    fill(clinic)
    waits(clinic)
    jonas = make_therapist("jonas", clinic.treatment)
    waits(clinic, therapist=jonas)
    for _ in range(2):
        clinic.treatment = make_treatment()
        waits(clinic)
    with django_assert_num_queries(20):
        assert tick() == 0


def test_it_looks_no_further_after_the_last_offer_of_a_tick(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr("booking.waiting.offering.OFFERS_PER_TICK", 1)
    waits(clinic, urgency=Urgency.URGENT)
    for _ in range(4):
        clinic.treatment = make_treatment()
        waits(clinic)
    # Sixteen as for anybody, and what the one offer takes.
    with django_assert_num_queries(16 + 18):
        assert tick() == 1


def test_it_leaves_the_work_to_a_tick_that_is_at_it(clinic: Clinic) -> None:
    waits(clinic)
    cache.add(AT_WORK, "")
    assert offer_free_starts(now=NOW) == 0
    cache.delete(AT_WORK)
    assert offer_free_starts(now=NOW) == 1


def test_it_does_not_wait_for_a_tick_that_died(clinic: Clinic) -> None:
    waits(clinic)
    cache.add(AT_WORK, "", timeout=0)
    assert offer_free_starts(now=NOW) == 1
    assert cache.get(AT_WORK) is None
