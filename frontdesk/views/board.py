"""The schedule board: the page, and the JSON that keeps it up to date."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from booking import attention
from frontdesk.board.drawing import as_json, draw, listed
from frontdesk.board.facts import load_facts
from frontdesk.board.query import Query, View, read_query
from frontdesk.board.wording import STATES
from frontdesk.board.words import board_words
from frontdesk.pages import (
    BOOK,
    CHANGE_THE_SCHEDULE,
    SEE_THE_SCHEDULE,
    SET_UP,
    desk_page,
    in_the_frame,
)
from locations.models import Location
from timeline.wall import local_date

LAST_USED = "board_location"


@require_safe
@desk_page(SEE_THE_SCHEDULE)
def board(request: HttpRequest) -> HttpResponseBase:
    """The board of a day or a week; without scripts a list of it."""
    now = timezone.now()
    locations = _locations()
    if not locations and request.user.has_perm(SET_UP):
        # Where managers land after signing in: there is nothing to draw yet.
        return redirect("frontdesk:set_up")
    query = _query(request, locations, now)
    if request.session.get(LAST_USED) != query.location:
        request.session[LAST_USED] = query.location
    day = _day(query, now)
    context = {
        "title": _("Schedule"),
        "query": query,
        "day": day,
        "words": board_words(),
        "states": {status: words for status, (_icon, words) in STATES.items()},
        "listed": listed(day),
        "etag": _etag(as_json(day)),
        "is_fullwidth": "1",
        "views": list(View),
        "locations": locations,
        "may_change": request.user.has_perm(CHANGE_THE_SCHEDULE),
        "may_book": request.user.has_perm(BOOK),
        "clock": _clock(query, now),
    }
    return in_the_frame(request, "admin/frontdesk/board.html", context)


@require_safe
@desk_page(SEE_THE_SCHEDULE)
def board_day(request: HttpRequest) -> HttpResponseBase:
    """What the board draws; 304 for whoever has it already. The clinic's clock is in a header."""
    now = timezone.now()
    query = _query(request, _locations(), now)
    body = as_json(_day(query, now))
    etag = _etag(body)
    answer = HttpResponse(body, content_type="application/json")
    answer = get_conditional_response(request, etag=etag, response=answer) or answer
    answer.headers["ETag"] = etag
    answer.headers["X-Clinic-Clock"] = _clock(query, now)
    return answer


def _etag(body: str) -> str:
    return f'"{sha256(body.encode()).hexdigest()[:32]}"'


def _locations() -> list[Location]:
    return list(Location.objects.select_related("policy").order_by("-is_active", "name"))


def _query(request: HttpRequest, locations: list[Location], now: datetime) -> Query:
    last_used = request.session.get(LAST_USED, "")
    return read_query(request.GET.dict(), locations, now=now, last_used=last_used)


def _day(query: Query, now: datetime) -> dict[str, Any]:
    today = local_date(now, query.place.zone)
    drawn = draw(load_facts(query, now=now), attention=attention.count(now=now))
    links = {
        "previous": query.step(-1),
        "today": query.address(day=today),
        "next": query.step(1),
        **{view.value: query.address(view=view) for view in View},
    }
    return {**drawn, "links": links, "today": today.isoformat()}


def _clock(query: Query, now: datetime) -> str:
    """What the clinic's clock shows, with its offset."""
    return now.astimezone(query.place.zone).isoformat(timespec="seconds")
