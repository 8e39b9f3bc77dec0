"""How long before the session do people book?"""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from booking.models import Status
from frontdesk.reports.answer import Answer, Report
from frontdesk.reports.figures import Figure, Kind, share
from frontdesk.reports.scope import IN_SCOPE, KEPT, Scope
from frontdesk.reports.tables import Column, Table

DAY = 24


class Span(NamedTuple):
    """Lead times in hours, half-open; the last one has no end."""

    label: Promise
    start: int
    end: int | None


SPANS = (
    Span(_("Less than 2 hours"), 0, 2),
    Span(_("2 to 24 hours"), 2, DAY),
    Span(_("1 day"), DAY, 2 * DAY),
    Span(_("2 to 3 days"), 2 * DAY, 4 * DAY),
    Span(_("4 to 6 days"), 4 * DAY, 7 * DAY),
    Span(_("1 week"), 7 * DAY, 14 * DAY),
    Span(_("2 to 3 weeks"), 14 * DAY, 28 * DAY),
    Span(_("4 weeks or more"), 28 * DAY, None),
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
        title=_("From booking to session"),
        columns=(
            Column(_("Booked before"), Kind.TEXT),
            Column(_("Appointments")),
            Column(_("Share"), Kind.SHARE),
        ),
        rows=_rows(counts),
        bar=2,
    )
    middle = median(hours)
    return Answer(_summary(middle) if middle is not None else None, [table])


def _rows(counts: Sequence[int]) -> list[tuple[Figure, ...]]:
    whole = sum(counts)
    return [
        (str(span.label), count, share(count, whole))
        for span, count in zip(SPANS, counts, strict=True)
    ]


def _summary(middle: float) -> str:
    return gettext("Median: {time} from booking to session.").format(time=_spoken(middle))


def _spoken(hours: float) -> str:
    """1 day, 6.5 days, 5 hours."""
    if hours < 2 * DAY:
        number, said = hours, ngettext("{n} hour", "{n} hours", _counted(hours))
    else:
        number, said = hours / DAY, ngettext("{n} day", "{n} days", _counted(hours / DAY))
    tenths = Decimal(f"{number:.1f}")
    return said.format(n=number_format(tenths, 0 if tenths == int(tenths) else 1))


def _counted(number: float) -> int:
    """1 for one; of a half, English has several and French has one."""
    return int(number) if (get_language() or "").startswith("fr") or number == 1 else 2


REPORT = Report(
    slug="lead-time",
    title=_("Lead time"),
    definitions=(
        _(
            "From the moment of booking to the start as now agreed, for all appointments of the "
            "period that were not cancelled. The median is given to the hour."
        ),
    ),
    tables=("lead-time",),
    answer=answer,
)
