"""The schedule board: the page, and the JSON that keeps it up to date."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frontdesk.board.answer import answer, answer_of, drawn_day
from frontdesk.board.drawing import listed
from frontdesk.board.places import Place, load_places
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

LAST_USED = "board_location"


@require_safe
@desk_page(SEE_THE_SCHEDULE)
def board(request: HttpRequest) -> HttpResponseBase:
    """The board of a day or a week; without scripts a list of it."""
    now = timezone.now()
    locations = load_places()
    if not locations and request.user.has_perm(SET_UP):
        # Where managers land after signing in: there is nothing to draw yet.
        return redirect("frontdesk:set_up")
    query = _query(request, locations, now)
    if request.session.get(LAST_USED) != query.location:
        request.session[LAST_USED] = query.location
    day = drawn_day(query, now=now)
    context = {
        "title": _("Schedule"),
        "query": query,
        "day": day,
        "words": board_words(),
        "states": {status: words for status, (_icon, words) in STATES.items()},
        "listed": listed(day),
        "etag": answer_of(day).etag,
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
    query = _query(request, load_places(), now)
    body, etag = answer(query, now=now)
    response = HttpResponse(body, content_type="application/json")
    response = get_conditional_response(request, etag=etag, response=response) or response
    response.headers["ETag"] = etag
    response.headers["X-Clinic-Clock"] = _clock(query, now)
    return response


def _query(request: HttpRequest, locations: list[Place], now: datetime) -> Query:
    last_used = request.session.get(LAST_USED, "")
    return read_query(request.GET.dict(), locations, now=now, last_used=last_used)


def _clock(query: Query, now: datetime) -> str:
    """What the clinic's clock shows, with its offset."""
    return now.astimezone(query.place.zone).isoformat(timespec="seconds")
