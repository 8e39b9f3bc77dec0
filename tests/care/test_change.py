"""When a change of a score matters: 30 % of the first one, or 2 points of pain, 5 sentences."""

import pytest

from care.progress.change import PAIN, ROLAND_MORRIS, Measure, compare


@pytest.mark.parametrize(
    ("measure", "first", "last", "matters"),
    [
        (PAIN, 7, 5, True),  # 2 points, 29 %
        (PAIN, 7, 6, False),
        (PAIN, 10, 8, True),
        (PAIN, 10, 9, False),
        (PAIN, 3, 2, True),  # 1 point, 33 %
        (PAIN, 4, 3, False),  # 1 point, 25 %
        (PAIN, 1, 0, True),
        (PAIN, 5, 5, False),
        (PAIN, 0, 0, False),
        (PAIN, 0, 1, False),  # no share of nothing
        (PAIN, 0, 2, True),
        (PAIN, 5, 7, True),  # up counts, too
        (PAIN, 5, 6, False),
        (ROLAND_MORRIS, 20, 15, True),  # 5 points, 25 %
        (ROLAND_MORRIS, 20, 16, False),
        (ROLAND_MORRIS, 10, 7, True),  # 3 points, 30 %
        (ROLAND_MORRIS, 10, 8, False),
        (ROLAND_MORRIS, 24, 19, True),
    ],
)
def test_it_matters(measure: Measure, first: int, last: int, matters: bool) -> None:
    assert measure.matters(first, last) is matters


@pytest.mark.parametrize(
    ("measure", "first", "goal"),
    [(PAIN, 7, 5), (PAIN, 3, 2), (PAIN, 1, 0), (PAIN, 0, None), (ROLAND_MORRIS, 14, 9)],
)
def test_the_goal_is_the_highest_score_that_matters(
    measure: Measure, first: int, goal: int | None
) -> None:
    assert measure.goal(first) == goal


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (7, 4, "Down from 7 to 4: a change that matters"),
        (4, 7, "Up from 4 to 7: a change that matters"),
        (7, 6, "Down from 7 to 6: too little to say that it matters"),
        (5, 5, "Still at 5: no change"),
    ],
)
def test_it_says_it_in_words(first: int, last: int, words: str) -> None:
    assert compare(PAIN, first, last).words == words
