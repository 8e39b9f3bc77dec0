"""Bookings that move at the same time: nothing is lost, nothing overlaps, nobody sees an error."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from booking import lifecycle
from booking.models import Appointment, Status
from tests.concurrency.browser import Answer, Browser
from tests.concurrency.schedule import clashes, soon, standing
from tests.concurrency.together import Stopwatch, together
from tests.factories import VISITOR, Clinic

ROUNDS = 12
POLITE = {303, 409}


def book(clinic: Clinic, starts_at: datetime, number: int = 0) -> Appointment:
    therapist = clinic.therapists[number]
    return clinic.book(starts_at, therapist=therapist, now=timezone.now())


def move(site: str, booked: Appointment, to: datetime, whom: str = "") -> Callable[[], Answer]:
    """The button that moves, on a page made for the appointment as it is now."""
    booked.refresh_from_db()
    path = f"/appointments/{booked.token}/reschedule/"
    form = {
        "therapist": whom or booked.therapist.slug,
        "starts_at": to.isoformat(),
        "sequence": booked.sequence,
    }
    return lambda: Browser(site).post(path, **form)


def test_two_bookings_swap_times(live_site: str) -> None:
    clinic, watch, seen = Clinic(), Stopwatch(), Counter[int]()
    early, late = book(clinic, soon(clinic, 10)), book(clinic, soon(clinic, 14))
    for number in range(ROUNDS):
        moves = [move(live_site, early, late.starts_at), move(live_site, late, early.starts_at)]
        answers = together(moves if number % 2 else moves[::-1])
        seen.update(answer.status for answer in answers)
        assert clashes() == []
        assert {one.starts_at for one in standing()} == {early.starts_at, late.starts_at}
    watch.say(f"{ROUNDS} swaps", answers=dict(seen))
    assert set(seen) <= POLITE


def test_two_bookings_swap_over_overlapping_times(live_site: str) -> None:
    """10:00 to 11:00 goes a quarter of an hour later while 11:15 goes a quarter earlier."""
    clinic, watch, seen = Clinic(), Stopwatch(), Counter[int]()
    early, late = book(clinic, soon(clinic, 10)), book(clinic, soon(clinic, 11, 15))
    quarter = timedelta(minutes=15)
    for number in range(ROUNDS):
        both = [
            move(live_site, early, soon(clinic, 10) + quarter * (1 - number % 2)),
            move(live_site, late, soon(clinic, 11, 15) - quarter * (number % 3 - 1)),
        ]
        answers = together(both)
        seen.update(answer.status for answer in answers)
        assert clashes() == []
        assert len(standing()) == 2
    watch.say(f"{ROUNDS} crossing moves", answers=dict(seen))
    assert set(seen) <= POLITE
    assert seen[303]


def test_bookings_of_two_therapists_change_places(live_site: str) -> None:
    clinic, watch, seen = Clinic(therapists=2, rooms=2), Stopwatch(), Counter[int]()
    pair = [book(clinic, soon(clinic, 10), number) for number in range(2)]
    for number in range(ROUNDS):
        times = [soon(clinic, hour) for hour in ((12, 12) if number % 2 else (10, 10))]
        moves = [move(live_site, one, to, "any") for one, to in zip(pair, times, strict=True)]
        answers = together(moves[:: 1 if number % 3 else -1])
        seen.update(answer.status for answer in answers)
        assert clashes() == []
        assert len(standing()) == 2
    watch.say(f"{ROUNDS} rounds with any therapist", answers=dict(seen))
    assert set(seen) <= POLITE
    assert seen[303]


def test_many_bookings_want_the_same_new_time(live_site: str) -> None:
    clinic, watch = Clinic(), Stopwatch()
    several = [book(clinic, soon(clinic, hour)) for hour in (9, 11, 13)]
    target = soon(clinic, 10, days=4)
    answers = together([move(live_site, one, target) for one in several])
    watch.say("3 bookings to one time", answers=Counter(one.status for one in answers))
    assert sorted(answer.status for answer in answers) == [303, 409, 409]
    assert clashes() == []
    assert len(standing()) == 3


def test_two_windows_move_one_booking_only_once(live_site: str) -> None:
    clinic = Clinic()
    booked = book(clinic, soon(clinic, 10))
    targets = [soon(clinic, hour) for hour in (12, 14)]
    answers = together([move(live_site, booked, target) for target in targets])
    assert sorted(answer.status for answer in answers) == [303, 409]
    booked.refresh_from_db()
    assert booked.starts_at in targets
    assert booked.sequence == 1
    assert booked.events.filter(kind="rescheduled").count() == 1


def test_moving_and_cancelling_at_once_leaves_one_story(live_site: str) -> None:
    clinic, watch, seen = Clinic(), Stopwatch(), Counter[str]()
    for number in range(6):
        booked = book(clinic, soon(clinic, 10, days=3 + number))
        cancel = f"/appointments/{booked.token}/cancel/"
        to = soon(clinic, 14, days=3 + number)
        cancelling = partial(Browser(live_site).post, cancel)
        both: list[Callable[[], Answer]] = [move(live_site, booked, to), cancelling]
        answers = together(both[:: 1 if number % 2 else -1])
        assert {answer.status for answer in answers} <= POLITE
        booked.refresh_from_db()
        kinds = list(booked.events.values_list("kind", flat=True))
        assert kinds[:2] == ["held", "booked"]
        assert booked.sequence == len(kinds) - 2
        seen[" ".join(kinds[2:])] += 1
    watch.say("moved and cancelled at once", stories=dict(seen))


def test_a_hold_and_a_move_meet_at_the_same_time(live_site: str) -> None:
    clinic, watch, seen = Clinic(), Stopwatch(), Counter[str]()
    booked = book(clinic, soon(clinic, 10))
    for number in range(6):
        target = soon(clinic, 12 + 2 * (number % 2))
        form = {
            "treatment": clinic.treatment.slug,
            "duration": 60,
            "location": clinic.location.slug,
            "therapist": "any",
            "starts_at": target.isoformat(),
        }
        hold = partial(Browser(live_site).post, "/book/hold/", **form)
        answers = together([move(live_site, booked, target), hold])
        seen[" ".join(str(answer.status) for answer in answers)] += 1
        assert sorted(answer.status for answer in answers) == [303, 409]
        assert clashes() == []
        for held in Appointment.objects.filter(status=Status.HELD):
            lifecycle.release(appointment=held, now=timezone.now(), actor=VISITOR)
    watch.say("a move against a hold", answers=dict(seen))
