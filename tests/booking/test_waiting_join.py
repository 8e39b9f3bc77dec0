"""Joining the line, the place in it, and leaving it."""

from datetime import time, timedelta
from typing import Any

import pytest

from booking import lifecycle
from booking.lifecycle.offering import stop_waiting
from booking.models import Status, Urgency, WaitlistEntry
from booking.waiting.joining import WaitsForEnough, change, fingerprint, go_on, join
from booking.waiting.line import place_of, with_places
from tests.booking.waiting_list import TUESDAY, offered, tick, waits, wish
from tests.factories import (
    NOW,
    PATIENT,
    Clinic,
    desk,
    make_patient,
    make_therapist,
    make_treatment,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
State = WaitlistEntry.State
LATER = NOW + timedelta(minutes=1)


def test_it_keeps_the_wish(clinic: Clinic) -> None:
    entry = waits(clinic, therapist=clinic.therapist, latest=time(12))
    entry.refresh_from_db()
    assert (entry.therapist, entry.first_day, entry.latest) == (
        clinic.therapist,
        TUESDAY,
        time(12),
    )
    assert (entry.state, entry.urgency, entry.created_at) == (State.WAITING, Urgency.NORMAL, NOW)


def test_it_answers_the_same_wish_with_the_first_entry(clinic: Clinic) -> None:
    alice = make_patient()
    first = waits(clinic, alice)
    assert waits(clinic, alice, now=LATER) == first
    assert WaitlistEntry.objects.count() == 1


def test_it_lets_one_wait_for_something_else_too(clinic: Clinic) -> None:
    alice = make_patient()
    waits(clinic, alice)
    waits(clinic, alice, latest=time(10))
    assert WaitlistEntry.objects.count() == 2


def test_it_lets_an_account_wait_for_a_handful_of_things(clinic: Clinic) -> None:
    account = make_user()
    alice = make_patient(account)
    child = make_patient(account, relationship="child", given_name="Cleo")
    for hour in range(9, 14):
        waits(clinic, alice if hour % 2 else child, latest=time(hour))
    with pytest.raises(WaitsForEnough):
        waits(clinic, child, latest=time(20))
    assert waits(clinic, latest=time(20)).state == State.WAITING


def test_it_counts_no_paused_wish_that_has_passed(clinic: Clinic) -> None:
    alice = make_patient()
    for hour in range(9, 14):
        waits(clinic, alice, latest=time(hour))
    WaitlistEntry.objects.update(state=State.UNANSWERED)
    wednesday = TUESDAY + timedelta(days=1)
    days: dict[str, Any] = {"first_day": wednesday, "last_day": wednesday}
    with pytest.raises(WaitsForEnough):
        waits(clinic, alice, **days)
    tick(clinic.at(0, days=2))
    assert set(alice.waitlist_entries.values_list("state", flat=True)) == {State.PASSED}
    assert waits(clinic, alice, now=clinic.at(0, days=2), **days).state == State.WAITING


def test_it_ends_a_paused_wish_that_was_met(clinic: Clinic) -> None:
    alice = make_patient()
    entry = waits(clinic, alice)
    WaitlistEntry.objects.update(state=State.UNANSWERED)
    clinic.book(clinic.at(10), alice, now=LATER)
    assert tick(LATER) == 0
    entry.refresh_from_db()
    assert entry.state == State.BOOKED


def test_it_offers_nothing_to_who_is_paused(clinic: Clinic) -> None:
    entry = waits(clinic)
    WaitlistEntry.objects.update(state=State.UNANSWERED)
    assert tick() == 0
    entry.refresh_from_db()
    assert entry.state == State.UNANSWERED


def test_it_lets_the_desk_add_as_many_as_it_likes(clinic: Clinic) -> None:
    alice = make_patient()
    for hour in range(9, 16):
        join(
            wish=wish(clinic, latest=time(hour)),
            patient=alice,
            now=NOW,
            actor=desk(),
            urgency=Urgency.URGENT,
            desk_note="Works shifts.",
        )
    assert alice.waitlist_entries.filter(urgency=2, desk_note="Works shifts.").count() == 7


def test_it_replaces_only_an_own_coming_appointment(clinic: Clinic) -> None:
    alice = make_patient()
    booking = clinic.book(clinic.at(15), alice)
    assert waits(clinic, alice, instead_of=booking).instead_of == booking
    with pytest.raises(lifecycle.StateChanged):
        waits(clinic, instead_of=booking)
    lifecycle.cancel(appointment=booking, now=NOW, actor=desk())
    with pytest.raises(lifecycle.StateChanged):
        waits(clinic, alice, instead_of=booking, latest=time(9))


def test_it_counts_those_ahead_who_want_what_overlaps(clinic: Clinic) -> None:
    waits(clinic)
    entry = waits(clinic, now=LATER)
    assert place_of(entry) == 2
    waits(clinic, now=LATER + timedelta(minutes=1))
    assert place_of(entry) == 2
    waits(clinic, now=LATER, urgency=Urgency.SOON)
    assert place_of(entry) == 3


def test_it_counts_nobody_who_wants_something_else(clinic: Clinic) -> None:
    other = Clinic()
    maya, jonas = clinic.therapist, make_therapist("jonas", clinic.treatment)
    waits(other)
    waits(clinic, therapist=jonas)
    waits(clinic, first_day=TUESDAY + timedelta(days=1), last_day=TUESDAY + timedelta(days=2))
    clinic.treatment = make_treatment()
    waits(clinic)
    clinic.treatment = maya.treatments.get()
    assert place_of(waits(clinic, therapist=maya, now=LATER)) == 1
    assert place_of(waits(clinic, therapist=jonas, now=LATER)) == 2
    assert place_of(waits(clinic, now=LATER + timedelta(minutes=1))) == 4


def test_it_tells_all_places_in_one_query(clinic: Clinic, django_assert_num_queries: Any) -> None:
    for number in range(4):
        waits(clinic, now=NOW + timedelta(minutes=number))
    with django_assert_num_queries(1):
        found = with_places(WaitlistEntry.objects.in_line())
        assert [entry.place for entry in found] == [1, 2, 3, 4]  # type: ignore[attr-defined]


def test_it_changes_the_wish_and_keeps_the_place(clinic: Clinic) -> None:
    entry = waits(clinic)
    change(
        entry=entry,
        wish=wish(clinic, latest=time(10)),
        urgency=Urgency.URGENT,
        desk_note=" Prefers the morning. ",
    )
    entry.refresh_from_db()
    assert (entry.latest, entry.urgency, entry.created_at) == (time(10), Urgency.URGENT, NOW)
    assert entry.desk_note == "Prefers the morning."


def test_it_changes_only_what_was_seen(clinic: Clinic) -> None:
    entry = WaitlistEntry.objects.get(pk=waits(clinic).pk)
    seen = fingerprint(entry)
    morning, evening = wish(clinic, latest=time(10)), wish(clinic, earliest=time(17))
    change(entry=entry, wish=morning, urgency=Urgency.NORMAL, desk_note="", seen=seen)
    with pytest.raises(lifecycle.StateChanged, match="A colleague has changed"):
        change(entry=entry, wish=evening, urgency=Urgency.SOON, desk_note="", seen=seen)
    entry.refresh_from_db()
    assert (entry.latest, entry.urgency) == (time(10), Urgency.NORMAL)


def test_it_changes_nothing_that_has_ended(clinic: Clinic) -> None:
    entry = waits(clinic)
    stop_waiting(entry=entry, state=State.LEFT, now=NOW, actor=PATIENT)
    with pytest.raises(lifecycle.StateChanged):
        change(entry=entry, wish=wish(clinic), urgency=Urgency.SOON, desk_note="")


def test_it_leaves_and_gives_back_what_is_offered(clinic: Clinic) -> None:
    entry = waits(clinic)
    offer = offered(clinic, entry)
    left = stop_waiting(entry=entry, state=State.LEFT, now=LATER, actor=PATIENT)
    assert (left.state, left.ended_at) == (State.LEFT, LATER)
    offer.refresh_from_db()
    offer.appointment.refresh_from_db()
    assert offer.answer == "declined"
    assert offer.appointment.status == Status.CANCELLED
    assert tick(LATER) == 0


def test_it_goes_on_after_a_pause_and_only_then(clinic: Clinic) -> None:
    entry = waits(clinic)
    WaitlistEntry.objects.filter(pk=entry.pk).update(state=State.UNANSWERED, unanswered=2)
    again = go_on(entry=entry)
    assert (again.state, again.unanswered, again.created_at) == (State.WAITING, 0, NOW)
    stop_waiting(entry=entry, state=State.LEFT, now=NOW, actor=PATIENT)
    assert go_on(entry=entry).state == State.LEFT
