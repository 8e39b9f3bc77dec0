"""Booked and offered hours as one would explain them to a child: minute by minute.

Nothing of the code under test is used; `tests.booking.obvious_model` knows shifts and doors.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from booking.models import Appointment
from frontdesk.reports.week_hours import WeekHour
from tests.booking.obvious_model import MINUTE, ObviousModel, on_the_wall
from therapists.models import Therapist, TimeOff
from timeline.intervals import Interval, intersect, subtract

BOOKED = ("booked", "arrived", "in_session", "completed")


def offered_intervals(model: ObviousModel, therapist: Therapist) -> list[Interval]:
    """When the therapist could have been booked within the model's period."""
    shifts = [
        on_the_wall(day, starts, ends, model.zone)
        for day in model.dates
        for starts, ends in model._works_on(therapist, day)
    ]
    away = [
        Interval(row.starts_at, row.ends_at) for row in TimeOff.objects.filter(therapist=therapist)
    ]
    return intersect(subtract(intersect(shifts, model.opening), away), [model.period])


def booked_intervals(model: ObviousModel, therapist: Therapist) -> list[Interval]:
    """The therapist's sessions at the location, as far as they lie within the model's period."""
    rows = Appointment.objects.filter(
        therapist=therapist, location=model.location, status__in=BOOKED
    )
    sessions = [Interval(row.starts_at, row.ends_at) for row in rows]
    return [part for one in sessions for part in intersect([one], [model.period])]


def minutes_by_hour(model: ObviousModel, intervals: Iterable[Interval]) -> Counter[WeekHour]:
    """How many minutes lie in each hour of the week, by the location's clock."""
    found: Counter[WeekHour] = Counter()
    for minute in _minutes(intervals):
        shown = minute.astimezone(model.zone)
        found[WeekHour(shown.weekday(), shown.hour)] += 1
    return found


def _minutes(intervals: Iterable[Interval]) -> Iterator[datetime]:
    for start, end in intervals:
        minute = start
        while minute < end:
            yield minute
            minute += MINUTE
