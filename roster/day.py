"""A therapist's days: sessions, and what lies between them, in order of time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.models import Appointment, Status
from booking.together import Row, Together
from locations.models import Location
from roster.booked import BOOKED, Booked, booked_on
from roster.hours import LAID_DOWN, Shift, Span, WorkingHours, given, hours_of
from roster.late.latest import latest_of, said_last
from roster.models import RunningLate
from therapists.models import Therapist
from timeline.intervals import Interval, intersect, merge, subtract
from timeline.wall import day_interval

# What is shorter is on the way from one session to the next.
SHORTEST_GAP = timedelta(minutes=5)


class LineKind(StrEnum):
    SESSION = "session"
    HELD = "held"
    FREE = "free"
    BREAK = "break"
    AWAY = "away"


@dataclass(frozen=True)
class Line:
    """One stretch of the day, shown by the clock of `location`."""

    kind: LineKind
    time: Interval
    location: Location
    booked: Booked | None = None
    reason: str = ""

    @property
    def appointment(self) -> Appointment | None:
        return self.booked.appointment if self.booked else None

    @property
    def length(self) -> str:
        """45 minutes, 1 hour, 1 hour 30 minutes"""
        hours, minutes = divmod(int((self.time.end - self.time.start).total_seconds()) // 60, 60)
        said_hours = ngettext("{count} hour", "{count} hours", hours).format(count=hours)
        said_minutes = ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
        if not hours:
            return said_minutes
        if not minutes:
            return said_hours
        return _("{hours} {minutes}").format(hours=said_hours, minutes=said_minutes)


@dataclass(frozen=True)
class Day:
    """What a therapist's day holds; `lines` are everything, in order of time."""

    day: date
    shifts: list[Shift]
    lines: list[Line]

    @property
    def sessions(self) -> list[Appointment]:
        return [
            line.appointment
            for line in self.lines
            if line.kind == LineKind.SESSION and line.appointment
        ]

    @property
    def several_locations(self) -> bool:
        places = {shift.location for shift in self.shifts}
        return len(places | {one.location for one in self.sessions}) > 1

    @property
    def is_away(self) -> bool:
        return any(line.kind == LineKind.AWAY for line in self.lines)


@dataclass(frozen=True)
class Schedule:
    """What was read of a therapist's days; `latest` is what was said last about running late."""

    hours: WorkingHours
    sessions: list[Row]
    latest: RunningLate | None

    def day(self, day: date) -> Day:
        """One of the days that were asked for."""
        places = {place.pk: place for place in self.hours.places}
        if not places:
            return Day(day, [], [])
        return _day(day, self.hours, booked_on(day, self.sessions, places))


def load_schedule(therapist: Therapist, span: Span, *, now: datetime) -> Schedule:
    """The days of `span`; one query, however much is booked."""
    said = ASKED.ask(**given(therapist, span), now=now)
    return Schedule(hours_of(said), said["sessions"], latest_of(said["late"]))


def load_days(therapist: Therapist, days: list[date], *, now: datetime) -> list[Day]:
    """The days from the first to the last of `days`; one query."""
    schedule = load_schedule(therapist, Span.of_days(days[0], days[-1]), now=now)
    return [schedule.day(day) for day in days]


ASKED = Together(**LAID_DOWN, **BOOKED, late=said_last)


def _day(day: date, hours: WorkingHours, booked: list[Booked]) -> Day:
    sessions, its = [_session(one) for one in booked], [one.appointment for one in booked]
    shifts = hours.shifts_on(day)
    first = its[0].location if its else shifts[0].location if shifts else None
    place = first or next(iter(hours.places))
    away = hours.away_within(day_interval(day, place.zone))
    # Somebody who did not come leaves their time free, below their line.
    taken = [Interval(one.starts_at, one.blocked_until) for one in its if _keeps_time(one)]
    lines = [
        *sessions,
        *_between(shifts, [*taken, *(time for time, _reason in away)]),
        *_time_off(shifts, away, place),
    ]
    return Day(day, shifts, sorted(lines, key=lambda line: line.time))


def _session(booked: Booked) -> Line:
    one = booked.appointment
    kind = LineKind.HELD if one.status == Status.HELD else LineKind.SESSION
    return Line(kind, one.interval, one.location, booked)


def _keeps_time(appointment: Appointment) -> bool:
    return appointment.status != Status.NO_SHOW


def _between(shifts: list[Shift], taken: list[Interval]) -> list[Line]:
    """What is free within the shifts, and the breaks from one shift to the next."""
    free = [
        Line(LineKind.FREE, time, shift.location)
        for shift in shifts
        for time in subtract([shift.time], taken)
    ]
    breaks = [
        Line(LineKind.BREAK, time, after.location)
        for before, after in pairwise(shifts)
        if before.time.end < after.time.start
        for time in subtract([Interval(before.time.end, after.time.start)], taken)
    ]
    return [line for line in (*free, *breaks) if _is_long(line.time)]


def _time_off(shifts: list[Shift], away: list[tuple[Interval, str]], place: Location) -> list[Line]:
    """Cut to the hours of work, where there are any."""
    if not shifts:
        return [Line(LineKind.AWAY, time, place, reason=reason) for time, reason in away]
    span = merge([Interval(shifts[0].time.start, max(one.time.end for one in shifts))])
    return [
        Line(LineKind.AWAY, part, place, reason=reason)
        for time, reason in away
        for part in intersect([time], span)
    ]


def _is_long(time: Interval) -> bool:
    return time.end - time.start >= SHORTEST_GAP
