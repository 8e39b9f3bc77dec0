"""The day sheet, a page made for paper."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from frontdesk.forms.sheet import EVERYWHERE, Paper, SheetForm
from frontdesk.pages import SEE_THE_SCHEDULE, desk_page
from frontdesk.sheet import day_sheet
from locations.models import Location
from therapists.models import Therapist
from timeline.wall import ONE_DAY, local_date


@desk_page(SEE_THE_SCHEDULE)
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """A day at one location, or of one therapist; `date`, `location`, `therapist`, `paper`."""
    now = timezone.now()
    places, people = list(Location.objects.all()), list(Therapist.objects.all())
    asked = _with_first_choices(request.GET, places, now)
    form = SheetForm(asked, places=places, people=people, label_suffix="")
    context: dict[str, Any] = {"form": form, "now": now, "paper": Paper.LETTER.value}
    if not form.is_valid():
        return TemplateResponse(request, "admin/frontdesk/sheet.html", context, status=422)
    day = form.cleaned_data["date"]
    shown = day_sheet(form.chosen_places, form.chosen_people, day, now=now)
    context |= {
        "day": day,
        "before": day - ONE_DAY,
        "after": day + ONE_DAY,
        "places": shown,
        "nowhere": not any(place.therapists for place in shown),
        "therapist": form.people.get(form.cleaned_data["therapist"]),
        "paper": form.cleaned_data["paper"] or Paper.LETTER.value,
        "each": form.cleaned_data["each"],
    }
    return TemplateResponse(request, "admin/frontdesk/sheet.html", context)


def _with_first_choices(query: QueryDict, places: list[Location], now: datetime) -> QueryDict:
    """Today, and the first location unless a therapist's day is asked for."""
    asked = query.copy()
    if not asked.get("location"):
        first = min(places, key=_closed_last).slug if places else EVERYWHERE
        asked["location"] = EVERYWHERE if asked.get("therapist") else first
    if not asked.get("date"):
        named = [place for place in places if place.slug == asked["location"]] or places
        zone = named[0].zone if named else timezone.get_current_timezone()
        asked["date"] = local_date(now, zone).isoformat()
    return asked


def _closed_last(place: Location) -> bool:
    return not place.is_active
