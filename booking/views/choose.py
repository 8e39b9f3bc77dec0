"""Choosing what, where, with whom and when."""

import secrets
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import override

from accounts.language import chosen_by, keep
from booking.choosing import Choosing, Wish
from booking.forms import WeekForm, cleaned
from booking.plan import Choice
from booking.refusals import UnknownChoice
from booking.replica.reading import for_showing
from booking.views.answers import part_for_htmx, refusals_are_pages
from booking.views.language import asked_language, in_active_language
from booking.week import Week, find_week
from locations.models import Location
from timeline.wall import local_date

PAGE = "booking/choose.html"


@refusals_are_pages
def choose(request: HttpRequest) -> HttpResponseBase:
    """One question after the other, all of them answered by links; then a week of starts.

    `language` is that of the frame on the clinic's own site; what was chosen here counts more.
    """
    language = "" if chosen_by(request) else asked_language(request)
    if not language:
        return answered(request, PAGE)
    with override(language):
        response = in_active_language(answered(request, PAGE))
    # Somebody who comes from the clinic's own site books in the language of that site. Nobody has
    # chosen it here, and any link may say so: it is forgotten when the browser is closed.
    if request.method == "GET":
        keep(response, language, for_good=False)
    return response


def answered(request: HttpRequest, page: str, *, is_embedded: bool = False) -> HttpResponse:
    """The questions of a booking, on a page with a partial "choosing"."""
    wanted = cleaned(WeekForm, request.GET)
    first, starts_at = wanted.pop("first"), wanted.pop("starts_at")
    try:
        language = asked_language(request)[:2] if is_embedded else ""
        context = _context(request, Wish(**wanted), first, starts_at, language)
    except UnknownChoice as unknown:
        raise Http404(str(unknown)) from unknown
    context["is_embedded"] = is_embedded
    response = render(request, part_for_htmx(request, page, "choosing"), context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(
    request: HttpRequest,
    wish: Wish,
    first: date | None,
    starts_at: datetime | None,
    language: str,
) -> dict[str, Any]:
    now = timezone.now()
    choosing = Choosing(wish, today=now.date(), language=language)
    week = None
    if choosing.choice and (location := choosing.location):
        if starts_at:
            first = local_date(starts_at, location.zone)
        week = _week(request, choosing.choice, location, first, now)
    return {
        "choosing": choosing,
        "week": week,
        "wished_start": starts_at,
        "picked": week.start_at(starts_at) if week and starts_at else None,
        "nonce": new_nonce(),
        "now": now,
    }


def _week(
    request: HttpRequest, choice: Choice, location: Location, first: date | None, now: datetime
) -> Week:
    """It is only shown: what somebody picks is looked up again before it is kept for them."""

    def find(using: str) -> Week:
        return find_week(choice, location, first=first, now=now, using=using)

    return for_showing(request, find)


def new_nonce() -> str:
    """Tells two submits of one page from one submit of two pages."""
    return secrets.token_urlsafe(16)
