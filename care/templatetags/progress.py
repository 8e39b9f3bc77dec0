"""How progress is written on pages."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from care.progress.courses import standings
from care.progress.reading import FilledIn
from care.templatetags.moments import short_day_of_year
from locations.models import Location
from patients.models import Patient

register = template.Library()


@register.filter
def clinic_short(moment: datetime, location: Location) -> str:
    """4 May 2027; 4 mai 2027"""
    return short_day_of_year(moment.astimezone(location.zone).date())


@register.filter
def scores_in_order(rows: list[FilledIn]) -> str:
    """14 (4 May 2027), 9 (1 Jun 2027) and 6 (29 Jun 2027): how many sentences were ticked when."""
    *earlier, last = [_ticked(one) for one in reversed(rows)]
    if not earlier:
        return last
    before = format_html_join(", ", "{}", ((one,) for one in earlier))
    return format_html(_("{earlier} and {last}"), earlier=before, last=last)


def _ticked(one: FilledIn) -> str:
    visit = one.row.appointment
    when = clinic_short(visit.starts_at, visit.location)
    return format_html("<strong>{}</strong> ({})", one.score, when)


@register.inclusion_tag("care/progress/course_lines.html")
def course_lines(patient: Patient) -> dict[str, Any]:
    """How far each running course is, in a line; at most two queries. The page notes the look."""
    return {"standings": standings(patient, now=timezone.now())}
