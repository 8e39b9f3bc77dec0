"""Offered hours: shifts within opening hours, without closures and time off, by the wall clock.

Six queries whatever the period, and arithmetic on sorted spans, each walked once.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from django.db.models import Q

from booking.laid_down import closing_spans, opening_hours, working_times
from frontdesk.reports.scope import Scope
from frontdesk.reports.week_hours import Piece, second_of_week
from locations.models import Closure, Location
from therapists.models import Therapist, TimeOff
from therapists.working_time import WorkingTime
from timeline.minutes import minute_of
from timeline.spans import Span, common, joined, total, without
from timeline.wall import MIDNIGHT, ONE_DAY, Offset, offsets

MINUTE = 60


class Place(NamedTuple):
    """A therapist at a location, by their keys."""

    therapist: int
    location: int


@dataclass(frozen=True)
class Offered:
    """`seconds` by therapist and location; all of it again as `pieces` of the week."""

    seconds: Counter[Place] = field(default_factory=Counter)
    pieces: Counter[Piece] = field(default_factory=Counter)


def offered_hours(scope: Scope) -> Offered:
    """When the therapists of the scope could have been booked, taken or not."""
    offered = Offered()
    laid_down = _LaidDown(scope)
    for location in scope.locations:
        clock = offsets(*scope.period.instants(location.zone), location.zone)
        doors = laid_down.doors_open(location)
        for therapist in laid_down.works_here:
            spans = laid_down.at_work(therapist, location, doors)
            offered.seconds[Place(therapist, location.pk)] += total(spans) * MINUTE
            offered.pieces.update(_pieces(spans, clock))
    return offered


def _pieces(spans: Sequence[Span], clock: Sequence[Offset]) -> Iterator[Piece]:
    """The spans, cut where the clocks change, as pieces of a week."""
    starts = [minute_of(its.start) for its in clock]
    ends = [minute_of(its.end) for its in clock]
    ahead = [int(its.ahead.total_seconds()) for its in clock]
    for start, end in common(spans, list(zip(starts, ends, strict=True))):
        local = start * MINUTE + ahead[bisect_right(starts, start) - 1]
        yield Piece(second_of_week(local), (end - start) * MINUTE)


class _LaidDown:
    """What the clinic has laid down for the period, read at once."""

    def __init__(self, scope: Scope) -> None:
        self.period, self.now = scope.period, scope.now
        here = [location.pk for location in scope.locations]
        using = scope.using
        only = [Q(pk=scope.therapist)] if scope.therapist else []
        people = Therapist.objects.using(using).filter(*only)
        self.works_here = dict(people.order_by().values_list("pk", "is_active"))
        since = datetime.combine(self.period.first - 2 * ONE_DAY, MIDNIGHT, tzinfo=UTC)
        self.doors = opening_hours(here, using)
        self.working = working_times(self.works_here, since.date(), using)
        self.closures = closing_spans(Closure, "location", here, since, using)
        self.time_off = closing_spans(TimeOff, "therapist", self.works_here, since, using)

    def doors_open(self, location: Location) -> list[Span]:
        """When the doors of the location are open in the period."""
        whole = self.period.instants(location.zone)
        hours = joined(self._spans(self.doors[location.pk], location))
        inside = common(hours, [(minute_of(whole.start), minute_of(whole.end))])
        return without(inside, joined(self.closures[location.pk]))

    def at_work(self, therapist: int, location: Location, doors: Sequence[Span]) -> list[Span]:
        """Inside the open doors; one who no longer works here offers nothing from now on."""
        working = self.working.of(therapist, location.pk)
        inside = common(joined(self._spans(working, location)), doors)
        spans = without(inside, joined(self.time_off[therapist]))
        if not self.works_here[therapist] and spans:
            return common(spans, [(spans[0][0], minute_of(self.now))])
        return spans

    def _spans(self, hours: WorkingTime, location: Location) -> list[Span]:
        # A shift that begins on the day before may reach into the period.
        return hours.spans_between(self.period.first - ONE_DAY, self.period.last, location.zone)
