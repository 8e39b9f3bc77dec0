"""Reads a location of ours as the peer can understand it. Django is set up in this process.

Made for the clinics of `seed_clinic`: weekly shifts without end, nothing across midnight.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bench.peer.facts import Block, DaysOff, Facts, Hours, StaffMember
from timeline.wall import ONE_DAY

if TYPE_CHECKING:
    from locations.models import Location

type Week = dict[tuple[int, int], list[tuple[time, time]]]

BREAK_DAYS = 60
# Each books once: a session that books on and on would grow.
VISITORS = 4000


def read(slug: str, minutes: int, first: date) -> Facts:
    """The location with sessions of one length; breaks are known for 60 days from `first`."""
    from booking.models import BookingPolicy
    from locations.models import Location
    from therapists.models import Therapist

    location = Location.objects.get(slug=slug)
    staff = Therapist.objects.filter(weekly_shifts__location=location).distinct().order_by("pk")
    keys = [therapist.pk for therapist in staff]
    week = _week(location)
    return Facts(
        zone=location.zone_name,
        minutes=minutes,
        step=BookingPolicy.objects.get(location=location).start_step_minutes,
        staff=[StaffMember(therapist.pk, therapist.name) for therapist in staff],
        hours=[
            Hours(therapist, weekday, stretches[0][0], stretches[-1][1])
            for (therapist, weekday), stretches in week.items()
        ],
        breaks=list(_breaks(week, first)),
        sessions=list(_sessions(keys, location.zone)),
        days_off=list(_days_off(keys, location.zone)),
        visitors=[secrets.token_hex(16) for _ in range(VISITORS)],
    )


def _week(location: "Location") -> Week:
    from therapists.models import WeeklyShift

    week: Week = defaultdict(list)
    for shift in WeeklyShift.objects.filter(location=location).order_by("starts"):
        week[shift.therapist_id, shift.weekday].append((shift.starts, shift.ends))
    return week


def _breaks(week: Week, first: date) -> Iterator[Block]:
    """Between the stretches of a split shift, day by day: the peer knows one stretch a weekday."""
    for day in (first + number * ONE_DAY for number in range(BREAK_DAYS)):
        for (therapist, weekday), stretches in week.items():
            if weekday == day.weekday():
                for (_, begins), (ends, _) in pairwise(stretches):
                    yield Block(therapist, day, begins, ends)


def _sessions(staff: list[int], zone: ZoneInfo) -> Iterator[Block]:
    from booking.models import Appointment, Status

    # Another part of the benchmark may have left holds, which have run out.
    agreed = Appointment.objects.blocking().exclude(status=Status.HELD).filter(therapist__in=staff)
    kept = agreed.order_by("starts_at").values_list("therapist", "starts_at", "ends_at")
    for therapist, starts_at, ends_at in kept:
        starts, ends = _shown(starts_at, zone), _shown(ends_at, zone)
        yield Block(therapist, starts.date(), starts.time(), ends.time())


def _days_off(staff: list[int], zone: ZoneInfo) -> Iterator[DaysOff]:
    """Whole days, as the peer knows no others."""
    from therapists.models import TimeOff

    away = TimeOff.objects.filter(therapist__in=staff)
    for therapist, starts_at, ends_at in away.values_list("therapist", "starts_at", "ends_at"):
        yield DaysOff(therapist, _shown(starts_at, zone).date(), _shown(ends_at, zone).date())


def _shown(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
