"""How progress is written on pages, and what waits for the therapist on each of theirs."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from care.access import is_therapist
from care.progress.check_ins import how_many_to_look_at
from care.progress.courses import standings
from locations.models import Location
from patients.models import Patient

register = template.Library()


@register.filter
def clinic_short(moment: datetime, location: Location) -> str:
    """4 May 2027"""
    return date_format(moment.astimezone(location.zone), "j M Y")


@register.inclusion_tag("care/progress/check_ins_waiting.html", takes_context=True)
def check_ins_waiting(context: dict[str, Any]) -> dict[str, int]:
    """How many answers the therapist should look at; one query, and none for anybody else."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated or not is_therapist(request.user):
        return {"count": 0}
    return {"count": how_many_to_look_at(request.user, now=timezone.now())}


@register.inclusion_tag("care/progress/course_lines.html")
def course_lines(patient: Patient) -> dict[str, Any]:
    """How far each running course is, in a line; at most two queries. The page notes the look."""
    return {"standings": standings(patient, now=timezone.now())}
