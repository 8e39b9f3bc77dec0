"""The facts of a day or a week, read in two queries, whoever works."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from frontdesk.board.laid_down import LaidDown, Room, Shut, laid_down_of, read_laid_down
from frontdesk.board.query import Person, Query, View
from frontdesk.board.sessions import Booked, Session, booked_of, read_booked
from timeline.intervals import Interval
from timeline.wall import day_interval


class Said(NamedTuple):
    """What PostgreSQL says of the days of a query: in the same words, the same facts."""

    laid_down: str
    booked: str


@dataclass(frozen=True)
class Facts:
    """Everything the board draws; `shown` are those who get a column, `rooms` likewise."""

    query: Query
    laid_down: LaidDown
    booked: Booked
    shown: list[Person]
    rooms: list[Room]

    @property
    def sessions(self) -> list[Session]:
        return self.booked.sessions

    def closures(self, location: int) -> list[Shut]:
        return self.laid_down.closures.get(location, [])

    def time_off(self, therapist: int) -> list[Shut]:
        return self.booked.time_off.get(therapist, [])


def read_facts(query: Query, *, now: datetime) -> Said:
    """What is booked, held and laid down for the days of `query`; two queries."""
    period = _period(query)
    laid_down = read_laid_down(query, period)
    at_work = [person.id for person in laid_down_of(laid_down, query).at_work]
    return Said(laid_down, read_booked(query, period, at_work=at_work, now=now))


def facts_of(query: Query, said: Said) -> Facts:
    """What has been said; it follows from nothing else."""
    laid_down, booked = laid_down_of(said.laid_down, query), booked_of(said.booked)
    return Facts(
        query=query,
        laid_down=laid_down,
        booked=booked,
        shown=_shown(query, laid_down, booked.sessions),
        rooms=_rooms(query, laid_down, booked.sessions),
    )


def _period(query: Query) -> Interval:
    """From the first midnight at any of the locations to the last."""
    first, last = query.days[0], query.days[-1]
    return Interval(
        min(day_interval(first, place.zone).start for place in query.places),
        max(day_interval(last, place.zone).end for place in query.places),
    )


def _shown(query: Query, laid_down: LaidDown, sessions: list[Session]) -> list[Person]:
    if query.view == View.WEEK:
        return laid_down.at_work
    places = {place.id for place in query.places}
    booked = {
        Person(session.therapist_name, session.therapist_slug, session.therapist)
        for session in sessions
        if session.location in places
    }
    return sorted({*laid_down.at_work, *booked})


def _rooms(query: Query, laid_down: LaidDown, sessions: list[Session]) -> list[Room]:
    """The rooms in use, and those out of use in which something is booked all the same."""
    places = {place.id for place in query.places}
    booked = {session.room for session in sessions if session.location in places}
    return [room for room in laid_down.rooms if room.is_active or room.id in booked]
