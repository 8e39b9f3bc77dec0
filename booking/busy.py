"""What is booked or held, read in one query, in whole minutes since 1970."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connections

from booking.models import BLOCKING
from timeline.minutes import moment_of

Spans = dict[int, list[tuple[int, int]]]


@dataclass(frozen=True)
class Busy:
    """Blocked spans (session and turnover) by therapist and by room; sessions of one patient."""

    therapists: Spans = field(default_factory=lambda: defaultdict(list))
    rooms: Spans = field(default_factory=lambda: defaultdict(list))
    patient: list[tuple[int, int]] = field(default_factory=list)


def load_busy(
    *,
    therapists: list[int],
    rooms: list[int],
    start: int,
    end: int,
    now: datetime,
    patient: int | None = None,
    ignoring: int | Collection[int] | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> Busy:
    """What blocks these therapists (anywhere) and rooms within `[start, end)`.

    An expired hold blocks nothing from the moment it expires. The appointment, or all those, in
    `ignoring` are left out: they are about to move.
    """
    left_out = [ignoring] if isinstance(ignoring, int) else list(ignoring or [])
    with connections[using].cursor() as cursor:
        cursor.execute(
            BUSY_SQL,
            {
                "therapists": therapists,
                "rooms": rooms,
                "patients": [] if patient is None else [patient],
                "start": moment_of(start),
                "end": moment_of(end),
                "now": now,
                "ignoring": left_out,
            },
        )
        rows = cursor.fetchall()
    busy = Busy()
    for kind, key, first, last in rows:
        if kind == "therapist":
            busy.therapists[key].append((first, last))
        elif kind == "room":
            busy.rooms[key].append((first, last))
        else:
            busy.patient.append((first, last))
    return busy


def _branch(kind: str, column: str, interval: str) -> str:
    # One index scan per therapist or room, on the index of its exclusion constraint: the condition
    # must repeat the constraint's own, word for word, or PostgreSQL cannot use it. Only constants
    # of this module are put into the text; values are parameters.
    return f"""
SELECT '{kind}', wanted.id, floor(EXTRACT(EPOCH FROM lower(taken.{interval})) / 60)::int,
  ceil(EXTRACT(EPOCH FROM upper(taken.{interval})) / 60)::int
FROM unnest(%({kind}s)s::bigint[]) AS wanted (id)
CROSS JOIN LATERAL (
  SELECT a.{interval} FROM booking_appointment a
  WHERE a.{column} = wanted.id AND a.{interval} && tstzrange(%(start)s, %(end)s)
    AND a.status IN ({STATUSES})
    AND (a.expires_at IS NULL OR a.expires_at > %(now)s)
    AND a.id <> ALL(%(ignoring)s::bigint[])) AS taken"""  # noqa: S608


STATUSES = ", ".join(f"'{status.value}'" for status in BLOCKING)
BUSY_SQL = " UNION ALL ".join(
    (
        _branch("therapist", "therapist_id", "blocked"),
        _branch("room", "room_id", "blocked"),
        _branch("patient", "patient_id", "session"),
    )
)
