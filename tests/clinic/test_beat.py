"""Beat ticks on when the machine's clock is set back: the real scheduler, on a clock of the test's.

Beat remembers wall-clock times, in its heap and, across restarts, in its file.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from celery import Celery, current_app
from celery.utils.imports import qualname

from clinic.beat import SchedulerThatFollowsTheClock
from clinic.celery import app as ours
from tests.reminders.notes import Clock

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
TICKS = {
    "often": {"task": "often", "schedule": 20.0},
    "seldom": {"task": "seldom", "schedule": 3600.0},
}

Start = Callable[[], SchedulerThatFollowsTheClock]


class OnAClock(Celery):
    """Celery that takes the time from elsewhere, and whose messages nobody reads."""

    clock: Clock

    def now(self) -> datetime:
        return self.clock.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(clock: Clock) -> Iterator[OnAClock]:
    before = current_app._get_current_object()
    app = OnAClock("ticking", broker="memory://")
    app.clock = clock
    app.conf.beat_schedule = TICKS
    # What comes out of beat's file asks the current app for the time.
    app.set_current()
    yield app
    before.set_current()


@pytest.fixture
def start(app: OnAClock, tmp_path: Path) -> Iterator[Start]:
    """Beat as it starts, again and again with the same file."""
    file = str(tmp_path / "schedule")
    with ExitStack() as ended:

        def begin() -> SchedulerThatFollowsTheClock:
            beat = SchedulerThatFollowsTheClock(app=app, schedule_filename=file)
            ended.callback(beat.close)
            return beat

        yield begin


@pytest.fixture
def beat(start: Start) -> SchedulerThatFollowsTheClock:
    return start()


def pass_time(beat: SchedulerThatFollowsTheClock, clock: Clock, time: timedelta) -> list[str]:
    """What is ticked in so long, when beat sleeps for as long as it says between its turns."""
    before, passed = counts(beat), timedelta()
    while passed < time:
        pause = max(timedelta(seconds=beat.tick()), timedelta(milliseconds=5))
        clock.advance(pause)
        passed += pause
    after = counts(beat)
    return [name for name in TICKS for _ in range(after[name] - before[name])]


def counts(beat: SchedulerThatFollowsTheClock) -> dict[str, int]:
    return {name: beat.schedule[name].total_run_count for name in TICKS}


def test_it_is_the_scheduler_of_ours() -> None:
    assert ours.Beat().scheduler_cls == qualname(SchedulerThatFollowsTheClock)


def test_it_ticks_by_intervals(beat: SchedulerThatFollowsTheClock, clock: Clock) -> None:
    ticked = pass_time(beat, clock, HOUR + MINUTE)
    assert ticked.count("often") == pytest.approx(183, abs=3)
    assert ticked.count("seldom") == 1


@pytest.mark.parametrize("back", [timedelta(seconds=0.5), MINUTE, 2 * HOUR, 400 * 24 * HOUR])
def test_it_ticks_on_when_the_clock_is_set_back(
    beat: SchedulerThatFollowsTheClock, clock: Clock, back: timedelta
) -> None:
    pass_time(beat, clock, MINUTE)
    clock.advance(-back)
    assert pass_time(beat, clock, MINUTE).count("often") in (2, 3, 4)


def test_it_ticks_once_for_the_hours_that_a_clock_skips(
    beat: SchedulerThatFollowsTheClock, clock: Clock
) -> None:
    pass_time(beat, clock, MINUTE)
    clock.advance(2 * HOUR)
    assert sorted(pass_time(beat, clock, 2 * SECOND)) == ["often", "seldom"]
    clock.advance(-2 * HOUR)
    assert pass_time(beat, clock, MINUTE).count("often") in (2, 3, 4)


def test_it_puts_off_what_is_seldom_by_its_interval_at_most(
    beat: SchedulerThatFollowsTheClock, clock: Clock
) -> None:
    pass_time(beat, clock, 30 * MINUTE)
    clock.advance(-2 * HOUR)
    assert pass_time(beat, clock, HOUR + MINUTE).count("seldom") == 1


def test_it_starves_nothing_when_the_clock_goes_back_all_the_time(
    beat: SchedulerThatFollowsTheClock, clock: Clock
) -> None:
    ticked: list[str] = []
    for _ in range(62):
        ticked += pass_time(beat, clock, MINUTE)
        clock.advance(-SECOND / 2)
    assert ticked.count("seldom") == 1


def test_it_ticks_at_once_what_was_due_when_the_clock_went_back(start: Start, clock: Clock) -> None:
    start().close()
    clock.advance(24 * HOUR)
    beat = start()
    beat.tick()
    (still_due,) = (name for name, count in counts(beat).items() if not count)
    clock.advance(-2 * HOUR)
    assert pass_time(beat, clock, SECOND) == [still_due]


def test_it_starts_with_a_file_from_the_future(start: Start, clock: Clock) -> None:
    beat = start()
    clock.advance(400 * 24 * HOUR)
    pass_time(beat, clock, MINUTE)
    beat.close()
    clock.advance(-400 * 24 * HOUR)
    again = start()
    assert pass_time(again, clock, MINUTE).count("often") in (2, 3, 4)


def test_it_remembers_in_its_file_when_it_last_ticked(start: Start, clock: Clock) -> None:
    beat = start()
    pass_time(beat, clock, 50 * MINUTE)
    beat.close()
    assert pass_time(start(), clock, 11 * MINUTE).count("seldom") == 1
