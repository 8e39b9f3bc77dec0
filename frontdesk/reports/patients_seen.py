"""How many patients are new, and how many come back?"""

from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from frontdesk.reports.answer import Answer, Report
from frontdesk.reports.columns_chart import ColumnsChart, Series
from frontdesk.reports.figures import Figure, Kind, share
from frontdesk.reports.scope import IN_SCOPE, SLICE, Scope
from frontdesk.reports.tables import Column, Table

NEW, RETURNING = pgettext_lazy("patients", "New"), pgettext_lazy("patients", "Returning")
FIGURES = (
    Column(_("Patients")),
    Column(NEW),
    Column(RETURNING),
    Column(_("New share"), Kind.SHARE),
    Column(_("Kept appointments")),
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
    slices, (when, by_when) = scope.period.slices(), scope.period.named
    chart = ColumnsChart(
        gettext("New and returning patients over time"),
        [label for label, _seen in over_time],
        [
            Series(RETURNING, "solid", [its.returning for _name, its in over_time]),
            Series(NEW, "hatched", [its.new for _name, its in over_time]),
        ],
    )
    table = Table(
        slug="patients-over-time",
        title=by_when,
        columns=(Column(when, Kind.TEXT), *FIGURES),
        rows=[its.row(label) for label, its in over_time],
        total=seen.whole.row(gettext("Whole period")),
        chart=chart,
        keys=[its.key for its in slices],
    )
    return Answer(_summary(seen.whole) if seen.whole.patients else None, [table])


def _summary(whole: Seen) -> str:
    returning = Kind.COUNT.shown(whole.returning)
    new = ngettext("{n} new patient", "{n} new patients", whole.new)
    return gettext("{new} and {returning} who had been here before.").format(
        new=new.format(n=Kind.COUNT.shown(whole.new)), returning=returning
    )


REPORT = Report(
    slug="patients",
    title=_("New and returning patients"),
    definitions=(
        _(
            "New: the first kept appointment of the patient at the clinic lies in this week or "
            "month, and at this location when one is chosen. All other patients with a kept "
            "appointment are returning."
        ),
        _(
            "Kept: arrived, in session or completed. Each patient counts once in every row, so the "
            "rows together can be more than the whole period."
        ),
    ),
    tables=("patients-over-time",),
    answer=answer,
)
