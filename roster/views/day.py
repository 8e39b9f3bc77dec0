"""The roster of one day, and its part that looks for changes by itself."""

from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from booking.views.answers import wants_part
from care.access import note_access
from care.models import Part, Verb
from locations.models import Location
from roster.cards import Earlier, Row, make_rows, tuck_away, under_the_thumb
from roster.day import Day, load_schedule
from roster.hours import Span
from roster.late.estimates import CHOICES
from roster.late.shown import Lateness, load_lateness
from roster.pages import YEARS, therapists_page
from therapists.models import Therapist
from timeline.wall import ONE_DAY, day_interval

NEAR = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}


@require_safe
@therapists_page
def today(request: HttpRequest, therapist: Therapist) -> HttpResponseBase:
    return show_day(request, therapist, None, now=timezone.now())


@require_safe
@therapists_page
def day(request: HttpRequest, therapist: Therapist, day: date) -> HttpResponseBase:
    return show_day(request, therapist, day, now=timezone.now())


def address_of(day: date, today: date) -> str:
    """Today has an address of its own."""
    return reverse("roster:today") if day == today else reverse("roster:day", args=[day])


def show_day(
    request: HttpRequest,
    therapist: Therapist,
    day: date | None,
    *,
    now: datetime,
    refusal: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponseBase:
    """The page of `day` (None: today), with why something was refused; each look leaves rows.

    Where the page only looks for changes and nothing has changed, it is told so, and that leaves
    none: nothing was read anew.
    """
    shown = _load(therapist, day, now)
    context = shown.context
    content = render_to_string("roster/day_content.html", context)
    etag = _seal(content)
    looks_for_changes = wants_part(request) and not refusal
    if looks_for_changes and request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    patients = {one.patient_id for one in shown.day.sessions}
    note_access(request, Verb.LIST, Part.ROSTER, sorted(filter(None, patients)), now=now)
    context |= {"content": content, "etag": etag, "refusal": refusal}
    template = "roster/day_part.html" if looks_for_changes else "roster/day.html"
    response: HttpResponse = render(request, template, context, status=status)
    response["ETag"] = etag
    return response


def _seal(content: str) -> str:
    """Says whether two contents are the same, and to nobody what they say."""
    return f'"{salted_hmac("roster.day", content, algorithm="sha256").hexdigest()}"'


@dataclass(frozen=True)
class _Shown:
    """All that a page of one day shows."""

    day: Day
    today: date
    rows: list[Row]
    lateness: Lateness | None
    home: Location | None
    now: datetime

    @property
    def context(self) -> dict[str, Any]:
        day = self.day.day
        is_today = day == self.today
        earlier, rows = tuck_away(self.rows) if is_today else (Earlier([]), self.rows)
        return {
            "day": self.day,
            "earlier": earlier,
            "rows": rows,
            "lateness": self.lateness,
            "minutes": CHOICES,
            "home": self.home,
            "when": _near(day, self.today),
            "is_today": is_today,
            "thumb": under_the_thumb(self.rows, now=self.now) if is_today else None,
            "before": _link(day - ONE_DAY, self.today),
            "after": _link(day + ONE_DAY, self.today),
            "week_url": reverse("roster:week", args=[day]),
            "address": address_of(day, self.today),
            "count": len(self.day.sessions),
        }


def _load(therapist: Therapist, wanted: date | None, now: datetime) -> _Shown:
    span = Span.of_days(wanted, wanted) if wanted else Span.of_today(now)
    schedule = load_schedule(therapist, span, now=now)
    home, today = schedule.hours.home, schedule.hours.today(now)
    day = schedule.day(wanted or today)
    lateness = None
    if day.day == today and home:
        since = day_interval(today, home.zone).start
        lateness = load_lateness(schedule.latest, day.sessions, since, now=now)
    rows = make_rows(day, lateness, today=today, now=now)
    return _Shown(day=day, today=today, rows=rows, lateness=lateness, home=home, now=now)


def _near(day: date, today: date) -> str:
    return str(NEAR.get((day - today).days, ""))


def _link(day: date, today: date) -> dict[str, Any] | None:
    if day.year not in YEARS:
        return None
    return {"day": day, "url": address_of(day, today), "name": _near(day, today)}
