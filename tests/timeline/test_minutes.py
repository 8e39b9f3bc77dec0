"""Integers as sets of minutes, against Python's own sets."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.minutes import (
    members,
    minute_after,
    minute_of,
    moment_of,
    runs,
    span,
    starts_of_runs,
    union,
    without,
)

LENGTH = 200
numbers = st.integers(-50, LENGTH + 50)
minute_sets = st.sets(st.integers(0, LENGTH - 1))
spans = st.lists(st.tuples(numbers, numbers), max_size=8)


def as_integer(minutes: set[int]) -> int:
    return sum(1 << minute for minute in minutes)


@given(minute_sets)
def test_it_lists_its_members_in_order(minutes: set[int]) -> None:
    assert list(members(as_integer(minutes))) == sorted(minutes)


@given(numbers, numbers)
def test_a_span_holds_its_minutes_and_no_negative_ones(start: int, end: int) -> None:
    assert set(members(span(start, end))) == {one for one in range(start, end) if one >= 0}


@given(spans, st.integers(-40, 40), st.integers(0, LENGTH))
def test_a_union_counts_from_its_origin(
    given_spans: list[tuple[int, int]], origin: int, length: int
) -> None:
    expected = {
        minute - origin
        for start, end in given_spans
        for minute in range(start, end)
        if 0 <= minute - origin < length
    }
    assert set(members(union(given_spans, origin, length))) == expected


@given(minute_sets, minute_sets)
def test_what_is_in_the_other_set_is_left_out(minutes: set[int], others: set[int]) -> None:
    rest = without(as_integer(minutes), as_integer(others))
    assert set(members(rest)) == minutes - others


@given(minute_sets, st.integers(1, 70))
def test_runs_start_where_all_following_minutes_are_in(minutes: set[int], length: int) -> None:
    expected = {
        start for start in minutes if all(start + step in minutes for step in range(length))
    }
    assert set(members(starts_of_runs(as_integer(minutes), length))) == expected


@pytest.mark.parametrize("length", [1, 2, 3, 7, 8, 9, 60, 64, 75, 127, 128])
def test_a_run_fits_exactly_into_its_own_length(length: int) -> None:
    assert starts_of_runs(span(5, 5 + length), length) == 1 << 5
    assert starts_of_runs(span(5, 4 + length), length) == 0


@given(minute_sets)
def test_runs_are_the_longest_stretches_in_a_row(minutes: set[int]) -> None:
    found = list(runs(as_integer(minutes)))
    assert {minute for start, end in found for minute in range(start, end)} == minutes
    assert all(earlier[1] < later[0] for earlier, later in pairwise(found))


MINUTE = datetime(2027, 5, 3, 10, 30, tzinfo=UTC)


def test_minutes_and_moments_are_each_others_reverse() -> None:
    assert moment_of(minute_of(MINUTE)) == MINUTE
    assert minute_after(MINUTE) == minute_of(MINUTE)


@pytest.mark.parametrize("stray", [timedelta(microseconds=1), timedelta(seconds=59)])
def test_stray_seconds_round_down_or_up(stray: timedelta) -> None:
    assert moment_of(minute_of(MINUTE + stray)) == MINUTE
    assert moment_of(minute_after(MINUTE + stray)) == MINUTE + timedelta(minutes=1)


def test_it_counts_before_1970() -> None:
    moment = datetime(1969, 12, 31, 23, 59, 30, tzinfo=UTC)
    assert minute_of(moment) == -1
    assert minute_after(moment) == 0
