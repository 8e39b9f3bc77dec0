"""Who works at the locations shown, and when, in two queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time

from django.db.models import Q

from frontdesk.board.query import Query
from therapists.models import ShiftChange, WeeklyShift
from therapists.working_time import Hours, Weekly, WorkingTime
from timeline.wall import ONE_DAY


@dataclass
class Shifts:
    """Shifts of therapists, each at each location, by their ids."""

    weekly: dict[tuple[int, int], list[Weekly]] = field(default_factory=lambda: defaultdict(list))
    changes: dict[int, dict[date, list[tuple[int, Hours]]]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def of(self, therapist: int, location: int) -> WorkingTime:
        """A change of a date replaces the weekly shifts of it at every location."""
        changes = {
            day: [hours for place, hours in shifts if place == location]
            for day, shifts in self.changes[therapist].items()
        }
        return WorkingTime(self.weekly[therapist, location], changes)

    @property
    def therapists(self) -> set[int]:
        """Everybody who has shifts here, on these days or others."""
        changed = {key for key, days in self.changes.items() if any(days.values())}
        return {therapist for therapist, _ in self.weekly} | changed


def load_shifts(query: Query) -> Shifts:
    """The shifts that begin on the days of `query` or the day before, at its locations."""
    places = [place.pk for place in query.places]
    first, last = query.days[0] - ONE_DAY, query.days[-1]
    shifts = Shifts()
    rows = WeeklyShift.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=first),
        location__in=places,
        therapist__is_active=True,
        valid_from__lte=last,
    )
    columns = ("weekday", "starts", "ends", "valid_from", "valid_until", "every_weeks")
    for therapist, place, weekday, starts, ends, *when in rows.order_by().values_list(
        "therapist", "location", *columns
    ):
        hours = Weekly(weekday, minutes_of(starts), minutes_of(ends), *when)
        shifts.weekly[therapist, place].append(hours)
    _load_changes(shifts, places, first, last)
    return shifts


def _load_changes(shifts: Shifts, places: list[int], first: date, last: date) -> None:
    rows = ShiftChange.objects.filter(
        Q(location__in=places) | Q(therapist__in=shifts.therapists),
        therapist__is_active=True,
        date__range=(first, last),
    )
    for change in rows.order_by():
        hours = shifts.changes[change.therapist_id].setdefault(change.date, [])
        if change.starts and change.ends and change.location_id in places:
            there = Hours(minutes_of(change.starts), minutes_of(change.ends))
            hours.append((change.location_id, there))


def minutes_of(wall: time) -> int:
    """Minutes after midnight."""
    return wall.hour * 60 + wall.minute
