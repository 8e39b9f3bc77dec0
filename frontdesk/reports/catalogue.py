"""Every report there is, in the order of the page."""

from frontdesk.reports import income
from frontdesk.reports.answer import Report

REPORTS: tuple[Report, ...] = (income.REPORT,)


def report_called(slug: str) -> Report | None:
    return next((report for report in REPORTS if report.slug == slug), None)


def report_with_table(slug: str) -> Report | None:
    return next((report for report in REPORTS if slug in report.tables), None)
