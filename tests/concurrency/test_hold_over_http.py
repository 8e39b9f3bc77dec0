"""Crowds before a live site in two processes: the same start, overlapping ones, any therapist."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from booking.models import Appointment, Status
from tests.concurrency.browser import Answer, Browser
from tests.concurrency.schedule import clashes, soon, standing
from tests.concurrency.together import Stopwatch, together
from tests.factories import Clinic


def press(
    browser: Browser, clinic: Clinic, starts_at: datetime, **changes: Any
) -> Callable[[], Answer]:
    """The button of one start, ready to be pressed."""
    form = {
        "treatment": clinic.treatment.slug,
        "duration": 60,
        "location": clinic.location.slug,
        "therapist": clinic.therapist.slug,
        "starts_at": starts_at.isoformat(),
        **changes,
    }
    return lambda: browser.post("/book/hold/", **form)


def statuses(answers: list[Answer]) -> dict[int, int]:
    return dict(Counter(answer.status for answer in answers))


def assert_polite(answers: list[Answer]) -> None:
    """Whoever was too late sees a page with other times, and no error."""
    for answer in answers:
        if answer.status == 409:
            assert answer.content_type.startswith("text/html")
            assert "</html>" in answer.page
            assert "Traceback" not in answer.page


def test_fifty_clients_for_one_start_give_one_booking(live_site: str) -> None:
    clinic, watch = Clinic(), Stopwatch()
    at = soon(clinic, 10)
    answers = together([press(Browser(live_site), clinic, at) for _ in range(50)])
    watch.say("50 clients, one start", answers=statuses(answers))
    assert statuses(answers) == {303: 1, 409: 49}
    assert_polite(answers)
    assert [one.starts_at for one in standing()] == [at]


def test_whoever_is_too_late_is_shown_other_times(live_site: str) -> None:
    clinic = Clinic()
    press(Browser(live_site), clinic, soon(clinic, 10))()
    gone = press(Browser(live_site), clinic, soon(clinic, 10))()
    assert gone.status == 409
    assert 'name="starts_at"' in gone.page or "starts_at=" in gone.page


def test_staggered_starts_never_overlap(live_site: str) -> None:
    clinic, watch = Clinic(), Stopwatch()
    first = soon(clinic, 9)
    presses = [
        press(Browser(live_site), clinic, first + timedelta(minutes=15 * (number % 28)))
        for number in range(56)
    ]
    answers = together(presses)
    watch.say("56 clients, overlapping starts", answers=statuses(answers), held=len(standing()))
    assert set(statuses(answers)) == {303, 409}
    assert clashes() == []
    assert statuses(answers)[303] == len(standing())
    assert_polite(answers)


def test_any_therapist_gives_as_many_as_are_free(live_site: str) -> None:
    clinic, watch = Clinic(therapists=3, rooms=3), Stopwatch()
    at = soon(clinic, 10)
    answers = together([press(Browser(live_site), clinic, at, therapist="any") for _ in range(20)])
    watch.say("20 clients, any of 3 therapists", answers=statuses(answers))
    assert statuses(answers) == {303: 3, 409: 17}
    assert {one.therapist for one in standing()} == set(clinic.therapists)
    assert clashes() == []


def test_rooms_can_be_the_bottleneck(live_site: str) -> None:
    clinic, watch = Clinic(therapists=4, rooms=2), Stopwatch()
    at = soon(clinic, 10)
    presses = [
        press(Browser(live_site), clinic, at, therapist=clinic.therapists[number % 4].slug)
        for number in range(20)
    ]
    answers = together(presses)
    watch.say("20 clients, 4 therapists, 2 rooms", answers=statuses(answers))
    assert statuses(answers) == {303: 2, 409: 18}
    assert clashes() == []


def test_a_double_submit_is_one_hold(live_site: str) -> None:
    clinic, watch = Clinic(therapists=2, rooms=2), Stopwatch()
    alice = Browser(live_site)
    press(alice, clinic, soon(clinic, 14))()  # from here on the site knows the browser
    again = [
        press(alice.another_tab(), clinic, soon(clinic, 10), therapist=whom, request="one-press")
        for whom in ("any", clinic.therapist.slug)
        for _ in range(6)
    ]
    by_choice = {"any": together(again[:6]), "chosen": together(again[6:])}
    watch.say("6 presses of one button", any=statuses(by_choice["any"]))
    for answers in by_choice.values():
        assert statuses(answers) == {303: 6}
        assert len({answer.location for answer in answers}) == 1
    assert len(standing()) == 3


def test_nobody_holds_more_than_allowed_by_asking_at_once(live_site: str) -> None:
    clinic, watch = Clinic(therapists=4, rooms=4), Stopwatch()
    clinic.set_policy(holds_per_visitor=2)
    alice = Browser(live_site)
    press(alice, clinic, soon(clinic, 14))()
    presses = [
        press(alice.another_tab(), clinic, soon(clinic, 10), therapist=one.slug)
        for one in clinic.therapists
    ]
    answers = together(presses)
    watch.say("4 holds at once, 1 allowed", answers=statuses(answers))
    assert statuses(answers)[303] == 1
    assert len(standing()) == 2


def test_an_expired_hold_goes_to_exactly_one(live_site: str) -> None:
    clinic, watch = Clinic(), Stopwatch()
    at = soon(clinic, 10)
    dead = clinic.hold(at, now=timezone.now() - timedelta(minutes=10))
    answers = together([press(Browser(live_site), clinic, at) for _ in range(20)])
    watch.say("20 clients, an expired hold", answers=statuses(answers))
    assert statuses(answers) == {303: 1, 409: 19}
    dead.refresh_from_db()
    assert dead.status == Status.CANCELLED
    assert dead.events.filter(kind="expired").count() == 1


@pytest.mark.parametrize("hour", [10])
def test_what_was_promised_to_each_is_theirs(live_site: str, hour: int) -> None:
    clinic = Clinic(therapists=3, rooms=3)
    browsers = [Browser(live_site) for _ in range(9)]
    at = soon(clinic, hour)
    answers = together([press(browser, clinic, at, therapist="any") for browser in browsers])
    for browser, answer in zip(browsers, answers, strict=True):
        if answer.status == 303:
            assert browser.get(answer.location).status == 200
    assert Appointment.objects.filter(status=Status.HELD).count() == 3
