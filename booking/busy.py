"""What is booked or held, read in one query, in whole minutes since 1970."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property

from django.db import DEFAULT_DB_ALIAS

from booking.models import BLOCKING
from booking.statements import rows_of
from timeline.minutes import moment_of

Spans = dict[int, list[tuple[int, int]]]
# When it begins and when it ends, each a JSON list of minutes, or None for nothing.
Blocked = tuple[str | None, str | None]
Said = tuple[tuple[str, int, str | None, str | None], ...]
NOTHING: Blocked = (None, None)


@dataclass(frozen=True)
class Busy:
    """Blocked spans (session and turnover) by therapist and by room; sessions of one patient.

    Kept as PostgreSQL has said it, so that it is soon seen whether it has said the same before.
    """

    said: Said = ()

    @cached_property
    def blocked(self) -> dict[tuple[str, int], Blocked]:
        """By kind and id, as it was said."""
        return {(kind, key): (starts, ends) for kind, key, starts, ends in self.said}

    @cached_property
    def therapists(self) -> Spans:
        return self._of("therapist")

    @cached_property
    def rooms(self) -> Spans:
        return self._of("room")

    @cached_property
    def patient(self) -> list[tuple[int, int]]:
        return [span for spans in self._of("patient").values() for span in spans]

    def _of(self, kind: str) -> Spans:
        spans: Spans = defaultdict(list)
        for said_of, key, starts, ends in self.said:
            if said_of == kind and starts and ends:
                spans[key] = list(zip(json.loads(starts), json.loads(ends), strict=True))
        return spans


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
    said = rows_of(
        _busy_sql(with_patient=patient is not None, leaving_out=bool(left_out)),
        {
            "therapist": therapists,
            "room": rooms,
            "patient": [patient],
            "start": moment_of(start),
            "end": moment_of(end),
            "now": now,
            "ignoring": left_out,
        },
        using=using,
    )
    return Busy(tuple(said))


@cache
def _busy_sql(*, with_patient: bool, leaving_out: bool) -> str:
    """Asks for no more than is wanted: only what stands in the indexes is read without the rows."""
    branches = [_branch("therapist", "blocked"), _branch("room", "blocked")]
    if with_patient:
        branches.append(_branch("patient", "session"))
    others = "AND a.id <> ALL(%(ignoring)s::bigint[])" if leaving_out else ""
    return " UNION ALL ".join(branches).format(others=others)


def _branch(kind: str, interval: str) -> str:
    # One index scan per therapist or room, on the index of its exclusion constraint: the condition
    # must repeat the constraint's own, word for word, or PostgreSQL cannot use it. Values behind a
    # SELECT do not tempt PostgreSQL to plan anew for each of them. Two arrays for each therapist
    # cost far less to hand over than a row for each appointment, and floating seconds (whole
    # minutes are exact) less than EXTRACT's decimal ones. Only constants of this module are put
    # into the text; values are parameters.
    return f"""
SELECT '{kind}', wanted.id, taken.starts, taken.ends
FROM unnest((SELECT %({kind})s::bigint[])) AS wanted (id)
CROSS JOIN LATERAL (
  SELECT
    array_to_json(array_agg(floor(date_part('epoch', lower(a.{interval})) / 60)::int))::text
      AS starts,
    array_to_json(array_agg(ceil(date_part('epoch', upper(a.{interval})) / 60)::int))::text
      AS ends
  FROM booking_appointment a
  WHERE a.{kind}_id = wanted.id AND a.{interval} && (SELECT tstzrange(%(start)s, %(end)s))
    AND a.status IN ({STATUSES})
    AND (a.expires_at IS NULL OR a.expires_at > %(now)s)
    {{others}}) AS taken"""  # noqa: S608


STATUSES = ", ".join(f"'{status.value}'" for status in BLOCKING)
