"""The facts of a day or a week, read in a fixed number of queries, whoever works."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from booking.models import Status
from care.intake.flags import to_call
from frontdesk.board.query import Query, View
from frontdesk.board.sessions import Session, load_sessions
from frontdesk.board.shifts import Shifts, load_shifts, minutes_of
from locations.models import Closure, OpeningHours, Room
from therapists.models import Therapist, TimeOff
from therapists.working_time import Weekly, WorkingTime
from timeline.intervals import Interval
from timeline.minutes import minute_after, minute_of
from timeline.wall import ONE_DAY, day_interval, minute_at

NOT_BEGUN = (Status.BOOKED, Status.ARRIVED)


class Person(NamedTuple):
    """A therapist; people stand in the order of their names."""

    name: str
    slug: str
    id: int


class Shut(NamedTuple):
    """A time in which nothing takes place, in minutes since 1970: a closure, or time off."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Facts:
    """Everything the board draws; by location, therapist or room where there is a key.

    `staff` is everybody who has shifts at the locations; `shown` those who get a column.
    `to_call` are the sessions before which the clinic phones the patient.
    """

    query: Query
    staff: list[Person]
    shown: list[Person]
    rooms: list[Room]
    sessions: list[Session]
    shifts: Shifts
    opening_hours: dict[int, WorkingTime]
    closures: dict[int, list[Shut]]
    time_off: dict[int, list[Shut]]
    to_call: set[int]


def load_facts(query: Query, *, now: datetime) -> Facts:
    """What is booked, held and laid down for the days of `query`; nine queries."""
    period = _period(query)
    shifts = load_shifts(query)
    staff = _staff(query, shifts)
    at_work = _at_work(query, shifts, staff)
    therapists = [person.id for person in at_work]
    sessions = load_sessions(query, period, therapists=therapists, now=now)
    shown = (
        at_work if query.view == View.WEEK else sorted({*at_work, *_with_sessions(sessions, query)})
    )
    places = [place.pk for place in query.places]
    away = TimeOff.objects.filter(therapist__in=[person.id for person in shown])
    return Facts(
        query=query,
        staff=staff,
        shown=shown,
        rooms=_rooms(places, sessions),
        sessions=sessions,
        shifts=shifts,
        opening_hours=_opening_hours(places),
        closures=_shut(Closure.objects.filter(location__in=places), "location", period),
        time_off=_shut(away, "therapist", period),
        to_call=to_call(session.pk for session in sessions if session.status in NOT_BEGUN),
    )


def _period(query: Query) -> Interval:
    """From the first midnight at any of the locations to the last."""
    first, last = query.days[0], query.days[-1]
    return Interval(
        min(day_interval(first, place.zone).start for place in query.places),
        max(day_interval(last, place.zone).end for place in query.places),
    )


def _staff(query: Query, shifts: Shifts) -> list[Person]:
    wanted = Q(pk__in=shifts.therapists)
    if query.therapist:
        wanted |= Q(pk=query.therapist.pk)
    return sorted(
        Person(*row) for row in Therapist.objects.filter(wanted).values_list("name", "slug", "pk")
    )


def _at_work(query: Query, shifts: Shifts, staff: list[Person]) -> list[Person]:
    """Whom the view shows whatever is booked."""
    if query.view == View.WEEK and query.therapist:
        return [person for person in staff if person.id == query.therapist.pk]
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
        for _, end in shifts.of(person.id, place.pk).spans(days, place.zone)
    )


def _with_sessions(sessions: list[Session], query: Query) -> set[Person]:
    places = {place.pk for place in query.places}
    return {
        Person(session.therapist_name, session.therapist_slug, session.therapist)
        for session in sessions
        if session.location in places
    }


def _rooms(places: list[int], sessions: list[Session]) -> list[Room]:
    """The rooms in use, and those out of use in which something is booked all the same."""
    booked = [session.room for session in sessions if session.location in places]
    rooms = Room.objects.filter(Q(is_active=True) | Q(pk__in=booked), location__in=places)
    return sorted(rooms, key=lambda room: (places.index(room.location_id), _as_counted(room.name)))


def _as_counted(name: str) -> list[tuple[int, str]]:
    """Room 2 comes before Room 10."""
    parts = re.findall(r"\d+|\D+", name.lower())
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def _opening_hours(places: list[int]) -> dict[int, WorkingTime]:
    hours = {place: WorkingTime([]) for place in places}
    for row in OpeningHours.objects.filter(location__in=places):
        opens, closes = minutes_of(row.opens), minutes_of(row.closes)
        hours[row.location_id].weekly.append(Weekly(row.weekday, opens, closes, date.min, None, 1))
    return hours


def _shut(
    rows: QuerySet[Closure] | QuerySet[TimeOff], owner: str, period: Interval
) -> dict[int, list[Shut]]:
    """Rounded so that a stray second never opens a minute."""
    found: dict[int, list[Shut]] = defaultdict(list)
    within = rows.filter(starts_at__lt=period.end, ends_at__gt=period.start).order_by("starts_at")
    for key, starts_at, ends_at, reason in within.values_list(
        owner, "starts_at", "ends_at", "reason"
    ):
        found[key].append(Shut(minute_of(starts_at), minute_after(ends_at), reason))
    return found
