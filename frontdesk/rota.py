"""Who works where on one day: shifts, opening hours, closures, time off, as instants."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from locations.models import Closure, Location, OpeningHours
from therapists.models import ShiftChange, Therapist, TimeOff, WeeklyShift
from therapists.working_time import Hours, Weekly, WorkingTime
from timeline.intervals import Interval, intersect, subtract
from timeline.minutes import moment_of
from timeline.wall import ONE_DAY, day_interval

type AtPlace[T] = dict[tuple[int, int], T]


@dataclass(frozen=True)
class Rota:
    """Everything by key: `shifts` by (location, therapist), inside opening hours and closures."""

    shifts: AtPlace[list[Interval]]
    time_off: dict[int, list[Interval]]
    closures: dict[int, list[Closure]]


def rota_of(places: Sequence[Location], people: Sequence[Therapist], day: date) -> Rota:
    """What the clinic has laid down for `day`; five queries, whatever the number of therapists."""
    closures, time_off = _closures(places, day), _time_off(people, places, day)
    open_hours, working_time = _opening_hours(places), _working_time(places, people, day)
    shifts: AtPlace[list[Interval]] = {}
    for place in places:
        closed = [Interval(one.starts_at, one.ends_at) for one in closures[place.pk]]
        is_open = subtract(_on(day, place, open_hours[place.pk]), closed)
        for one in people:
            works = _on(day, place, working_time[place.pk, one.pk])
            shifts[place.pk, one.pk] = intersect(works, is_open) if works else []
    return Rota(shifts, time_off, closures)


def _on(day: date, place: Location, hours: WorkingTime) -> list[Interval]:
    """The part of the working time that falls on `day`, that of a night before included."""
    spans = hours.spans([day - ONE_DAY, day], place.zone)
    if not spans:
        return []
    times = [Interval(moment_of(start), moment_of(end)) for start, end in spans]
    return intersect(times, [day_interval(day, place.zone)])


def _closures(places: Sequence[Location], day: date) -> dict[int, list[Closure]]:
    found: dict[int, list[Closure]] = {place.pk: [] for place in places}
    around = _everywhere(places, day)
    for row in Closure.objects.filter(
        location__in=found, starts_at__lt=around.end, ends_at__gt=around.start
    ):
        there = next(place for place in places if place.pk == row.location_id)
        if Interval(row.starts_at, row.ends_at).overlaps(day_interval(day, there.zone)):
            found[row.location_id].append(row)
    return found


def _time_off(
    people: Sequence[Therapist], places: Sequence[Location], day: date
) -> dict[int, list[Interval]]:
    found: dict[int, list[Interval]] = {one.pk: [] for one in people}
    around = _everywhere(places, day)
    for row in TimeOff.objects.filter(
        therapist__in=found, starts_at__lt=around.end, ends_at__gt=around.start
    ):
        found[row.therapist_id].append(Interval(row.starts_at, row.ends_at))
    return found


def _everywhere(places: Sequence[Location], day: date) -> Interval:
    """From the first midnight at one of the places to the last at another."""
    days = [day_interval(day, place.zone) for place in places]
    return Interval(min(one.start for one in days), max(one.end for one in days))


def _opening_hours(places: Sequence[Location]) -> dict[int, WorkingTime]:
    weekly: dict[int, list[Weekly]] = {place.pk: [] for place in places}
    for row in OpeningHours.objects.filter(location__in=weekly):
        hours = Weekly(row.weekday, _minutes(row.opens), _minutes(row.closes), date.min, None, 1)
        weekly[row.location_id].append(hours)
    return {place: WorkingTime(hours) for place, hours in weekly.items()}


def _working_time(
    places: Sequence[Location], people: Sequence[Therapist], day: date
) -> AtPlace[WorkingTime]:
    weekly = _weekly(places, people)
    changes: dict[int, list[ShiftChange]] = defaultdict(list)
    for change in ShiftChange.objects.filter(
        therapist__in=people, date__range=(day - ONE_DAY, day)
    ):
        changes[change.therapist_id].append(change)
    return {
        (place.pk, one.pk): WorkingTime(weekly[place.pk, one.pk], _at(place, changes[one.pk]))
        for place in places
        for one in people
    }


def _weekly(places: Sequence[Location], people: Sequence[Therapist]) -> AtPlace[list[Weekly]]:
    found: AtPlace[list[Weekly]] = defaultdict(list)
    for row in WeeklyShift.objects.filter(location__in=places, therapist__in=people):
        shift = Weekly(
            row.weekday,
            _minutes(row.starts),
            _minutes(row.ends),
            row.valid_from,
            row.valid_until,
            row.every_weeks,
        )
        found[row.location_id, row.therapist_id].append(shift)
    return found


def _at(place: Location, changes: list[ShiftChange]) -> dict[date, list[Hours]]:
    """A change replaces the day's shifts everywhere; hours it gives at its own location only."""
    hours: dict[date, list[Hours]] = {}
    for change in changes:
        there = hours.setdefault(change.date, [])
        if change.starts and change.ends and change.location_id == place.pk:
            there.append(Hours(_minutes(change.starts), _minutes(change.ends)))
    return hours


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
