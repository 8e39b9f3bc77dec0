"""Two desks book courses that cross: all of one and nothing of the other, or both; no deadlocks."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from booking import lifecycle
from booking.lifecycle import Move, Session
from booking.lifecycle import series as courses
from booking.models import Series, Status
from booking.series import messages
from tests.booking.courses import book_course, sessions_at, sessions_of, weekly
from tests.concurrency.guards import (
    constraints_off,
    count_errors,
    lock_in_the_order_given,
    locks_off,
)
from tests.concurrency.schedule import clashes, standing
from tests.concurrency.together import PATIENCE, Stopwatch, together
from tests.factories import NOW, Clinic, desk, make_patient

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


def names(answers: Sequence[Any]) -> dict[str, int]:
    return dict(Counter(type(answer).__name__ for answer in answers))


def crossing(clinic: Clinic) -> list[Callable[[], Series]]:
    """Maya then Jonas for one patient, Jonas then Maya for another: at different hours."""
    maya, jonas = clinic.therapists
    first, second = clinic.at(10), clinic.at(10, days=8)
    later, latest = clinic.at(14), clinic.at(14, days=8)
    one = [Session(clinic.option, maya, first), Session(clinic.option, jonas, second)]
    other = [Session(clinic.option, jonas, later), Session(clinic.option, maya, latest)]
    return [partial(book_course, clinic, it, make_patient()) for it in (one, other)]


def whole_or_nothing(sessions: int) -> None:
    """Every course stands with all its sessions; no session stands without a course."""
    counts = Counter(one.series_id for one in standing())
    assert set(counts.values()) <= {sessions}
    assert set(counts) == set(Series.objects.values_list("pk", flat=True))
    assert clashes() == []


def test_crossing_courses_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    met, watch = count_errors(monkeypatch), Stopwatch()
    for _ in range(5):
        clinic = Clinic(therapists=2, rooms=2)
        assert names(together(crossing(clinic))) == {"Series": 2}
    watch.say("5 crossing courses", database_errors=met)
    assert met == []
    whole_or_nothing(2)


def test_without_the_common_order_crossing_courses_deadlock_and_are_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: each locks its therapists only as it comes to them."""
    met, watch = count_errors(monkeypatch), Stopwatch()
    actions = crossing(Clinic(therapists=2, rooms=2))
    monkeypatch.setattr(courses, "_lock", lambda *_, **__: None)
    lock_in_the_order_given(monkeypatch, 2)
    assert names(together(actions)) == {"Series": 2}
    watch.say("control: locks as they come", database_errors=met)
    assert set(met) == {"DeadlockDetected"}
    whole_or_nothing(2)


def rivals(clinic: Clinic, many: int = MANY) -> list[Callable[[], Series]]:
    """The same three Tuesdays with the same therapist, for so many patients."""
    sessions = sessions_at(clinic, *weekly(clinic))
    return [partial(book_course, clinic, sessions, make_patient()) for _ in range(many)]


def test_one_course_is_booked_by_one() -> None:
    answers = together(rivals(Clinic()))
    assert names(answers) == {"Series": 1, "SessionRefused": MANY - 1}
    whole_or_nothing(3)


def test_without_guards_one_course_is_booked_by_many(monkeypatch: pytest.MonkeyPatch) -> None:
    actions = rivals(Clinic(), 2)
    monkeypatch.setattr(courses, "_lock", lambda *_, **__: None)
    locks_off(monkeypatch, 2)
    meet_before_the_end(monkeypatch, 2)
    with constraints_off():
        assert names(together(actions)) == {"Series": 2}
        assert clashes() != []


def meet_before_the_end(monkeypatch: pytest.MonkeyPatch, crowd: int) -> None:
    """Nobody commits before everybody has booked."""
    booked, announce = Barrier(crowd), messages.announce

    def announce_together(*arguments: Any, **more: Any) -> None:
        booked.wait(PATIENCE)
        announce(*arguments, **more)

    monkeypatch.setattr(messages, "announce", announce_together)


def staggered(clinic: Clinic) -> list[Callable[[], Series]]:
    """Courses that share some dates with the one before, each in another order."""
    days = [weekly(clinic, count=3, first=1 + 7 * number) for number in range(MANY)]
    orders = [list(one if number % 2 else reversed(one)) for number, one in enumerate(days)]
    return [
        partial(book_course, clinic, sessions_at(clinic, *starts), make_patient())
        for starts in orders
    ]


def test_staggered_courses_are_booked_whole_or_not_at_all() -> None:
    answers = together(staggered(Clinic()))
    assert set(names(answers)) == {"Series", "SessionRefused"}
    whole_or_nothing(3)


def test_courses_and_single_bookings_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    met, clinic = count_errors(monkeypatch), Clinic(therapists=2, rooms=2)
    singles = [
        partial(clinic.book, at, therapist=one)
        for at in weekly(clinic, count=2)
        for one in clinic.therapists
    ]
    answers = together([*crossing(clinic), *singles])
    assert set(names(answers)) <= {"Series", "SessionRefused", "Appointment", "SlotTaken"}
    # Both therapists may choose the same free room at once; the second one is tried again.
    assert set(met) <= {"ExclusionViolation"}
    assert clashes() == []
    for series in Series.objects.all():
        assert series.appointments.count() == 2


def test_a_second_press_waits_for_the_first() -> None:
    clinic, alice = Clinic(), make_patient()
    press = partial(book_course, clinic, patient=alice, idempotency_key="series-1-one-press")
    answers = together([press] * MANY)
    assert names(answers) == {"Series": MANY}
    assert len({answer.pk for answer in answers}) == 1
    whole_or_nothing(3)


def swap(clinic: Clinic) -> list[Callable[[], Series]]:
    """Maya's course goes to Jonas at ten while his goes to her."""
    maya, jonas = clinic.therapists
    pairs = ((maya, 10, jonas, 12), (jonas, 14, maya, 15))
    moves: list[Callable[[], Series]] = []
    for now_with, hour, later_with, new in pairs:
        sessions = sessions_at(clinic, *weekly(clinic, hour), therapist=now_with)
        series = book_course(clinic, sessions)
        places = zip(sessions_of(series), weekly(clinic, new), strict=True)
        asked = [Move(one, later_with, at) for one, at in places]
        moves.append(
            partial(lifecycle.move_series, series=series, moves=asked, now=NOW, actor=desk())
        )
    return moves


def test_crossing_moves_of_courses_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    met = count_errors(monkeypatch)
    for _ in range(3):
        assert names(together(swap(Clinic(therapists=2, rooms=2)))) == {"Series": 2}
    assert met == []
    whole_or_nothing(3)


def test_moving_and_cancelling_one_course_has_one_winner() -> None:
    for _ in range(4):
        clinic = Clinic()
        series = book_course(clinic)
        seen = sessions_of(series)
        moves = [
            Move(one, clinic.therapist, at)
            for one, at in zip(seen, weekly(clinic, 14), strict=True)
        ]
        who: dict[str, Any] = {"series": series, "now": NOW, "actor": desk()}
        moved, cancelled = together(
            [
                partial(lifecycle.move_series, moves=moves, **who),
                partial(lifecycle.cancel_series, sessions=sessions_of(series), **who),
            ]
        )
        assert names([moved, cancelled]) == {"Series": 1, "SessionRefused": 1}
        states = {one.status for one in sessions_of(series)}
        winner_moved = isinstance(moved, Series)
        assert states == {Status.BOOKED if winner_moved else Status.CANCELLED}
    assert clashes() == []
