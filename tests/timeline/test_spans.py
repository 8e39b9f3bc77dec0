"""Spans of minutes against sets of minutes."""

import itertools
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from timeline.spans import Span, common, joined, total, without

spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


def minutes(found: Iterable[Span]) -> set[int]:
    return {minute for start, end in found for minute in range(start, end)}


@given(spans)
def test_joined_are_the_same_minutes_in_order(some: list[Span]) -> None:
    whole = joined(some)
    assert minutes(whole) == minutes(some)
    assert all(end < start for (_, end), (start, _) in itertools.pairwise(whole))


@given(spans, spans)
def test_common_are_the_minutes_in_both(left: list[Span], right: list[Span]) -> None:
    left, right = joined(left), joined(right)
    assert minutes(common(left, right)) == minutes(left) & minutes(right)


def test_common_cuts_at_the_edges_of_spans_that_touch() -> None:
    assert common([(0, 10)], [(0, 4), (4, 20)]) == [(0, 4), (4, 10)]


@given(spans, spans)
def test_without_leaves_what_no_hole_holds(left: list[Span], holes: list[Span]) -> None:
    left, holes = joined(left), joined(holes)
    assert minutes(without(left, holes)) == minutes(left) - minutes(holes)


@given(spans)
def test_total_counts_minutes(some: list[Span]) -> None:
    assert total(joined(some)) == len(minutes(some))
