"""The answer that a board fetches every few seconds, and how it is known that nothing changed.

What PostgreSQL says of a day, the board's address, the language and today's date are all that a
drawing depends on. So a process that is told the same in the same words answers as it did before.
"""

from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.utils.translation import get_language

from booking.keeping import A_WHILE, kept
from frontdesk.board.drawing import as_json, draw
from frontdesk.board.facts import Said, facts_of, read_facts
from frontdesk.board.laid_down import KEPT
from frontdesk.board.query import Query, View
from timeline.wall import local_date


class Answer(NamedTuple):
    """A drawn day as JSON; the same `etag` stands for the same body."""

    body: bytes
    etag: str


def answer(query: Query, *, now: datetime) -> Answer:
    """What the board shows for its address; two queries."""
    said = read_facts(query, now=now)
    return _answer(query, said, local_date(now, query.place.zone), get_language() or "")


def drawn_day(query: Query, *, now: datetime) -> dict[str, Any]:
    """The same, to be read by a page."""
    return _drawn(query, read_facts(query, now=now), local_date(now, query.place.zone))


def answer_of(day: dict[str, Any]) -> Answer:
    """A drawn day as it is sent."""
    body = as_json(day).encode()
    return Answer(body, f'"{sha256(body).hexdigest()[:32]}"')


# For each board that somebody watches, in each process: some hundred kilobytes for a full day. Of
# the care record that is one mark, to call before the visit; its sealed source stays sealed.
@kept(KEPT, seconds=A_WHILE)
def _answer(query: Query, said: Said, today: date, _language: str) -> Answer:
    return answer_of(_drawn(query, said, today))


def _drawn(query: Query, said: Said, today: date) -> dict[str, Any]:
    links = {
        "previous": query.step(-1),
        "today": query.address(day=today),
        "next": query.step(1),
        **{view.value: query.address(view=view) for view in View},
    }
    return {**draw(facts_of(query, said)), "links": links, "today": today.isoformat()}
