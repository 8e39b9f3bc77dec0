"""All that the clinic has laid down about many appointments at once, in a fixed number of queries.

`booking.plan` reads what one kind of booking may use; this reads what booked appointments rest on:
shifts, time off, treatments given, opening hours, closures, rooms. Times are sets of minutes.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet

from booking.models import Appointment
from booking.plan import LOOK_BACK
from locations.models import Closure, Location, OpeningHours, Room
from therapists.models import ShiftChange, Therapist, TimeOff, WeeklyShift
from therapists.working_time import Hours, Weekly, WorkingTime
from timeline.minutes import minute_after, minute_of, span, union
from timeline.wall import ONE_DAY, local_date, minute_at
from treatments.models import RoomTreatment, TreatmentType

Spans = dict[int, list[tuple[int, int]]]
# Enough for every therapist of a chain on the days around one date.
DAYS_KEPT = 8192


class Session(NamedTuple):
    """Where and when an appointment is, by ids."""

    appointment: int
    location: int
    therapist: int
    room: int
    treatment: int
    starts_at: datetime
    ends_at: datetime


class Window(NamedTuple):
    """The minutes from `origin` on that the sets of one day count, with the day's neighbours."""

    days: tuple[date, date, date]
    origin: int
    length: int


class LaidDown:
    """What holds for the appointments of `rows`; twelve queries, whatever their number."""

    def __init__(self, rows: QuerySet[Appointment], *, now: datetime) -> None:
        keys = set(rows.order_by().values_list("location", "therapist", "room").distinct())
        locations, therapists, rooms = ({key[part] for key in keys} for part in range(3))
        self.locations = Location.objects.in_bulk(locations)
        self.therapists = Therapist.objects.in_bulk(therapists)
        self.rooms = Room.objects.in_bulk(rooms)
        self.treatments = TreatmentType.objects.in_bulk()
        self._given = _pairs(Therapist.treatments.through, "therapist", "treatmenttype", therapists)
        self._suits = _pairs(RoomTreatment, "room", "treatment", rooms)
        since = now - LOOK_BACK
        self._work = working_times(therapists, since.date())
        self._time_off = closing_spans(TimeOff, "therapist", therapists, since)
        self._hours = opening_hours(locations)
        self._closures = closing_spans(Closure, "location", locations, since)
        self._zones = {pk: location.zone for pk, location in self.locations.items()}
        # Rows come in the order of time, so the sets of a few days are enough to keep.
        kept = lru_cache(maxsize=DAYS_KEPT)
        self._window, self._working = kept(self._window_of), kept(self._working_on)
        self._open, self._closed = kept(self._open_on), kept(self._closed_on)

    def knows(self, session: Session) -> bool:
        """What was booked while we were reading was booked by these rules, so it fits them."""
        return (
            session.location in self.locations
            and session.therapist in self.therapists
            and session.room in self.rooms
            and session.treatment in self.treatments
        )

    def gives(self, session: Session) -> bool:
        return session.treatment in self._given[session.therapist]

    def suits(self, session: Session) -> bool:
        """A room that names no treatment suits them all."""
        suited = self._suits[session.room]
        return not suited or session.treatment in suited

    def is_open(self, session: Session) -> bool:
        return self._lies_in(self._open(session.location, self._day(session)), session)

    def is_closed(self, session: Session) -> bool:
        """Whether a closure touches the session."""
        return self._touches(self._closed(session.location, self._day(session)), session)

    def is_away(self, session: Session) -> bool:
        """Whether the therapist's time off touches the session."""
        spans = self._time_off.get(session.therapist)
        if not spans:
            return False
        window = self._window(session.location, self._day(session))
        return self._touches(union(spans, window.origin, window.length), session)

    def is_at_work(self, session: Session) -> bool:
        working = self._working(session.therapist, session.location, self._day(session))
        return self._lies_in(working, session)

    def _day(self, session: Session) -> date:
        return local_date(session.starts_at, self._zones[session.location])

    def _minutes(self, session: Session) -> int:
        origin = self._window(session.location, self._day(session)).origin
        return span(minute_of(session.starts_at) - origin, minute_after(session.ends_at) - origin)

    def _lies_in(self, allowed: int, session: Session) -> bool:
        return not self._minutes(session) & ~allowed

    def _touches(self, closed: int, session: Session) -> bool:
        return bool(self._minutes(session) & closed)

    def _window_of(self, location: int, day: date) -> Window:
        zone = self._zones[location]
        origin = minute_at(day - ONE_DAY, 0, zone)
        length = minute_at(day + 2 * ONE_DAY, 0, zone) - origin
        return Window((day - ONE_DAY, day, day + ONE_DAY), origin, length)

    def _working_on(self, therapist: int, location: int, day: date) -> int:
        return self._union(self._work.of(therapist, location), location, day)

    def _open_on(self, location: int, day: date) -> int:
        return self._union(self._hours[location], location, day)

    def _closed_on(self, location: int, day: date) -> int:
        window = self._window(location, day)
        return union(self._closures[location], window.origin, window.length)

    def _union(self, hours: WorkingTime, location: int, day: date) -> int:
        window = self._window(location, day)
        return union(hours.spans(window.days, self._zones[location]), window.origin, window.length)


class WorkingTimes:
    """The shifts of many therapists, each at each location."""

    def __init__(self) -> None:
        self.weekly: dict[tuple[int, int], list[Weekly]] = defaultdict(list)
        self.changes: dict[int, dict[date, list[tuple[int, Hours]]]] = defaultdict(dict)
        self._found: dict[tuple[int, int], WorkingTime] = {}

    def of(self, therapist: int, location: int) -> WorkingTime:
        """A change of a date replaces the weekly shifts of it at every location."""
        key = (therapist, location)
        if key not in self._found:
            here = {
                day: [hours for place, hours in shifts if place == location]
                for day, shifts in self.changes[therapist].items()
            }
            self._found[key] = WorkingTime(self.weekly[key], here)
        return self._found[key]


def _pairs(
    model: type[Model], owner: str, other: str, owners: Iterable[int]
) -> dict[int, set[int]]:
    pairs: dict[int, set[int]] = defaultdict(set)
    rows = model._default_manager.filter(**{f"{owner}__in": owners}).order_by()
    for key, found in rows.values_list(owner, other):
        pairs[key].add(found)
    return pairs


def working_times(
    therapists: Iterable[int], since: date, using: str = DEFAULT_DB_ALIAS
) -> WorkingTimes:
    """All weekly shifts, and the changes from `since` on; two queries."""
    times = WorkingTimes()
    columns = ("location", "weekday", "starts", "ends", "valid_from", "valid_until", "every_weeks")
    weekly = WeeklyShift.objects.using(using).filter(therapist__in=therapists).order_by()
    for therapist, place, day, starts, ends, *when in weekly.values_list("therapist", *columns):
        shift = Weekly(day, _rounded_up(starts), _rounded_down(ends), *when)
        times.weekly[therapist, place].append(shift)
    dated = ShiftChange.objects.using(using).filter(therapist__in=therapists, date__gte=since)
    for change in dated.order_by():
        shifts = times.changes[change.therapist_id].setdefault(change.date, [])
        if change.location_id is not None and change.starts is not None and change.ends is not None:
            hours = Hours(_rounded_up(change.starts), _rounded_down(change.ends))
            shifts.append((change.location_id, hours))
    return times


def opening_hours(
    locations: Iterable[int], using: str = DEFAULT_DB_ALIAS
) -> dict[int, WorkingTime]:
    """By location, as working time without end; one query."""
    hours = {location: WorkingTime([]) for location in locations}
    for row in OpeningHours.objects.using(using).filter(location__in=hours).order_by():
        opens, closes = _rounded_up(row.opens), _rounded_down(row.closes)
        always = Weekly(row.weekday, opens, closes, date.min, None, 1)
        hours[row.location_id].weekly.append(always)
    return hours


def closing_spans(
    model: type[TimeOff | Closure],
    owner: str,
    owners: Iterable[int],
    since: datetime,
    using: str = DEFAULT_DB_ALIAS,
) -> Spans:
    """What closes after `since`, by owner, rounded so that a stray second never opens a minute."""
    spans: Spans = defaultdict(list)
    wanted = {f"{owner}__in": owners, "ends_at__gt": since}
    rows = model._default_manager.using(using).filter(**wanted).order_by()
    for key, starts_at, ends_at in rows.values_list(owner, "starts_at", "ends_at"):
        spans[key].append((minute_of(starts_at), minute_after(ends_at)))
    return spans


def _rounded_up(wall: time) -> int:
    """Minutes after midnight; what starts within a minute holds from the next one."""
    return _rounded_down(wall) + bool(wall.second or wall.microsecond)


def _rounded_down(wall: time) -> int:
    return wall.hour * 60 + wall.minute
