"""Shifts on dates: the weekday, its first and last day, its rhythm, and what replaces it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapists.working_time import Hours, Weekly, WorkingTime, span_of
from timeline.minutes import moment_of

TORONTO = ZoneInfo("America/Toronto")
MONDAY = date(2026, 6, 1)
NINE_TO_FIVE = Hours(9 * 60, 17 * 60)


def weekly(
    weekday: int = 0,
    valid_from: date = MONDAY,
    valid_until: date | None = None,
    every_weeks: int = 1,
) -> Weekly:
    return Weekly(weekday, *NINE_TO_FIVE, valid_from, valid_until, every_weeks)


def after(days: int) -> date:
    return MONDAY + timedelta(days=days)


FALLS_ON = {
    "its weekday": (weekly(), after(7), True),
    "another weekday": (weekly(), after(8), False),
    "its first day": (weekly(), MONDAY, True),
    "before its first day": (weekly(), after(-7), False),
    "its last day": (weekly(valid_until=after(7)), after(7), True),
    "after its last day": (weekly(valid_until=after(6)), after(7), False),
    "its only day": (weekly(valid_until=MONDAY), MONDAY, True),
    "years later": (weekly(), after(7 * 52 * 20), True),
    "a week of its rhythm": (weekly(every_weeks=2), after(14), True),
    "a week between": (weekly(every_weeks=2), after(7), False),
    "the third week of three": (weekly(every_weeks=3), after(14), False),
    "the first week of the next three": (weekly(every_weeks=3), after(21), True),
}


@pytest.mark.parametrize(("shift", "day", "expected"), FALLS_ON.values(), ids=FALLS_ON.keys())
def test_a_weekly_shift_falls_on(shift: Weekly, day: date, expected: bool) -> None:
    assert shift.falls_on(day) is expected


def test_the_week_that_holds_the_first_day_counts_as_the_first() -> None:
    mondays = weekly(weekday=0, valid_from=after(2), every_weeks=2)  # from a Wednesday
    assert not mondays.falls_on(after(7))
    assert mondays.falls_on(after(14))


def test_the_rhythm_runs_on_over_the_new_year() -> None:
    shift = weekly(valid_from=date(2026, 12, 21), every_weeks=2)
    assert shift.falls_on(date(2027, 1, 4))
    assert not shift.falls_on(date(2026, 12, 28))


def test_a_split_day_has_both_its_shifts() -> None:
    morning, evening = (Weekly(0, *hours, MONDAY, None, 1) for hours in ((540, 720), (960, 1200)))
    assert WorkingTime([morning, evening]).hours_on(MONDAY) == [Hours(540, 720), Hours(960, 1200)]


def test_a_change_replaces_every_weekly_shift_of_the_day() -> None:
    working = WorkingTime([weekly()], {MONDAY: [Hours(600, 660)]})
    assert working.hours_on(MONDAY) == [Hours(600, 660)]


def test_a_change_works_on_a_day_without_a_weekly_shift() -> None:
    assert WorkingTime([], {MONDAY: [Hours(600, 660)]}).hours_on(MONDAY) == [Hours(600, 660)]


def test_a_change_without_hours_is_a_day_off() -> None:
    assert WorkingTime([weekly()], {MONDAY: []}).hours_on(MONDAY) == []


def test_a_change_leaves_other_days_alone() -> None:
    assert WorkingTime([weekly()], {MONDAY: []}).hours_on(after(7)) == [NINE_TO_FIVE]


def hours_of(day: date, starts: int, ends: int) -> float:
    first, last = span_of(day, Hours(starts * 60, ends * 60), TORONTO)
    return (last - first) / 60


SPANS = {
    "by day": (MONDAY, 9, 17, 8),
    "until midnight": (MONDAY, 18, 0, 6),
    "overnight": (MONDAY, 22, 6, 8),
    "round the clock": (MONDAY, 9, 9, 24),
    "from midnight": (MONDAY, 0, 6, 6),
    "the night the clocks go forward": (date(2026, 3, 7), 22, 6, 7),
    "the night the clocks go back": (date(2026, 10, 31), 22, 6, 9),
    "midnight to midnight, clocks back": (date(2026, 11, 1), 0, 0, 25),
}


@pytest.mark.parametrize(("day", "starts", "ends", "expected"), SPANS.values(), ids=SPANS.keys())
def test_hours_last(day: date, starts: int, ends: int, expected: float) -> None:
    assert hours_of(day, starts, ends) == expected


def test_a_nine_oclock_shift_stays_at_nine_when_the_clocks_change() -> None:
    sundays = WorkingTime([weekly(weekday=6, valid_from=date(2026, 1, 4))])
    days = [date(2026, 3, 1), date(2026, 3, 8)]
    starts = [moment_of(start) for start, _ in sundays.spans(days, TORONTO)]
    assert starts == [datetime(2026, 3, 1, 14, tzinfo=UTC), datetime(2026, 3, 8, 13, tzinfo=UTC)]


def test_spans_come_only_for_the_days_asked() -> None:
    days = [after(number) for number in range(14)]
    assert len(WorkingTime([weekly()]).spans(days, TORONTO)) == 2


near = st.integers(-40, 60).map(after)
weekly_shifts = st.builds(
    Weekly,
    st.integers(0, 6),
    st.integers(0, 1439),
    st.integers(0, 1439),
    near,
    st.none() | near,
    st.integers(1, 4),
)
working_times = st.builds(
    WorkingTime,
    st.lists(weekly_shifts, max_size=4),
    st.dictionaries(near, st.lists(st.just(NINE_TO_FIVE), max_size=2), max_size=3),
)


@given(working_times, near, st.integers(0, 60))
def test_spans_between_are_those_of_every_day(working: WorkingTime, first: date, days: int) -> None:
    every = [first + timedelta(days=number) for number in range(days + 1)]
    found = working.spans_between(first, every[-1], TORONTO)
    assert sorted(found) == sorted(working.spans(every, TORONTO))
