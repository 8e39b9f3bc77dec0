"""How much do the treatments bring in?"""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking.models import Status
from frontdesk.reports.answer import Answer, Report
from frontdesk.reports.figures import Figure, Kind, share
from frontdesk.reports.scope import IN_SCOPE, Scope
from frontdesk.reports.tables import Column, Table
from locations.spoken import reads_french

COLUMNS = (
    Column(_("Treatment"), Kind.TEXT),
    Column(_("Completed sessions")),
    Column(_("Income"), Kind.MONEY),
    Column(_("Share of income"), Kind.SHARE),
    Column(_("Over, not marked as completed"), Kind.MONEY),
    Column(_("Booked, still to come"), Kind.MONEY),
)
INCOME = 2

SQL = f"""
SELECT coalesce(CASE WHEN %(french)s THEN nullif(treatment.name_in_french, '') END, treatment.name),
  figures.completed, figures.income, figures.not_marked, figures.to_come
FROM (
  SELECT a.treatment_id, count(*) FILTER (WHERE a.status = %(completed)s) AS completed,
    coalesce(sum(a.price) FILTER (WHERE a.status = %(completed)s), 0) AS income,
    coalesce(sum(a.price) FILTER (WHERE a.status = ANY(%(agreed)s) AND a.ends_at <= %(now)s), 0)
      AS not_marked,
    coalesce(sum(a.price) FILTER (WHERE a.status = ANY(%(agreed)s) AND a.ends_at > %(now)s), 0)
      AS to_come
  {IN_SCOPE}
  WHERE a.status = %(completed)s OR a.status = ANY(%(agreed)s)
  GROUP BY a.treatment_id) AS figures
JOIN treatments_treatmenttype treatment ON treatment.id = figures.treatment_id
ORDER BY figures.income DESC, treatment.position, treatment.name
"""  # noqa: S608
AGREED = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION)


class Income(NamedTuple):
    """The prices, as agreed, of one treatment's sessions."""

    treatment: str
    completed: int
    income: Decimal
    not_marked: Decimal
    to_come: Decimal


def income_by_treatment(scope: Scope) -> list[Income]:
    """What each treatment brings in, the most first; one query."""
    found = scope.rows(
        SQL,
        completed=Status.COMPLETED.value,
        agreed=[status.value for status in AGREED],
        french=reads_french(),
    )
    return [Income(*row) for row in found]


def answer(scope: Scope) -> Answer:
    figures = income_by_treatment(scope)
    whole = Income(
        gettext("All treatments"),
        sum(its.completed for its in figures),
        sum((its.income for its in figures), Decimal()),
        sum((its.not_marked for its in figures), Decimal()),
        sum((its.to_come for its in figures), Decimal()),
    )
    table = Table(
        slug="income-by-treatment",
        title=_("By treatment"),
        columns=COLUMNS,
        rows=[_row(its, whole) for its in figures],
        total=_row(whole, whole),
        bar=INCOME,
    )
    return Answer(_summary(whole) if figures else None, [table])


def _row(its: Income, whole: Income) -> tuple[Figure, ...]:
    part = share(its.income, whole.income)
    return (its.treatment, its.completed, its.income, part, its.not_marked, its.to_come)


def _summary(whole: Income) -> str:
    earned = Kind.MONEY.shown(whole.income)
    coming = Kind.MONEY.shown(whole.to_come)
    said = gettext("{earned} from completed sessions; {coming} booked and still to come.")
    return said.format(earned=earned, coming=coming)


REPORT = Report(
    slug="income",
    title=_("Income"),
    definitions=(
        _(
            "Income: the prices, as agreed when booking, of completed sessions that begin in the "
            "period. It says what was earned, not what was paid."
        ),
        _("Over, not marked as completed: nobody has said yet whether the session took place."),
    ),
    tables=("income-by-treatment",),
    answer=answer,
)
