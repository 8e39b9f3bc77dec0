"""Every report there is, in the order of the page."""

from frontdesk.reports import hours, income, lead_time, missed, patients_seen
from frontdesk.reports.answer import Report

REPORTS: tuple[Report, ...] = (
    hours.REPORT,
    missed.REPORT,
    income.REPORT,
    patients_seen.REPORT,
    lead_time.REPORT,
)


def report_called(slug: str) -> Report | None:
    return next((report for report in REPORTS if report.slug == slug), None)


def report_with_table(slug: str) -> Report | None:
    return next((report for report in REPORTS if slug in report.tables), None)
