"""The columns of the board: a therapist's day, a room's day, or one day of a therapist's week.

Within a column times are sets of minutes after the midnight that begins its day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from frontdesk.board.facts import Facts
from frontdesk.board.laid_down import Room, Shut
from frontdesk.board.places import Place
from frontdesk.board.query import Person, View
from frontdesk.board.sessions import Session
from therapists.working_time import WorkingTime
from timeline.minutes import runs, span, union
from timeline.wall import ONE_DAY, minute_at

SHORTEST_GAP = 15
LEGIBLE = 30


@dataclass(frozen=True)
class Stretch:
    """Part of a column's day, in minutes after its midnight. `text` says what it is, if needed."""

    kind: str
    start: int
    end: int
    text: str = ""


@dataclass
class Column:
    """What one column shows. `location` is where a booking made in it takes place."""

    key: str
    title: str
    day: date
    location: Place
    therapist: Person | None = None
    room: Room | None = None
    working: int = 0
    sessions: list[Session] = field(default_factory=list)
    elsewhere: list[Session] = field(default_factory=list)
    closures: list[Shut] = field(default_factory=list)
    time_off: list[Shut] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        return self.location.zone

    @cached_property
    def origin(self) -> int:
        """The midnight that begins the day, in minutes since 1970."""
        return minute_at(self.day, 0, self.location.zone)

    @cached_property
    def length(self) -> int:
        """1440 minutes, or what a clock change makes of them."""
        return minute_at(self.day + ONE_DAY, 0, self.location.zone) - self.origin

    def minutes(self, spans: Iterable[tuple[int, int]]) -> int:
        return union(spans, self.origin, self.length)

    def holds(self, session: Session) -> bool:
        """Whether part of the session, or its turnover, falls on the day."""
        start, end = blocked(session)
        return start < self.origin + self.length and end > self.origin

    def off(self) -> Iterator[Stretch]:
        """When nobody works: before, after, and in the breaks between shifts."""
        stretches = list(runs(self.working))
        for start, end in runs(span(0, self.length) & ~self.working & ~self.shut_minutes):
            within = stretches and stretches[0][0] < start and end < stretches[-1][1]
            said = ("break", start, end, _("Break")) if within else ("off", start, end)
            yield Stretch(*said)

    def shut(self) -> Iterator[Stretch]:
        """Closures, time off, a room out of use, what keeps the therapist at another location."""
        if self.room and not self.room.is_active:
            yield Stretch("closed", 0, self.length, _("Not in use"))
        for closure in self.closures:
            yield from self._cut("closed", closure.start, closure.end, _said(_("Closed"), closure))
        for away in self.time_off:
            yield from self._cut("away", away.start, away.end, _said(_("Away"), away))
        for session in self.elsewhere:
            said = _("At {location}").format(location=session.location_name)
            yield from self._cut("elsewhere", *blocked(session), said)

    @cached_property
    def shut_minutes(self) -> int:
        """Closures and time off."""
        return self.minutes((shut.start, shut.end) for shut in (*self.closures, *self.time_off))

    def gap(self, start: int, end: int) -> tuple[int, int]:
        """The part of a stretch in which words can be read; all of it when sessions hide it.

        In working hours if there is room, and early in the day, where the board begins.
        """
        bare = span(start, end) & ~self.minutes(blocked(session) for session in self.sessions)
        gaps = [*runs(bare & self.working), *runs(bare)]
        longest = max(gaps, key=lambda gap: gap[1] - gap[0], default=(start, end))
        return next((gap for gap in gaps if gap[1] - gap[0] >= LEGIBLE), longest)

    def free(self) -> Iterator[Stretch]:
        """Working time in which nothing is booked or held."""
        taken = [blocked(session) for session in self.sessions if session.blocks]
        taken += [blocked(session) for session in self.elsewhere]
        for start, end in runs(self.working & ~self.minutes(taken) & ~self.shut_minutes):
            if end - start >= SHORTEST_GAP:
                yield Stretch("free", start, end)

    def _cut(self, kind: str, start: int, end: int, text: str) -> Iterator[Stretch]:
        first, last = max(start - self.origin, 0), min(end - self.origin, self.length)
        if first < last:
            yield Stretch(kind, first, last, text)


def columns_of(facts: Facts) -> list[Column]:
    """The columns in the order in which they stand."""
    query = facts.query
    if query.view == View.ROOMS:
        booked = _by("room", facts)
        return [_of_room(room, booked[room.id], facts) for room in facts.rooms]
    booked = _by("therapist", facts)
    return [
        _of_therapist(person, day, booked[person.id], facts)
        for person in facts.shown
        for day in query.days
    ]


def blocked(session: Session) -> tuple[int, int]:
    """Session and turnover in minutes since 1970."""
    return int(session.starts // 60), int(-(-session.blocked_until // 60))


def _by(owner: str, facts: Facts) -> dict[int, list[Session]]:
    groups: dict[int, list[Session]] = defaultdict(list)
    for session in facts.sessions:
        groups[getattr(session, owner)].append(session)
    return groups


def _of_room(room: Room, booked: list[Session], facts: Facts) -> Column:
    place = next(place for place in facts.query.places if place.id == room.location)
    column = Column(f"r{room.id}", room.name, facts.query.day, place, room=room)
    column.closures = facts.closures(place.id)
    column.sessions = [session for session in booked if column.holds(session)]
    if room.is_active:
        column.working = _open(column, place, facts)
    return column


def _of_therapist(person: Person, day: date, booked: list[Session], facts: Facts) -> Column:
    places = facts.query.places
    shifts = facts.laid_down.shifts
    works = {place: _spans(shifts.of(person.id, place.id), day, place) for place in places}
    # Of a therapist with shifts at two locations that day: the one that comes first in the list.
    place = next((place for place in places if _falls_on(day, place, works[place])), places[0])
    key = f"d{day.isoformat()}" if facts.query.view == View.WEEK else f"t{person.id}"
    column = Column(key, person.name, day, place, therapist=person)
    column.closures = facts.closures(place.id)
    column.time_off = facts.time_off(person.id)
    shown = {place.id for place in places}
    for session in booked:
        if column.holds(session):
            there = column.sessions if session.location in shown else column.elsewhere
            there.append(session)
    for place, spans in works.items():
        column.working |= column.minutes(spans) & _open(column, place, facts)
    return column


def _open(column: Column, place: Place, facts: Facts) -> int:
    return column.minutes(_spans(facts.laid_down.opening_hours[place.id], column.day, place))


def _spans(hours: WorkingTime, day: date, place: Place) -> list[tuple[int, int]]:
    """What begins on the day, or on one beside it: the night before, or another zone's day."""
    return hours.spans((day - ONE_DAY, day, day + ONE_DAY), place.zone)


def _falls_on(day: date, place: Place, spans: list[tuple[int, int]]) -> bool:
    first, last = minute_at(day, 0, place.zone), minute_at(day + ONE_DAY, 0, place.zone)
    return any(start < last and end > first for start, end in spans)


def _said(word: str, shut: Shut) -> str:
    return _("{what}: {why}").format(what=word, why=shut.reason) if shut.reason else word
