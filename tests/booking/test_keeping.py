"""Answers that are kept, and for how long."""

import pytest

from booking.keeping import kept

STARTED = 1_000_000.0
asked: list[int] = []


@kept(2, when=lambda number: number < 10)
def doubled(number: int) -> int:
    asked.append(number)
    return 2 * number


@kept(2, seconds=60)
def squared(number: int) -> int:
    asked.append(number)
    return number * number


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    asked.clear()
    doubled.forget()
    squared.forget()


def test_it_reckons_once_and_keeps_the_last_ones() -> None:
    assert [doubled(number) for number in (1, 1, 2, 3, 3, 1)] == [2, 2, 4, 6, 6, 2]
    assert asked == [1, 2, 3, 1]


def test_it_does_not_keep_what_is_too_large() -> None:
    assert [doubled(number) for number in (10, 10, 1, 1)] == [20, 20, 2, 2]
    assert asked == [10, 10, 1]


def test_it_forgets_all_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    for seconds in (0, 59, 61, 62):
        monkeypatch.setattr("booking.keeping.monotonic", lambda: STARTED + seconds)  # noqa: B023
        if not seconds:
            squared.forget()
        assert squared(3) == 9
    assert asked == [3, 3]


def test_it_forgets_when_told() -> None:
    doubled(1)
    doubled.forget()
    doubled(1)
    assert asked == [1, 1]
