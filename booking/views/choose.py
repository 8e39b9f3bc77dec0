"""Choosing what, where, with whom and when."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from booking.choosing import Choosing, Wish
from booking.forms import ChooseForm, cleaned
from booking.refusals import UnknownChoice
from booking.views.answers import part_for_htmx, refusals_are_pages
from booking.week import find_week

PAGE = "booking/choose.html"


@refusals_are_pages
def choose(request: HttpRequest) -> HttpResponse:
    """One question after the other, all of them answered by links; then a week of starts."""
    wanted = cleaned(ChooseForm, request.GET)
    first = wanted.pop("first")
    try:
        context = _context(Wish(**wanted), first)
    except UnknownChoice as unknown:
        raise Http404(str(unknown)) from unknown
    response = render(request, part_for_htmx(request, PAGE, "choosing"), context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(wish: Wish, first: Any) -> dict[str, Any]:
    now = timezone.now()
    choosing = Choosing(wish, today=now.date())
    week = None
    if choosing.choice and choosing.location:
        week = find_week(choosing.choice, choosing.location, first=first, now=now)
    return {"choosing": choosing, "week": week, "nonce": new_nonce(), "now": now}


def new_nonce() -> str:
    """Tells two submits of one page from one submit of two pages."""
    return secrets.token_urlsafe(16)
