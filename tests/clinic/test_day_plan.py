"""Rooms of a synthetic day: the first that is free, no sooner than its turnover is over."""

from decimal import Decimal

import pytest

from clinic.seeding.day_plan import Option, Room, Rooms

TEN = 10 * 60
GENTLE, FIRM = 1, 2
# With its turnover it ends within a quarter of an hour.
SESSION = Option(FIRM, minutes=45, turnover=10, price=Decimal(90))


@pytest.fixture
def rooms() -> Rooms:
    return Rooms([Room(7, frozenset({GENTLE})), Room(8, frozenset()), Room(9, frozenset())])


def test_it_gives_the_first_room_that_suits(rooms: Rooms) -> None:
    assert rooms.first(TEN, SESSION._replace(treatment=GENTLE)).room == 7
    assert rooms.first(TEN, SESSION).room == 8


# Before it, overlapping its start, its turnover, after it.
@pytest.mark.parametrize(("minutes", "room"), [(-60, 8), (-45, 9), (45, 9), (60, 8)])
def test_it_keeps_a_room_for_a_session_and_its_turnover(
    rooms: Rooms, minutes: int, room: int
) -> None:
    rooms.take_first(TEN, SESSION)
    assert rooms.first(TEN + minutes, SESSION).room == room


def test_it_knows_when_none_is_free(rooms: Rooms) -> None:
    rooms.take_first(TEN, SESSION)
    rooms.take_first(TEN, SESSION)
    assert not rooms.free(TEN, SESSION)
    assert rooms.free(TEN, SESSION._replace(treatment=GENTLE))
