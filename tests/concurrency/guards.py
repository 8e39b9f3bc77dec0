"""Taking the guards away, to show that without them the race is real."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from booking import locking, taking
from booking.lifecycle import changing, holding
from booking.models import Appointment, AppointmentEvent
from tests.concurrency.together import PATIENCE

EXCLUSIONS = [
    constraint
    for constraint in Appointment._meta.constraints
    if constraint.name.endswith("never_overlaps")
]
LOCKS = ("lock_visitor", "lock_therapists", "lock_rooms", "lock_patients")


@contextmanager
def constraints_off() -> Iterator[None]:
    """The test database without its exclusion constraints; what happens meanwhile is wiped out."""
    assert len(EXCLUSIONS) == 3
    with connection.schema_editor() as editor:
        for constraint in EXCLUSIONS:
            editor.remove_constraint(Appointment, constraint)
    try:
        yield
    finally:
        AppointmentEvent.objects.all().delete()
        Appointment.objects.all().delete()
        with connection.schema_editor() as editor:
            for constraint in EXCLUSIONS:
                editor.add_constraint(Appointment, constraint)


def locks_off(monkeypatch: pytest.MonkeyPatch, crowd: int) -> None:
    """Nobody waits for anybody, and all look before anyone writes: the worst case, every time."""
    for module in (holding, changing, taking):
        for lock in LOCKS:
            monkeypatch.setattr(module, lock, lambda *_: None, raising=False)
    meet = _meeting(crowd)
    monkeypatch.setattr(taking, "lock_rooms", lambda *_: meet())


def lock_in_the_order_given(monkeypatch: pytest.MonkeyPatch, crowd: int) -> None:
    """As if nobody had thought of an order: each takes a first therapist, then wants another."""
    meet = _meeting(crowd)

    def lock_one_by_one(*ids: int) -> None:
        for pk in ids:
            locking.lock_therapists(pk)
            meet()

    monkeypatch.setattr(taking, "lock_therapists", lock_one_by_one)


def _meeting(crowd: int) -> Callable[[], None]:
    """Waits until everybody is there, once; later calls, in a second try, go straight on."""
    everybody = Barrier(crowd)

    def meet() -> None:
        try:
            everybody.wait(PATIENCE)
        except BrokenBarrierError:
            return
        everybody.abort()

    return meet


def count_errors(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the database errors that `one_transaction` meets from now on."""
    met: list[str] = []
    judge = locking._raise_unless_worth_another_try

    def note(error: Exception) -> None:
        met.append(type(error.__cause__).__name__)
        judge(error)  # type: ignore[arg-type]

    monkeypatch.setattr(locking, "_raise_unless_worth_another_try", note)
    return met
