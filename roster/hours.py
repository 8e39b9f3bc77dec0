"""When one therapist works, and where, and when away: read for several days in three queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Q

from locations.models import Location
from therapists.models import ShiftChange, Therapist, TimeOff, WeeklyShift
from therapists.working_time import Hours, Weekly, WorkingTime
from timeline.intervals import Interval, intersect, merge
from timeline.minutes import moment_of
from timeline.wall import ONE_DAY, day_interval


@dataclass(frozen=True)
class Shift:
    """A stretch of one day at one location."""

    time: Interval
    location: Location


@dataclass(frozen=True)
class WorkingHours:
    """Shifts by location, and what is taken out of them."""

    places: dict[Location, WorkingTime]
    away: list[tuple[Interval, str]]

    def shifts_on(self, day: date) -> list[Shift]:
        """What falls on the day, also the end of a shift that began the evening before."""
        found = [
            Shift(time, place)
            for place, working in self.places.items()
            for time in intersect(
                _instants(working.spans((day - ONE_DAY, day), place.zone)),
                [day_interval(day, place.zone)],
            )
        ]
        return sorted(found, key=lambda shift: shift.time)

    def away_within(self, time: Interval) -> list[tuple[Interval, str]]:
        """Time off, cut to `time`, with its reason."""
        return [(part, reason) for span, reason in self.away for part in intersect([span], [time])]


def load_hours(
    therapist: Therapist, places: list[Location], first: date, last: date
) -> WorkingHours:
    """The working hours of the days from `first` to `last`."""
    weekly = _weekly(therapist, first, last)
    changes = _changes(therapist, first, last)
    return WorkingHours(
        places={
            place: WorkingTime(
                weekly[place.pk],
                {day: its.get(place.pk, []) for day, its in changes.items()},
            )
            for place in places
        },
        away=_away(therapist, places, first, last),
    )


def home_of(therapist: Therapist) -> Location | None:
    """Whose clock says what "today" is for a therapist: where their week begins; one query."""
    places = Location.objects.order_by("weekly_shifts__weekday", "weekly_shifts__starts", "pk")
    return places.filter(weekly_shifts__therapist=therapist).first() or (
        Location.objects.order_by("pk").first()
    )


def _instants(spans: list[tuple[int, int]]) -> list[Interval]:
    return merge(Interval(moment_of(start), moment_of(end)) for start, end in spans)


def _weekly(therapist: Therapist, first: date, last: date) -> dict[int, list[Weekly]]:
    rows = WeeklyShift.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=first - ONE_DAY),
        therapist=therapist,
        valid_from__lte=last,
    )
    found: dict[int, list[Weekly]] = defaultdict(list)
    for row in rows.order_by():
        hours = _minutes(row.starts), _minutes(row.ends)
        found[row.location_id].append(
            Weekly(row.weekday, *hours, row.valid_from, row.valid_until, row.every_weeks)
        )
    return found


def _changes(therapist: Therapist, first: date, last: date) -> dict[date, dict[int, list[Hours]]]:
    """A date that is changed replaces the weekly shifts at every location."""
    rows = ShiftChange.objects.filter(therapist=therapist, date__range=(first - ONE_DAY, last))
    found: dict[date, dict[int, list[Hours]]] = {}
    for row in rows.order_by():
        its = found.setdefault(row.date, {})
        if row.starts and row.ends and row.location_id:
            hours = Hours(_minutes(row.starts), _minutes(row.ends))
            its.setdefault(row.location_id, []).append(hours)
    return found


def _away(
    therapist: Therapist, places: list[Location], first: date, last: date
) -> list[tuple[Interval, str]]:
    if not places:
        return []
    rows = TimeOff.objects.filter(
        therapist=therapist,
        starts_at__lt=max(day_interval(last, place.zone).end for place in places),
        ends_at__gt=min(day_interval(first, place.zone).start for place in places),
    )
    return [(Interval(row.starts_at, row.ends_at), row.reason) for row in rows]


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
