"""The day sheet: what the desk prints in the morning. No clinical content, no prices.

Read in a fixed number of queries, whatever the number of therapists and sessions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from booking.models import BLOCKING, Appointment, Status
from frontdesk.rota import AtPlace, Rota, rota_of
from locations.models import Closure, Location
from therapists.models import Therapist
from timeline.intervals import Interval, intersect, merge, subtract
from timeline.wall import day_interval

# Shorter gaps are no news: nothing could be booked in them.
SHORTEST_GAP = timedelta(minutes=15)
# What stands on paper: everything agreed, and who did not come.
PRINTED = (*BLOCKING, Status.NO_SHOW)
VISITS = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED)


class LineKind(StrEnum):
    SESSION = "session"
    HELD = "held"
    FREE = "free"
    BREAK = "break"
    AWAY = "away"


@dataclass(frozen=True)
class Line:
    """One line of a day; only a session and a hold have an appointment."""

    kind: LineKind
    time: Interval
    appointment: Appointment | None = None


@dataclass(frozen=True)
class TherapistDay:
    """One therapist's day at one location, in the order of the clock."""

    location: Location
    therapist: Therapist
    shifts: list[Interval]
    lines: list[Line]

    @property
    def sessions(self) -> int:
        return sum(line.kind == LineKind.SESSION for line in self.lines)


@dataclass(frozen=True)
class PlaceDay:
    """A location's day: when it is shut, and who works there or has a session."""

    location: Location
    closures: list[Closure]
    therapists: list[TherapistDay]


def day_sheet(
    places: Sequence[Location], people: Sequence[Therapist], day: date, *, now: datetime
) -> list[PlaceDay]:
    """The day at these locations, as far as it is these therapists'; six queries."""
    if not places:
        return []
    rota, booked = rota_of(places, people, day), _booked(places, people, day, now)
    return [
        PlaceDay(
            place,
            rota.closures[place.pk],
            [
                TherapistDay(place, one, rota.shifts[place.pk, one.pk], lines)
                for one in people
                if (lines := _lines(rota, booked.get((place.pk, one.pk), []), place, one, day))
            ],
        )
        for place in places
    ]


def _booked(
    places: Sequence[Location], people: Sequence[Therapist], day: date, now: datetime
) -> AtPlace[list[Appointment]]:
    """What begins on the day, each with `is_new`: the patient's first visit of all."""
    begins = Q()
    for place in places:
        span = day_interval(day, place.zone)
        begins |= Q(location=place, starts_at__gte=span.start, starts_at__lt=span.end)
    earlier = Appointment.objects.filter(
        patient=OuterRef("patient"), starts_at__lt=OuterRef("starts_at"), status__in=VISITS
    )
    rows = (
        Appointment.objects.filter(begins, therapist__in=people, status__in=PRINTED)
        .exclude(status=Status.HELD, expires_at__lte=now)
        .annotate(is_new=~Exists(earlier))
        .select_related("room", "treatment", "patient")
        .order_by("starts_at", "pk")
    )
    found: AtPlace[list[Appointment]] = {}
    for row in rows:
        found.setdefault((row.location_id, row.therapist_id), []).append(row)
    return found


def _lines(
    rota: Rota, booked: list[Appointment], place: Location, therapist: Therapist, day: date
) -> list[Line]:
    """Sessions, time off, and what is left of the shifts; nothing when nobody works."""
    shifts = rota.shifts[place.pk, therapist.pk] if therapist.is_active else []
    if not shifts and not booked:
        return []
    away = intersect(rota.time_off[therapist.pk], [day_interval(day, place.zone)])
    blocked = [Interval(one.starts_at, one.blocked_until) for one in booked if _keeps_time(one)]
    free = subtract(shifts, [*blocked, *away])
    lines = [
        *(Line(_kind(one), one.interval, one) for one in booked),
        *(Line(LineKind.AWAY, time) for time in intersect(away, _from_first_to_last(shifts))),
        *(Line(LineKind.FREE, time) for time in free if _is_long(time)),
        *(Line(LineKind.BREAK, time) for time in _breaks(shifts, [*blocked, *away])),
    ]
    return sorted(lines, key=lambda line: line.time)


def _keeps_time(appointment: Appointment) -> bool:
    return appointment.status != Status.NO_SHOW


def _kind(appointment: Appointment) -> LineKind:
    return LineKind.HELD if appointment.status == Status.HELD else LineKind.SESSION


def _breaks(shifts: list[Interval], taken: list[Interval]) -> list[Interval]:
    """Between shifts, where nothing else is."""
    between = subtract(_from_first_to_last(shifts), shifts)
    return [time for time in subtract(between, taken) if _is_long(time)]


def _from_first_to_last(shifts: list[Interval]) -> list[Interval]:
    return merge([Interval(shifts[0].start, shifts[-1].end)]) if shifts else []


def _is_long(time: Interval) -> bool:
    return time.end - time.start >= SHORTEST_GAP
