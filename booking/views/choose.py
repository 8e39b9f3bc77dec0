"""Choosing what, where, with whom and when."""

import secrets
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from booking.choosing import Choosing, Wish
from booking.forms import WeekForm, cleaned
from booking.refusals import UnknownChoice
from booking.views.answers import part_for_htmx, refusals_are_pages
from booking.week import find_week
from timeline.wall import local_date

PAGE = "booking/choose.html"


@refusals_are_pages
def choose(request: HttpRequest) -> HttpResponse:
    """One question after the other, all of them answered by links; then a week of starts."""
    return answered(request, PAGE)


def answered(request: HttpRequest, page: str, *, is_embedded: bool = False) -> HttpResponse:
    """The questions of a booking, on a page with a partial "choosing"."""
    wanted = cleaned(WeekForm, request.GET)
    first, starts_at = wanted.pop("first"), wanted.pop("starts_at")
    try:
        context = _context(Wish(**wanted), first, starts_at)
    except UnknownChoice as unknown:
        raise Http404(str(unknown)) from unknown
    context["is_embedded"] = is_embedded
    response = render(request, part_for_htmx(request, page, "choosing"), context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(wish: Wish, first: date | None, starts_at: datetime | None) -> dict[str, Any]:
    now = timezone.now()
    choosing = Choosing(wish, today=now.date())
    week = None
    if choosing.choice and (location := choosing.location):
        if starts_at:
            first = local_date(starts_at, location.zone)
        week = find_week(choosing.choice, location, first=first, now=now)
    return {
        "choosing": choosing,
        "week": week,
        "wished_start": starts_at,
        "picked": week.start_at(starts_at) if week and starts_at else None,
        "nonce": new_nonce(),
        "now": now,
    }


def new_nonce() -> str:
    """Tells two submits of one page from one submit of two pages."""
    return secrets.token_urlsafe(16)
