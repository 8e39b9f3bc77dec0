"""Negative controls: with the locks and the constraints off, the same crowds do harm.

So the other tests of this folder prove something. Each control is next to its guarded twin, in
threads of this process, because nothing in the site can switch its guards off.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from psycopg import errors

from booking import lifecycle, locking
from booking.lifecycle import holding
from booking.models import Appointment
from tests.concurrency.guards import (
    constraints_off,
    count_errors,
    lock_in_the_order_given,
    locks_off,
)
from tests.concurrency.schedule import clashes, standing
from tests.concurrency.together import PATIENCE, Stopwatch, together
from tests.factories import NOW, PATIENT, Clinic, make_patient

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 12


class NeverRaised(Exception):
    pass


NO_SUCH_ERRORS = {"DeadlockDetected": NeverRaised, "SerializationFailure": NeverRaised}


def holds(clinic: Clinic, count: int = CROWD, **changes: Any) -> list[Callable[[], Any]]:
    return [partial(clinic.hold, clinic.at(10), **changes)] * count


def held(answers: list[Any]) -> int:
    return sum(isinstance(answer, Appointment) for answer in answers)


def names(answers: list[Any]) -> dict[str, int]:
    return dict(Counter(type(answer).__name__ for answer in answers))


def test_one_start_is_held_once() -> None:
    answers = together(holds(Clinic()))
    assert names(answers) == {"Appointment": 1, "SlotTaken": CROWD - 1}
    assert clashes() == []


def test_without_guards_one_start_is_held_by_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic, watch = Clinic(), Stopwatch()
    locks_off(monkeypatch, CROWD)
    with constraints_off():
        answers = together(holds(clinic))
        watch.say("control: no guards", answers=names(answers), clashes=len(clashes()))
        assert held(answers) == CROWD
        assert len(clashes()) == CROWD * (CROWD - 1) // 2


def test_with_locks_alone_one_start_is_held_once() -> None:
    clinic = Clinic()
    with constraints_off():
        assert held(together(holds(clinic))) == 1
        assert clashes() == []


def test_with_constraints_alone_one_start_is_held_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = Clinic()
    locks_off(monkeypatch, CROWD)
    answers = together(holds(clinic))
    assert held(answers) == 1
    assert set(names(answers)) == {"Appointment", "SlotTaken"}
    assert clashes() == []


def crossing_moves() -> list[Callable[[], Any]]:
    """Maya's session goes to Jonas while his goes to her."""
    clinic = Clinic(therapists=2, rooms=2)
    maya, jonas = clinic.therapists
    booked = [clinic.book(clinic.at(10, days=2), therapist=one) for one in (maya, jonas)]
    return [
        partial(
            lifecycle.reschedule,
            appointment=one,
            therapist=other,
            starts_at=clinic.at(14, days=2),
            now=NOW,
            actor=PATIENT,
        )
        for one, other in zip(booked, (jonas, maya), strict=True)
    ]


def test_crossing_moves_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    met, watch = count_errors(monkeypatch), Stopwatch()
    for _ in range(5):
        assert names(together(crossing_moves())) == {"Appointment": 2}
    watch.say("5 crossing moves", database_errors=met)
    assert met == []
    assert clashes() == []


def test_locked_in_any_order_crossing_moves_deadlock_and_are_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met, watch, moves = count_errors(monkeypatch), Stopwatch(), crossing_moves()
    lock_in_the_order_given(monkeypatch, 2)
    assert names(together(moves)) == {"Appointment": 2}
    watch.say("control: locks in any order", database_errors=met)
    # Sometimes twice: the second try may overtake the one that was just let through.
    assert set(met) == {"DeadlockDetected"}
    assert clashes() == []


def test_a_deadlock_without_another_try_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    moves = crossing_moves()
    monkeypatch.setattr(locking, "errors", SimpleNamespace(**vars(errors) | NO_SUCH_ERRORS))
    lock_in_the_order_given(monkeypatch, 2)
    assert names(together(moves)) == {"Appointment": 1, "OperationalError": 1}


def test_any_therapist_is_given_as_often_as_free() -> None:
    clinic = Clinic(therapists=3, rooms=3)
    assert held(together(holds(clinic, 20, therapist=None))) == 3
    assert clashes() == []


def test_without_guards_any_therapist_is_given_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = Clinic(therapists=3, rooms=3)
    locks_off(monkeypatch, 20)
    with constraints_off():
        assert held(together(holds(clinic, 20, therapist=None))) == 20
        assert clashes() != []


def by_room(clinic: Clinic) -> list[Callable[[], Any]]:
    """Four therapists, each wanted three times."""
    return [
        partial(clinic.hold, clinic.at(10), therapist=one)
        for one in clinic.therapists
        for _ in range(3)
    ]


def test_rooms_are_never_given_twice() -> None:
    clinic = Clinic(therapists=4, rooms=2)
    assert held(together(by_room(clinic))) == 2
    assert clashes() == []


def test_without_guards_rooms_are_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = Clinic(therapists=4, rooms=2)
    locks_off(monkeypatch, 12)
    with constraints_off():
        together(by_room(clinic))
        rooms = Counter(one.room_id for one in standing())
        assert max(rooms.values()) > 1


def double_submit(clinic: Clinic) -> list[Callable[[], Any]]:
    alice = lifecycle.Visitor("alice")
    return holds(clinic, 6, visitor=alice, idempotency_key="one-press", therapist=None)


def test_one_press_is_one_hold() -> None:
    answers = together(double_submit(Clinic(therapists=3, rooms=3)))
    assert len({answer.pk for answer in answers}) == 1
    assert len(standing()) == 1


def test_without_the_key_six_presses_take_all_three() -> None:
    clinic = Clinic(therapists=3, rooms=3)
    together(holds(clinic, 6, visitor=lifecycle.Visitor("alice"), therapist=None))
    assert len(standing()) == 3


def test_a_visitor_cannot_outrun_the_limit() -> None:
    clinic = Clinic(therapists=4, rooms=4)
    clinic.set_policy(holds_per_visitor=1)
    answers = together(many_therapists(clinic))
    assert names(answers) == {"Appointment": 1, "TooManyHolds": 3}


def test_without_locks_a_visitor_outruns_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = Clinic(therapists=4, rooms=4)
    clinic.set_policy(holds_per_visitor=1)
    locks_off(monkeypatch, 4)
    meet_after(monkeypatch, "_refuse_too_many_holds", 4)
    assert held(together(many_therapists(clinic))) == 4


def many_therapists(clinic: Clinic) -> list[Callable[[], Any]]:
    """Each at a time and in a room of their own, for the same visitor."""
    alice = lifecycle.Visitor("alice")
    return [
        partial(clinic.hold, clinic.at(hour), therapist=one, visitor=alice)
        for hour, one in zip((9, 11, 13, 15), clinic.therapists, strict=True)
    ]


def at_two_clinics() -> list[Callable[[], Any]]:
    """One patient confirms two holds of the same hour, at different locations."""
    clinics, alice = [Clinic(), Clinic()], make_patient()
    waiting = [clinic.hold(clinic.at(10)) for clinic in clinics]
    return [
        partial(lifecycle.confirm, appointment=it, patient=alice, now=NOW, actor=PATIENT)
        for it in waiting
    ]


def test_a_patient_confirms_only_one_of_two_at_the_same_time() -> None:
    for _ in range(4):
        assert names(together(at_two_clinics())) == {"Appointment": 1, "PatientBusy": 1}
        assert clashes() == []


def test_without_guards_a_patient_is_in_two_places(monkeypatch: pytest.MonkeyPatch) -> None:
    actions = at_two_clinics()
    locks_off(monkeypatch, 2)
    meet_after(monkeypatch, "refuse_busy_patient", 2)
    with constraints_off():
        assert names(together(actions)) == {"Appointment": 2}
        assert clashes() != []


def meet_after(monkeypatch: pytest.MonkeyPatch, name: str, crowd: int) -> None:
    """Everybody has been through this check before anybody writes."""
    checked, check = Barrier(crowd), getattr(holding, name)

    def check_and_wait(*arguments: Any) -> None:
        check(*arguments)
        checked.wait(PATIENCE)

    monkeypatch.setattr(holding, name, check_and_wait)
