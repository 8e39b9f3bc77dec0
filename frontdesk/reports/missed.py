"""How many patients did not come, or cancelled late? Per therapist and over time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from booking.models import Status
from frontdesk.reports.answer import Answer, Report
from frontdesk.reports.columns_chart import ColumnsChart, Series
from frontdesk.reports.figures import Figure, Kind, share
from frontdesk.reports.scope import IN_SCOPE, KEPT, SLICE, Scope
from frontdesk.reports.tables import Column, Table

FIGURES = (
    Column(_("No-shows or late"), Kind.SHARE),
    Column(_("Due appointments")),
    Column(_("No-shows")),
    Column(_("No-show share"), Kind.SHARE),
    Column(_("Late cancellations")),
    Column(_("Late share"), Kind.SHARE),
)
SHARE = 1
BY_THERAPIST = _("Therapist"), _("By therapist")
# Booked and over: nobody has marked it, so it was due, and it counts as no miss.
DUE = (*KEPT, Status.BOOKED, Status.NO_SHOW)

SQL = f"""
SELECT due.therapist_id, therapist.name, due.slice, due.appointments, due.no_shows, due.late
FROM (
  SELECT therapist_id, slice, count(*) AS appointments,
    count(*) FILTER (WHERE status = %(no_show)s) AS no_shows,
    count(*) FILTER (WHERE status = %(cancelled)s) AS late
  FROM (
    SELECT a.therapist_id, a.status, {SLICE} AS slice
    {IN_SCOPE}
    WHERE a.starts_at <= %(now)s
      AND (a.status = ANY(%(due)s) OR a.status = %(cancelled)s AND a.cancelled_late)) AS each
  GROUP BY GROUPING SETS ((therapist_id), (slice))) AS due
LEFT JOIN therapists_therapist therapist ON therapist.id = due.therapist_id
ORDER BY due.slice, therapist.name, due.therapist_id
"""  # noqa: S608


@dataclass(frozen=True)
class Due:
    """Of the appointments that were due, how many the patient missed or cancelled late."""

    appointments: int = 0
    no_shows: int = 0
    late: int = 0

    @property
    def missed(self) -> int:
        return self.no_shows + self.late

    def __add__(self, other: "Due") -> "Due":
        return Due(
            self.appointments + other.appointments,
            self.no_shows + other.no_shows,
            self.late + other.late,
        )


@dataclass(frozen=True)
class Missed:
    """By the therapists' names, and by slice of the period, from 0."""

    by_therapist: list[tuple[str, Due]] = field(default_factory=list)
    over_time: dict[int, Due] = field(default_factory=dict)


def missed_appointments(scope: Scope) -> Missed:
    """What was due in the period up to now; one query."""
    missed = Missed()
    wanted = {
        "due": [status.value for status in DUE],
        "no_show": Status.NO_SHOW.value,
        "cancelled": Status.CANCELLED.value,
    }
    for therapist, name, number, *counts in scope.rows(SQL, **wanted):
        if therapist is None:
            missed.over_time[number - 1] = Due(*counts)
        else:
            missed.by_therapist.append((name, Due(*counts)))
    return missed


def answer(scope: Scope) -> Answer:
    missed = missed_appointments(scope)
    whole = sum((due for _name, due in missed.by_therapist), Due())
    slices = scope.period.slices()
    over_time = [
        (its.label, missed.over_time.get(number, Due())) for number, its in enumerate(slices)
    ]
    keys = [its.key for its in slices]
    chart = _chart(over_time)
    tables = [
        _table("missed-over-time", scope.period.named, over_time, whole, chart, keys),
        _table("missed-by-therapist", BY_THERAPIST, _worst_first(missed.by_therapist), whole),
    ]
    return Answer(_summary(whole) if whole.appointments else None, tables)


def _worst_first(counts: Sequence[tuple[str, Due]]) -> list[tuple[str, Due]]:
    """The largest share of misses first; of the same share the most appointments first."""
    return sorted(counts, key=lambda its: (-its[1].missed / its[1].appointments, -its[1].missed))


def _table(
    slug: str,
    named: tuple[Promise, Promise],
    counts: Sequence[tuple[str, Due]],
    whole: Due,
    chart: ColumnsChart | None = None,
    keys: Sequence[str] = (),
) -> Table:
    return Table(
        slug=slug,
        title=named[1],
        columns=(Column(named[0], Kind.TEXT), *FIGURES),
        rows=[_row(name, due) for name, due in counts],
        total=_row(pgettext("the last row", "All"), whole),
        bar=None if chart else SHARE,
        chart=chart,
        keys=keys,
    )


def _row(name: str, due: Due) -> tuple[Figure, ...]:
    return (
        name,
        share(due.missed, due.appointments),
        due.appointments,
        due.no_shows,
        share(due.no_shows, due.appointments),
        due.late,
        share(due.late, due.appointments),
    )


def _chart(over_time: Sequence[tuple[str, Due]]) -> ColumnsChart:
    return ColumnsChart(
        gettext("No-shows and late cancellations over time"),
        [label for label, _due in over_time],
        [
            Series(gettext("No-shows"), "solid", [due.no_shows for _name, due in over_time]),
            Series(
                gettext("Late cancellations"),
                "hatched",
                [due.late for _name, due in over_time],
            ),
        ],
    )


def _summary(whole: Due) -> str:
    part = Kind.SHARE.shown(share(whole.missed, whole.appointments))
    no_shows = ngettext("{n} no-show", "{n} no-shows", whole.no_shows)
    late = ngettext("{n} late cancellation", "{n} late cancellations", whole.late)
    due = ngettext("{n} due appointment", "{n} due appointments", whole.appointments)
    return gettext("{no_shows} and {late} of {due}: {share}.").format(
        no_shows=no_shows.format(n=Kind.COUNT.shown(whole.no_shows)),
        late=late.format(n=Kind.COUNT.shown(whole.late)),
        due=due.format(n=Kind.COUNT.shown(whole.appointments)),
        share=part,
    )


REPORT = Report(
    slug="missed",
    title=_("No-shows and late cancellations"),
    definitions=(
        _(
            "Due appointments: those that should have begun by now, without what was cancelled in "
            "time. What nobody has marked counts as due and not as missed."
        ),
        _(
            "Late cancellations: cancelled after the location’s cut-off, or marked as late by the "
            "desk."
        ),
    ),
    tables=("missed-over-time", "missed-by-therapist"),
    answer=answer,
)
