"""What the clinic has laid down for the days of the board: who works when, rooms, closures.

PostgreSQL says it in one text (`booking.statements`); what follows from the same text is the same.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from booking.statements import rows_of
from frontdesk.board.query import Person, Query, View
from therapists.working_time import Hours, Weekly, WorkingTime
from timeline.intervals import Interval
from timeline.wall import ONE_DAY, minute_at

DAY_ZERO = date(1970, 1, 1)
# Of the boards that are looked at: some dozens of kilobytes each.
KEPT = 64


class Room(NamedTuple):
    id: int
    name: str
    location: int
    is_active: bool


class Shut(NamedTuple):
    """A time in which nothing takes place, in minutes since 1970: a closure, or time off."""

    start: int
    end: int
    reason: str


@dataclass
class Shifts:
    """Shifts of therapists, each at each location, by their ids."""

    weekly: dict[tuple[int, int], list[Weekly]] = field(default_factory=dict)
    changes: dict[int, dict[date, list[tuple[int, Hours]]]] = field(default_factory=dict)

    def of(self, therapist: int, location: int) -> WorkingTime:
        """A change of a date replaces the weekly shifts of it at every location."""
        changes = {
            day: [hours for place, hours in shifts if place == location]
            for day, shifts in self.changes.get(therapist, {}).items()
        }
        return WorkingTime(self.weekly.get((therapist, location), []), changes)


@dataclass(frozen=True, eq=False)
class LaidDown:
    """By location where there is a key; one may serve several requests at once: nobody changes it.

    `staff` is everybody who has shifts at the locations, on these days or others, `at_work` those
    whom the view shows whatever is booked.
    """

    staff: list[Person]
    at_work: list[Person]
    rooms: list[Room]
    shifts: Shifts
    opening_hours: dict[int, WorkingTime]
    closures: dict[int, list[Shut]]


def read_laid_down(query: Query, period: Interval) -> str:
    """What PostgreSQL says of it; one query."""
    ((text,),) = rows_of(
        LAID_DOWN_SQL,
        {
            "places": [place.id for place in query.places],
            # The shifts of the night before reach into the first day.
            "first": query.days[0] - ONE_DAY,
            "last": query.days[-1],
            "start": period.start,
            "end": period.end,
            "therapist": query.therapist and query.therapist.id,
        },
    )
    return str(text)


@lru_cache(maxsize=KEPT)
def laid_down_of(text: str, query: Query) -> LaidDown:
    """What PostgreSQL has said is said many times before it changes."""
    said = json.loads(text)
    shifts = _shifts(said)
    staff = sorted(Person(*row) for row in said["staff"] or [])
    return LaidDown(
        staff=staff,
        at_work=_at_work(query, shifts, staff),
        rooms=_rooms(query, said["rooms"] or []),
        shifts=shifts,
        opening_hours=_opening_hours(query, said["opening_hours"] or []),
        closures=shut_of(said["closures"] or []),
    )


def shut_of(rows: Iterable[tuple[int, int, int, str]]) -> dict[int, list[Shut]]:
    """By whoever or whatever is shut, in the order of `rows`."""
    found: dict[int, list[Shut]] = defaultdict(list)
    for owner, start, end, reason in rows:
        found[owner].append(Shut(start, end, reason))
    return found


def _shifts(said: dict[str, Any]) -> Shifts:
    shifts = Shifts()
    for therapist, place, weekday, starts, ends, first, last, every in said["weekly"] or []:
        until = None if last is None else _day(last)
        shift = Weekly(weekday, starts, ends, _day(first), until, every)
        shifts.weekly.setdefault((therapist, place), []).append(shift)
    for therapist, day, place, starts, ends in said["changes"] or []:
        hours = shifts.changes.setdefault(therapist, {}).setdefault(_day(day), [])
        if place is not None:
            hours.append((place, Hours(starts, ends)))
    return shifts


def _day(days_since_1970: int) -> date:
    return DAY_ZERO + timedelta(days=days_since_1970)


def _at_work(query: Query, shifts: Shifts, staff: list[Person]) -> list[Person]:
    if query.view == View.WEEK and query.therapist:
        return [person for person in staff if person.id == query.therapist.id]
    working = [person for person in staff if _works(person, query, shifts)]
    if query.view == View.WEEK:
        return (working or staff)[:1]
    return staff if query.everyone else working


def _works(person: Person, query: Query, shifts: Shifts) -> bool:
    """Whether a shift touches the days, be it the end of one that began the evening before."""
    days = (query.days[0] - ONE_DAY, *query.days)
    return any(
        end > minute_at(query.days[0], 0, place.zone)
        for place in query.places
        for _, end in shifts.of(person.id, place.id).spans(days, place.zone)
    )


def _rooms(query: Query, rows: list[Any]) -> list[Room]:
    places = [place.id for place in query.places]
    rooms = [Room(*row) for row in rows]
    return sorted(rooms, key=lambda room: (places.index(room.location), _as_counted(room.name)))


def _as_counted(name: str) -> list[tuple[int, str]]:
    """Room 2 comes before Room 10."""
    parts = re.findall(r"\d+|\D+", name.lower())
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def _opening_hours(query: Query, rows: list[Any]) -> dict[int, WorkingTime]:
    hours = {place.id: WorkingTime([]) for place in query.places}
    for place, weekday, opens, closes in rows:
        hours[place].weekly.append(Weekly(weekday, opens, closes, date.min, None, 1))
    return hours


# Times of day leave the database as minutes after midnight, dates as days and instants as minutes
# since 1970: whole numbers, without any zone. What is shut is rounded so that a stray second never
# opens a minute.
LAID_DOWN_SQL = """
WITH weekly AS (
  SELECT w.*
  FROM therapists_weeklyshift w JOIN therapists_therapist t ON t.id = w.therapist_id
  WHERE w.location_id = ANY(%(places)s::bigint[]) AND t.is_active
    AND w.valid_from <= %(last)s::date
    AND (w.valid_until IS NULL OR w.valid_until >= %(first)s::date)),
changes AS (
  SELECT c.*, c.location_id = ANY(%(places)s::bigint[]) AS is_here
  FROM therapists_shiftchange c JOIN therapists_therapist t ON t.id = c.therapist_id
  WHERE t.is_active AND c.date BETWEEN %(first)s::date AND %(last)s::date
    AND (c.location_id = ANY(%(places)s::bigint[])
      OR c.therapist_id IN (SELECT therapist_id FROM weekly)))
SELECT json_build_object(
  'weekly', (
    SELECT json_agg(json_build_array(w.therapist_id, w.location_id, w.weekday,
      floor(date_part('epoch', w.starts) / 60)::int, floor(date_part('epoch', w.ends) / 60)::int,
      w.valid_from - DATE '1970-01-01', w.valid_until - DATE '1970-01-01', w.every_weeks)
      ORDER BY w.id)
    FROM weekly w),
  'changes', (
    SELECT json_agg(json_build_array(c.therapist_id, c.date - DATE '1970-01-01',
      CASE WHEN c.is_here THEN c.location_id END,
      floor(date_part('epoch', c.starts) / 60)::int, floor(date_part('epoch', c.ends) / 60)::int)
      ORDER BY c.id)
    FROM changes c),
  'staff', (
    SELECT json_agg(json_build_array(t.name, t.slug, t.id) ORDER BY t.id)
    FROM therapists_therapist t
    WHERE t.id = %(therapist)s::bigint OR t.id IN (
      SELECT therapist_id FROM weekly
      UNION ALL
      SELECT therapist_id FROM changes WHERE is_here)),
  'rooms', (
    SELECT json_agg(json_build_array(r.id, r.name, r.location_id, r.is_active) ORDER BY r.name)
    FROM locations_room r
    WHERE r.location_id = ANY(%(places)s::bigint[])),
  'opening_hours', (
    SELECT json_agg(json_build_array(h.location_id, h.weekday,
      floor(date_part('epoch', h.opens) / 60)::int, floor(date_part('epoch', h.closes) / 60)::int)
      ORDER BY h.id)
    FROM locations_openinghours h
    WHERE h.location_id = ANY(%(places)s::bigint[])),
  'closures', (
    SELECT json_agg(json_build_array(c.location_id,
      floor(date_part('epoch', c.starts_at) / 60)::bigint,
      ceil(date_part('epoch', c.ends_at) / 60)::bigint, c.reason) ORDER BY c.starts_at, c.id)
    FROM locations_closure c
    WHERE c.location_id = ANY(%(places)s::bigint[])
      AND c.starts_at < %(end)s AND c.ends_at > %(start)s)
)::text"""
