"""How many patients are new, and how many come back?"""

from dataclasses import dataclass, field

from frontdesk.reports.answer import Answer, Report
from frontdesk.reports.columns_chart import ColumnsChart, Series
from frontdesk.reports.figures import Figure, Kind, how_many, share
from frontdesk.reports.scope import IN_SCOPE, SLICE, Scope
from frontdesk.reports.tables import Column, Table

FIGURES = (
    Column("Patients"),
    Column("New"),
    Column("Returning"),
    Column("New share", Kind.SHARE),
    Column("Kept appointments"),
)

# A patient's first kept appointment within the scope is their first of all unless one lies before
# it, wherever that was.
SQL = f"""
WITH visits AS MATERIALIZED (
  SELECT patient_id, slice, min(starts_at) AS first, count(*) AS appointments
  FROM (
    SELECT a.patient_id, a.starts_at, {SLICE} AS slice
    {IN_SCOPE}
    WHERE a.status = ANY(%(kept)s)) AS kept
  GROUP BY patient_id, slice
), newcomers AS MATERIALIZED (
  SELECT seen.patient_id, seen.first
  FROM (SELECT patient_id, min(first) AS first FROM visits GROUP BY patient_id) AS seen
  WHERE NOT EXISTS (
    SELECT FROM booking_appointment earlier
    WHERE earlier.patient_id = seen.patient_id AND earlier.starts_at < seen.first
      AND earlier.status = ANY(%(kept)s))
)
SELECT visits.slice, count(*), count(newcomers.patient_id), sum(visits.appointments)::bigint
FROM visits
LEFT JOIN newcomers
  ON newcomers.patient_id = visits.patient_id AND newcomers.first = visits.first
GROUP BY visits.slice
UNION ALL
SELECT NULL, count(DISTINCT patient_id), (SELECT count(*) FROM newcomers),
  coalesce(sum(appointments), 0)::bigint
FROM visits
"""  # noqa: S608


@dataclass(frozen=True)
class Seen:
    """Patients with a kept appointment, and those of them whose first ever it was."""

    patients: int = 0
    new: int = 0
    appointments: int = 0

    @property
    def returning(self) -> int:
        return self.patients - self.new

    def row(self, name: str) -> tuple[Figure, ...]:
        part = share(self.new, self.patients)
        return (name, self.patients, self.new, self.returning, part, self.appointments)


@dataclass(frozen=True)
class PatientsSeen:
    """In the whole period, where each patient counts once; and by slice of it, from 0."""

    whole: Seen = field(default_factory=Seen)
    over_time: dict[int, Seen] = field(default_factory=dict)


def patients_seen(scope: Scope) -> PatientsSeen:
    """Who came in the period; one query."""
    found = {number: Seen(*counts) for number, *counts in scope.rows(SQL)}
    whole = found.pop(None, Seen())
    return PatientsSeen(whole, {number - 1: seen for number, seen in found.items()})


def answer(scope: Scope) -> Answer:
    seen = patients_seen(scope)
    over_time = [
        (its.label, seen.over_time.get(number, Seen()))
        for number, its in enumerate(scope.period.slices())
    ]
    when = "Week" if scope.period.by_week else "Month"
    chart = ColumnsChart(
        "New and returning patients over time",
        [label for label, _ in over_time],
        [
            Series("Returning", "solid", [its.returning for _, its in over_time]),
            Series("New", "hatched", [its.new for _, its in over_time]),
        ],
    )
    table = Table(
        slug="patients-over-time",
        title=f"By {when.lower()}",
        columns=(Column(when, Kind.TEXT), *FIGURES),
        rows=[its.row(label) for label, its in over_time],
        total=seen.whole.row("Whole period"),
        chart=chart,
    )
    return Answer(_summary(seen.whole) if seen.whole.patients else None, [table])


def _summary(whole: Seen) -> str:
    returning = Kind.COUNT.shown(whole.returning)
    return f"{how_many(whole.new, 'new patient')} and {returning} who had been here before."


REPORT = Report(
    slug="patients",
    title="New and returning patients",
    definitions=(
        "New: the first kept appointment of the patient at the clinic lies in this week or month, "
        "and at this location when one is chosen. All other patients with a kept appointment are "
        "returning.",
        "Kept: arrived, in session or completed. Each patient counts once in every row, so the "
        "rows together can be more than the whole period.",
    ),
    tables=("patients-over-time",),
    answer=answer,
)
