"""Edge cases of half-open intervals, as tables over the hours of one day."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.intervals import Interval, intersect, merge, subtract

MIDNIGHT = datetime(2027, 5, 3, tzinfo=UTC)


def hours(start: float, end: float) -> Interval:
    return Interval(MIDNIGHT + timedelta(hours=start), MIDNIGHT + timedelta(hours=end))


def as_hours(intervals: list[Interval]) -> list[tuple[float, float]]:
    hour = timedelta(hours=1)
    return [((one.start - MIDNIGHT) / hour, (one.end - MIDNIGHT) / hour) for one in intervals]


# Each against the session from 10 to 11.
OVERLAPS = {
    "long before": (7, 8, False),
    "right before": (9, 10, False),
    "overlapping the start": (9.5, 10.5, True),
    "from the start": (10, 10.5, True),
    "inside": (10.25, 10.75, True),
    "exactly the same": (10, 11, True),
    "up to the end": (10.5, 11, True),
    "enclosing": (9, 12, True),
    "enclosing, same start": (10, 12, True),
    "enclosing, same end": (9, 11, True),
    "overlapping the end": (10.5, 11.5, True),
    "right after": (11, 12, False),
    "long after": (14, 15, False),
}


@pytest.mark.parametrize(("start", "end", "expected"), OVERLAPS.values(), ids=OVERLAPS.keys())
def test_it_knows_what_overlaps(start: float, end: float, expected: bool) -> None:
    assert hours(10, 11).overlaps(hours(start, end)) is expected
    assert hours(start, end).overlaps(hours(10, 11)) is expected


def test_it_sees_the_overlap_of_a_single_microsecond() -> None:
    late = Interval(hours(11, 12).start - timedelta(microseconds=1), hours(11, 12).end)
    assert late.overlaps(hours(10, 11))


def test_it_compares_instants_and_not_clock_faces() -> None:
    vancouver = timezone(timedelta(hours=-7))
    elsewhere = Interval(*(one.astimezone(vancouver) for one in hours(10, 11)))
    assert elsewhere == hours(10, 11)
    assert elsewhere.overlaps(hours(10.5, 12))


CONTAINS = {
    "itself": (10, 11, True),
    "inside": (10.25, 10.75, True),
    "from the start": (10, 10.5, True),
    "up to the end": (10.5, 11, True),
    "over the start": (9.5, 10.5, False),
    "over the end": (10.5, 11.5, False),
    "enclosing": (9, 12, False),
    "right after": (11, 12, False),
}


@pytest.mark.parametrize(("start", "end", "expected"), CONTAINS.values(), ids=CONTAINS.keys())
def test_it_knows_what_it_contains(start: float, end: float, expected: bool) -> None:
    assert hours(10, 11).contains(hours(start, end)) is expected


MERGED = {
    "nothing": ([], []),
    "apart": ([(9, 10), (11, 12)], [(9, 10), (11, 12)]),
    "touching": ([(9, 10), (10, 11)], [(9, 11)]),
    "overlapping": ([(9, 10.5), (10, 11)], [(9, 11)]),
    "the same twice": ([(9, 10), (9, 10)], [(9, 10)]),
    "enclosed": ([(9, 12), (10, 11)], [(9, 12)]),
    "out of order": ([(11, 12), (9, 10)], [(9, 10), (11, 12)]),
    "empty": ([(9, 9)], []),
    "the wrong way round": ([(10, 9)], []),
    "empty between two that do not touch": ([(9, 10), (10.5, 10.5), (11, 12)], [(9, 10), (11, 12)]),
}


@pytest.mark.parametrize(("given_hours", "expected"), MERGED.values(), ids=MERGED.keys())
def test_it_merges(
    given_hours: list[tuple[float, float]], expected: list[tuple[float, float]]
) -> None:
    assert as_hours(merge(hours(*one) for one in given_hours)) == expected


# What is left of a shift from 9 to 12.
SUBTRACTED = {
    "nothing taken": ([], [(9, 12)]),
    "right before": ([(8, 9)], [(9, 12)]),
    "over the start": ([(8, 10)], [(10, 12)]),
    "from the start": ([(9, 10)], [(10, 12)]),
    "inside": ([(10, 11)], [(9, 10), (11, 12)]),
    "exactly the same": ([(9, 12)], []),
    "enclosing": ([(8, 13)], []),
    "up to the end": ([(11, 12)], [(9, 11)]),
    "over the end": ([(11, 13)], [(9, 11)]),
    "right after": ([(12, 13)], [(9, 12)]),
    "two holes": ([(9.5, 10), (11, 11.5)], [(9, 9.5), (10, 11), (11.5, 12)]),
    "touching holes": ([(10, 10.5), (10.5, 11)], [(9, 10), (11, 12)]),
    "an empty hole": ([(10, 10)], [(9, 12)]),
}


@pytest.mark.parametrize(("holes", "expected"), SUBTRACTED.values(), ids=SUBTRACTED.keys())
def test_it_subtracts(
    holes: list[tuple[float, float]], expected: list[tuple[float, float]]
) -> None:
    assert as_hours(subtract([hours(9, 12)], [hours(*one) for one in holes])) == expected


def test_it_subtracts_one_hole_from_several_shifts() -> None:
    left = subtract([hours(9, 11), hours(12, 14)], [hours(10, 13)])
    assert as_hours(left) == [(9, 10), (13, 14)]


# What of the opening hours from 9 to 12 and from 13 to 17 a shift sees.
INTERSECTED = {
    "before opening": ((7, 9), []),
    "over the opening": ((8, 10), [(9, 10)]),
    "over the break": ((11, 14), [(11, 12), (13, 14)]),
    "in the break": ((12, 13), []),
    "all day": ((0, 24), [(9, 12), (13, 17)]),
    "after closing": ((17, 18), []),
    "empty": ((10, 10), []),
}


@pytest.mark.parametrize(("shift", "expected"), INTERSECTED.values(), ids=INTERSECTED.keys())
def test_it_intersects(shift: tuple[float, float], expected: list[tuple[float, float]]) -> None:
    opening = [hours(9, 12), hours(13, 17)]
    assert as_hours(intersect(opening, [hours(*shift)])) == expected
    assert as_hours(intersect([hours(*shift)], opening)) == expected


some_intervals = st.lists(
    st.tuples(st.integers(0, 24), st.integers(0, 24)).map(lambda pair: hours(*pair)), max_size=6
)


def quarter_hours(intervals: list[Interval]) -> set[int]:
    """Every quarter of an hour that lies in one of the intervals."""
    return {
        number
        for number in range(24 * 4)
        if any(one.contains(hours(number / 4, (number + 1) / 4)) for one in intervals)
    }


@given(some_intervals, some_intervals)
def test_it_agrees_with_plain_sets(left: list[Interval], right: list[Interval]) -> None:
    there, here = quarter_hours(left), quarter_hours(right)
    assert quarter_hours(merge(left)) == there
    assert quarter_hours(intersect(left, right)) == there & here
    assert quarter_hours(subtract(left, right)) == there - here


@given(some_intervals, some_intervals)
def test_its_results_are_sorted_and_apart(left: list[Interval], right: list[Interval]) -> None:
    for result in (merge(left), intersect(left, right), subtract(left, right)):
        assert all(one.start < one.end for one in result)
        assert all(one.end < other.start for one, other in pairwise(result))
