"""Requests for time off as a manager decides about them: with all that each one touches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from booking.models import Appointment
from locations.models import Location
from roster.models import TimeOffRequest
from roster.time_off.asking import State
from roster.time_off.days import clock_of, spoken
from therapists.models import TimeOff
from therapists.places import places_by_therapist
from timeline.intervals import Interval

DECIDED = (State.GRANTED, State.REFUSED)


@dataclass(frozen=True)
class Case:
    """One request, in words; `place` is by whose clock its moments are said."""

    request: TimeOffRequest
    place: Location
    spoken: str
    affected: list[Appointment] = field(default_factory=list)
    off_already: list[str] = field(default_factory=list)
    has_begun: bool = False
    is_over: bool = False


def cases_of(requests: Sequence[TimeOffRequest], *, now: datetime) -> list[Case]:
    """With the booked sessions and the time off that lie in each; four queries."""
    places = places_by_therapist({one.therapist_id for one in requests})
    appointments = list(_touched(requests, now))
    time_off = list(TimeOff.objects.filter(_during(requests)).order_by("starts_at"))
    return [
        Case(
            one,
            place=clock_of(places[one.therapist_id]),
            spoken=spoken(interval_of(one), places[one.therapist_id]),
            affected=[row for row in appointments if _lies_in(row, one)],
            off_already=[
                spoken(interval_of(row), places[one.therapist_id])
                for row in time_off
                if _lies_in(row, one)
            ],
            has_begun=one.starts_at <= now,
            is_over=one.ends_at <= now,
        )
        for one in requests
    ]


def in_words(requests: Sequence[TimeOffRequest]) -> list[Case]:
    """Without what lies in them; two queries."""
    places = places_by_therapist({one.therapist_id for one in requests})
    return [
        Case(
            one,
            place=clock_of(places[one.therapist_id]),
            spoken=spoken(interval_of(one), places[one.therapist_id]),
        )
        for one in requests
    ]


def interval_of(row: TimeOffRequest | TimeOff | Appointment) -> Interval:
    return Interval(row.starts_at, row.ends_at)


def _touched(requests: Sequence[TimeOffRequest], now: datetime) -> Iterable[Appointment]:
    coming = Appointment.objects.coming(now).to_show().filter(_during(requests))
    return coming.order_by("starts_at", "pk")


def _during(requests: Sequence[TimeOffRequest]) -> Q:
    """Rows of the therapist of some request that touch its time."""
    wanted = (
        Q(therapist=one.therapist_id, starts_at__lt=one.ends_at, ends_at__gt=one.starts_at)
        for one in requests
    )
    return reduce(or_, wanted, Q(pk__in=()))


def _lies_in(row: Appointment | TimeOff, request: TimeOffRequest) -> bool:
    same = row.therapist_id == request.therapist_id
    return same and interval_of(row).overlaps(interval_of(request))
