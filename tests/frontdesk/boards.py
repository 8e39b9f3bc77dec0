"""The board as it is drawn for an address, at a moment of one's choice."""

from datetime import date, datetime, timedelta
from typing import Any

from frontdesk.board.drawing import draw
from frontdesk.board.facts import facts_of, read_facts
from frontdesk.board.places import load_places
from frontdesk.board.query import Query, read_query
from tests.factories import MONDAY, NOW

TUESDAY = MONDAY + timedelta(days=1)


def asked(now: datetime = NOW, **parameters: str) -> Query:
    """What an address with these parameters asks for."""
    return read_query(parameters, load_places(), now=now)


def drawn(day: date = TUESDAY, now: datetime = NOW, **parameters: str) -> dict[str, Any]:
    """What the board draws of `day`."""
    query = asked(now, date=day.isoformat(), **parameters)
    return draw(facts_of(query, read_facts(query, now=now)))


def only(day: dict[str, Any]) -> dict[str, Any]:
    """The one session of a day."""
    (session,) = day["sessions"]
    found: dict[str, Any] = session
    return found


def stretches(day: dict[str, Any], kind: str, column: str = "") -> list[tuple[int, int, str]]:
    """From, to and text of the stretches of a kind, in one column or in all."""
    return [
        (one["from"], one["to"], one["text"])
        for one in day["stretches"]
        if one["kind"] == kind and column in ("", one["column"])
    ]


def hour(at: float) -> int:
    """Minutes after midnight."""
    return round(at * 60)
