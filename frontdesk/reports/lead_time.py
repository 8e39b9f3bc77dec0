"""How long before the session do people book?"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from booking.models import Status
from frontdesk.reports.answer import Answer, Report
from frontdesk.reports.figures import Figure, Kind, share
from frontdesk.reports.scope import IN_SCOPE, KEPT, Scope
from frontdesk.reports.tables import Column, Table

DAY = 24


class Span(NamedTuple):
    """Lead times in hours, half-open; the last one has no end."""

    label: str
    start: int
    end: int | None


SPANS = (
    Span("Less than 2 hours", 0, 2),
    Span("2 to 24 hours", 2, DAY),
    Span("1 day", DAY, 2 * DAY),
    Span("2 to 3 days", 2 * DAY, 4 * DAY),
    Span("4 to 6 days", 4 * DAY, 7 * DAY),
    Span("1 week", 7 * DAY, 14 * DAY),
    Span("2 to 3 weeks", 14 * DAY, 28 * DAY),
    Span("4 weeks or more", 28 * DAY, None),
)
AGREED = (*KEPT, Status.BOOKED, Status.NO_SHOW)

# Whole hours are a few thousand groups however many appointments there are; sorting all of them
# for an exact median would take longer than everything else.
SQL = f"""
SELECT greatest(floor(EXTRACT(EPOCH FROM a.starts_at - a.created_at) / 3600), 0)::int AS hours,
  count(*)
{IN_SCOPE}
WHERE a.status = ANY(%(agreed)s)
GROUP BY hours
"""  # noqa: S608


def lead_times(scope: Scope) -> Counter[int]:
    """How many appointments of the period were booked so many whole hours before; one query."""
    agreed = [status.value for status in AGREED]
    return Counter(dict(scope.rows(SQL, agreed=agreed)))


def median(hours: Counter[int]) -> float | None:
    """The median in hours, to the hour; None of nothing."""
    middle = (hours.total() + 1) / 2
    seen, below = 0, None
    for lead in sorted(hours):
        seen += hours[lead]
        if below is None and seen >= int(middle):
            below = lead
        if below is not None and seen >= middle:
            return (below + lead) / 2
    return None


def answer(scope: Scope) -> Answer:
    hours = lead_times(scope)
    counts = [
        sum(hours[its] for its in hours if span.start <= its < (span.end or its + 1))
        for span in SPANS
    ]
    table = Table(
        slug="lead-time",
        title="From booking to session",
        columns=(
            Column("Booked before", Kind.TEXT),
            Column("Appointments"),
            Column("Share", Kind.SHARE),
        ),
        rows=_rows(counts),
        bar=2,
    )
    middle = median(hours)
    return Answer(_summary(middle) if middle is not None else None, [table])


def _rows(counts: Sequence[int]) -> list[tuple[Figure, ...]]:
    whole = sum(counts)
    return [
        (span.label, count, share(count, whole)) for span, count in zip(SPANS, counts, strict=True)
    ]


def _summary(middle: float) -> str:
    return f"Median: {_spoken(middle)} from booking to session."


def _spoken(hours: float) -> str:
    """1 day, 6.5 days, 5 hours."""
    number, unit = (hours, "hour") if hours < 2 * DAY else (hours / DAY, "day")
    return f"{number:.1f}".removesuffix(".0") + f" {unit}{'' if number == 1 else 's'}"


REPORT = Report(
    slug="lead-time",
    title="Lead time",
    definitions=(
        "From the moment of booking to the start as now agreed, for all appointments of the "
        "period that were not cancelled. The median is given to the hour.",
    ),
    tables=("lead-time",),
    answer=answer,
)
