"""A therapist's days: sessions, and what lies between them, in order of time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.models import Appointment, Status
from locations.models import Location
from roster.hours import Shift, WorkingHours, load_hours
from therapists.models import Therapist
from timeline.intervals import Interval, intersect, merge, subtract
from timeline.wall import day_interval, local_date

VISITS = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED)
SHOWN = (*VISITS, Status.NO_SHOW)
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
    appointment: Appointment | None = None
    reason: str = ""

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


def load_days(therapist: Therapist, days: list[date], *, now: datetime) -> list[Day]:
    """The days from the first to the last of `days`; five queries, however much is booked."""
    places = list(Location.objects.order_by("pk"))
    if not places:
        return [Day(day, [], []) for day in days]
    hours = load_hours(therapist, places, days[0], days[-1])
    booked = _booked(therapist, places, days, now)
    return [_day(day, places, hours, booked) for day in days]


def _booked(
    therapist: Therapist, places: list[Location], days: list[date], now: datetime
) -> list[Appointment]:
    """Each with `is_new`: the patient's first visit of all."""
    earlier = Appointment.objects.filter(
        patient=OuterRef("patient"), starts_at__lt=OuterRef("starts_at"), status__in=VISITS
    )
    rows = Appointment.objects.to_show().filter(
        Q(status__in=SHOWN) | Q(status=Status.HELD, expires_at__gt=now),
        therapist=therapist,
        starts_at__gte=min(day_interval(days[0], place.zone).start for place in places),
        starts_at__lt=max(day_interval(days[-1], place.zone).end for place in places),
    )
    return list(rows.annotate(is_new=~Exists(earlier)).order_by("starts_at", "pk"))


def _day(day: date, places: list[Location], hours: WorkingHours, booked: list[Appointment]) -> Day:
    its = [one for one in booked if local_date(one.starts_at, one.zone) == day]
    shifts = hours.shifts_on(day)
    place = its[0].location if its else shifts[0].location if shifts else places[0]
    away = hours.away_within(day_interval(day, place.zone))
    sessions = [_session(one) for one in its]
    # Somebody who did not come leaves their time free, below their line.
    taken = [Interval(one.starts_at, one.blocked_until) for one in its if _keeps_time(one)]
    lines = [
        *sessions,
        *_between(shifts, [*taken, *(time for time, _reason in away)]),
        *_time_off(shifts, away, place),
    ]
    return Day(day, shifts, sorted(lines, key=lambda line: line.time))


def _session(appointment: Appointment) -> Line:
    kind = LineKind.HELD if appointment.status == Status.HELD else LineKind.SESSION
    return Line(kind, appointment.interval, appointment.location, appointment)


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
