"""Reports for managers: a page with a section for each question, and a CSV file for each table."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from booking.replica.reading import for_showing
from frontdesk.forms.reports import ALL, ReportForm
from frontdesk.pages import SEE_REPORTS, desk_page, in_the_frame
from frontdesk.reports.answer import Answer, Report
from frontdesk.reports.catalogue import REPORTS, report_called, report_with_table
from frontdesk.reports.period import Period, Preset, presets
from frontdesk.reports.scope import Scope
from frontdesk.reports.spreadsheet import csv_lines
from locations.models import Location
from timeline.wall import local_date


@dataclass(frozen=True)
class Section:
    """A report on the page; without an answer it is fetched when the page is there."""

    report: Report
    query: str
    answer: Answer | None = None

    @property
    def address(self) -> str:
        return f"{reverse('frontdesk:report', args=(self.report.slug,))}?{self.query}"


@desk_page(SEE_REPORTS)
@require_safe
def reports(request: HttpRequest) -> HttpResponseBase:
    """All reports on one period; each is computed by a request of its own."""
    form = _form(request)
    if not form.is_valid():
        return _page(request, form, [])
    return _page(request, form, [Section(report, _query(form)) for report in REPORTS])


@desk_page(SEE_REPORTS)
@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One report: a fragment for the page of all, or a page of its own."""
    wanted, form = report_called(slug), _form(request)
    if wanted is None:
        raise Http404(_("There is no such report."))
    if not form.is_valid():
        return _page(request, form, [])
    section = Section(wanted, _query(form), _answer(request, wanted, form))
    if request.headers.get("HX-Request") == "true":
        return render(request, "admin/frontdesk/reports_answer.html", {"section": section})
    return _page(request, form, [section])


@desk_page(SEE_REPORTS)
@require_safe
def report_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One table as a file for a spreadsheet program."""
    wanted, form = report_with_table(slug), _form(request)
    if wanted is None:
        raise Http404(_("There is no such table."))
    if not form.is_valid():
        return _page(request, form, [])
    period = form.period
    table = _answer(request, wanted, form).table(slug)
    name = f"{slug}-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    return StreamingHttpResponse(
        csv_lines(table),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _form(request: HttpRequest) -> ReportForm:
    return ReportForm(request.GET, list(Location.objects.all()), _presets()[0].period)


def _presets() -> list[Preset]:
    """Today is the clinic's: the admin's own clock."""
    return presets(local_date(timezone.now(), timezone.get_current_timezone()))


def _answer(request: HttpRequest, report: Report, form: ReportForm) -> Answer:
    now = timezone.now()

    def answer(using: str) -> Answer:
        return report.answer(Scope(form.period, form.chosen_locations, now, using=using))

    return for_showing(request, answer)


def _query(form: ReportForm) -> str:
    return _query_of(form.period, form.cleaned_data["location"])


def _query_of(period: Period, location: str) -> str:
    days = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return urlencode({**days, **({"location": location} if location != ALL else {})})


def _page(request: HttpRequest, form: ReportForm, sections: list[Section]) -> HttpResponseBase:
    chosen = form.period if form.is_valid() else None
    location = form.cleaned_data.get("location", ALL)
    links = [
        {"label": label, "query": _query_of(period, location), "current": period == chosen}
        for label, period in _presets()
    ]
    context = {
        "title": _("Reports"),
        "form": form,
        "presets": links,
        "period": chosen,
        "sections": sections,
        "alone": len(sections) == 1,
        "query": _query(form) if chosen else "",
    }
    status = 200 if chosen else 422
    return in_the_frame(request, "admin/frontdesk/reports.html", context, status=status)
