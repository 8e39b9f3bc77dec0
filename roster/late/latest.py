"""What a therapist has said last about running late, ever."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from booking.together import Row, partly
from roster.hours import THEIRS
from roster.models import RunningLate


def said_last() -> QuerySet[Any, Any]:
    """Asked together with the therapist's day."""
    newest = RunningLate.objects.filter(therapist=THEIRS).order_by("-pk")
    return newest.values("id", "minutes", "said_at")[:1]


def latest_of(rows: list[Row]) -> RunningLate | None:
    """From the answer, if anything was ever said."""
    for row in rows:
        return partly(RunningLate, row | {"said_at": datetime.fromisoformat(row["said_at"])})
    return None
