"""Free starts, a crowd that waits for them, and people who book online: one holder each."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import Count, Q

from booking import lifecycle
from booking.lifecycle import offering
from booking.models import Appointment, WaitlistEntry, WaitlistOffer
from booking.policy import cannot_be_kept
from booking.refusals import Refused
from booking.waiting.offering import offer_free_starts
from frontdesk.away.absence import absence_on, save_absence
from tests.booking.waiting_list import DESK, TUESDAY, fill, waits
from tests.concurrency.guards import constraints_off, locks_off
from tests.concurrency.schedule import clashes
from tests.concurrency.together import Stopwatch, together
from tests.factories import NOW, PATIENT, SYSTEM, Clinic, make_patient

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 8


def free_up(clinic: Clinic, *numbers: int) -> list[Appointment]:
    """Tuesday is full; these of its six are cancelled by their patients."""
    full = fill(clinic)
    for number in numbers:
        lifecycle.cancel(appointment=full[number], now=NOW, actor=PATIENT)
    return [full[number] for number in numbers]


def offer_by_hand(entry: WaitlistEntry, freed: Appointment) -> Callable[[], Any]:
    return partial(
        offering.offer,
        entry=entry,
        therapist=freed.therapist,
        starts_at=freed.starts_at,
        now=NOW,
        actor=DESK,
    )


def holders(freed: Appointment) -> int:
    """How many have what was freed."""
    return Appointment.objects.blocking().filter(starts_at=freed.starts_at).count()


def offered_twice() -> list[int]:
    """The entries with more than one offer that is out."""
    out = Count("offers", filter=Q(offers__answer=WaitlistOffer.Answer.NONE))
    entries = WaitlistEntry.objects.alias(out=out).filter(out__gt=1)
    return list(entries.values_list("pk", flat=True))


def wipe() -> None:
    WaitlistEntry.objects.all().delete()
    Appointment.objects.all().delete()


def test_two_starts_go_to_two_of_a_crowd() -> None:
    watch, offers = Stopwatch(), 0
    for _ in range(4):
        clinic = Clinic()
        freed = free_up(clinic, 1, 4)
        line = [waits(clinic, now=NOW + timedelta(seconds=at)) for at in range(CROWD)]
        ticks = [partial(offer_free_starts, now=NOW)] * 3
        by_hand = [offer_by_hand(entry, start) for entry in line[:3] for start in freed]
        online = [partial(clinic.hold, start.starts_at) for start in freed]
        together([*ticks, *by_hand, *online])
        # What was lost in the rush comes with the next tick.
        offer_free_starts(now=NOW)
        assert [holders(start) for start in freed] == [1, 1]
        assert offered_twice() == []
        assert clashes() == []
        offers += WaitlistOffer.objects.count()
        wipe()
    watch.say("two starts, a crowd, two online", offers=offers)


def test_what_is_booked_online_is_offered_to_nobody() -> None:
    heard = Counter[str]()
    for _ in range(10):
        clinic = Clinic()
        (freed,) = free_up(clinic, 2)
        entry = waits(clinic)
        answers = together([offer_by_hand(entry, freed), partial(clinic.hold, freed.starts_at)])
        names = tuple(type(answer).__name__ for answer in answers)
        assert names in {("WaitlistOffer", "SlotTaken"), ("SlotTaken", "Appointment")}
        heard[names[0]] += 1
        assert holders(freed) == 1
        assert clashes() == []
        wipe()
    Stopwatch().say("an offer against a booking online", offer_heard=dict(heard))


def test_without_guards_it_is_booked_and_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: no row locks, no constraint, and both have looked."""
    clinic = Clinic()
    (freed,) = free_up(clinic, 2)
    entry = waits(clinic)
    locks_off(monkeypatch, 2)
    with constraints_off():
        together([offer_by_hand(entry, freed), partial(clinic.hold, freed.starts_at)])
        assert holders(freed) == 2
        WaitlistEntry.objects.all().delete()


def test_one_person_gets_one_offer_from_two_desks() -> None:
    for _ in range(6):
        clinic = Clinic()
        freed = free_up(clinic, 1, 4)
        entry = waits(clinic)
        answers = together([offer_by_hand(entry, start) for start in freed] * 2)
        assert sum(isinstance(answer, WaitlistOffer) for answer in answers) == 1
        assert all(isinstance(answer, (WaitlistOffer, Refused)) for answer in answers)
        assert sum(holders(start) for start in freed) == 1
        wipe()


def test_taking_one_time_and_being_offered_another_leaves_one_booking() -> None:
    """Two wishes of one patient: accepting the one while the other is offered the same hour."""
    for _ in range(6):
        clinic = Clinic(therapists=2, rooms=2)
        first = waits(clinic)
        other = waits(clinic, first.patient, therapist=clinic.therapists[1])
        offer = offering.offer(
            entry=first, therapist=clinic.therapist, starts_at=clinic.at(10), now=NOW, actor=SYSTEM
        )
        accept = partial(offering.accept, offer=offer, now=NOW, actor=PATIENT)
        again = partial(
            offering.offer,
            entry=other,
            therapist=clinic.therapists[1],
            starts_at=clinic.at(10),
            now=NOW,
            actor=DESK,
        )
        taken, _ = together([accept, again])
        assert isinstance(taken, Appointment)
        assert clashes() == []
        wipe()


def test_two_wishes_to_replace_one_booking_replace_it_once() -> None:
    for _ in range(6):
        clinic, alice = Clinic(), make_patient()
        later = clinic.book(clinic.at(11, days=3), alice)
        for day in (TUESDAY, TUESDAY + timedelta(days=1)):
            waits(clinic, alice, instead_of=later, first_day=day, last_day=day)
        assert offer_free_starts(now=NOW) == 2
        offers = list(WaitlistOffer.objects.all())
        answers = together(
            [partial(offering.accept, offer=one, now=NOW, actor=PATIENT) for one in offers]
        )
        taken = [answer for answer in answers if isinstance(answer, Appointment)]
        assert list(Appointment.objects.blocking()) == taken
        assert len(taken) == 1
        assert any(isinstance(answer, lifecycle.HoldExpired) for answer in answers)
        wipe()


def test_an_offer_taken_while_its_therapist_falls_ill_is_refused_or_listed() -> None:
    heard = Counter[str]()
    for _ in range(6):
        clinic = Clinic()
        waits(clinic)
        offer_free_starts(now=NOW)
        accept = partial(offering.accept, offer=WaitlistOffer.objects.get(), now=NOW, actor=PATIENT)
        ill = absence_on(clinic.therapist, TUESDAY, TUESDAY)
        answer, _ = together([accept, partial(save_absence, ill, now=NOW)])
        heard[type(answer).__name__] += 1
        assert isinstance(answer, lifecycle.TakenBack) or cannot_be_kept(answer)
        wipe()
    Stopwatch().say("accept against sick today", heard=dict(heard))
