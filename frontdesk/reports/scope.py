"""Which appointments a report counts, and the clinic's wall clock in SQL.

PostgreSQL's zone rules are not ours, so it never sees a zone: it gets a row for each stretch
between two clock changes of each location, and adds the offset that Python found to seconds since
1970.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from booking.models import Status
from frontdesk.reports.period import Period, day_number
from locations.models import Location
from timeline.wall import offsets

# The patient came. What is booked and over but not marked is neither kept nor missed.
KEPT = (Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED)

CLOCK = """
unnest(%(locations)s::bigint[], %(since)s::timestamptz[], %(until)s::timestamptz[],
  %(ahead)s::int[]) AS clock (location_id, since, until, ahead)"""

# Appointments that begin in the period; `a` and `clock` are at the disposal of what follows. The
# whole period is said once more in plain instants: only of those the planner has statistics, so
# that a month of a million appointments is found by an index.
IN_SCOPE = f"""
FROM {CLOCK}
JOIN booking_appointment a ON a.location_id = clock.location_id
  AND a.starts_at >= clock.since AND a.starts_at < clock.until
  AND a.starts_at >= %(earliest)s::timestamptz AND a.starts_at < %(latest)s::timestamptz
  AND (%(therapist)s::bigint IS NULL OR a.therapist_id = %(therapist)s)"""

# Which slice of the period a session begins in, from 1, by the wall clock.
SLICE = """
width_bucket(
  div(floor(EXTRACT(EPOCH FROM a.starts_at)) + clock.ahead, 86400)::int, %(slices)s::int[])"""


@dataclass(frozen=True)
class Scope:
    """What a report is about; `therapist` (a key) narrows it to one person's own figures.

    `using` is the database that is asked: figures may come from a replica.
    """

    period: Period
    locations: Sequence[Location]
    now: datetime
    therapist: int | None = None
    using: str = DEFAULT_DB_ALIAS

    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """The answer to one query that is written with the texts above."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(sql, {**self._parameters(), **parameters})
            return list(cursor.fetchall())

    def _parameters(self) -> dict[str, Any]:
        clock = [
            (location.pk, *its)
            for location in self.locations
            for its in offsets(*self.period.instants(location.zone), location.zone)
        ]
        return {
            "locations": [row[0] for row in clock],
            "since": [row[1] for row in clock],
            "until": [row[2] for row in clock],
            "ahead": [int(row[3].total_seconds()) for row in clock],
            "earliest": min((row[1] for row in clock), default=None),
            "latest": max((row[2] for row in clock), default=None),
            "therapist": self.therapist,
            "now": self.now,
            "kept": [status.value for status in KEPT],
            "slices": [day_number(its.first) for its in self.period.slices()],
        }
