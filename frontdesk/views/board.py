"""The schedule board and what it reads."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from frontdesk.pages import SEE_THE_SCHEDULE, desk_page, in_the_frame


@desk_page(SEE_THE_SCHEDULE)
def board(request: HttpRequest) -> HttpResponseBase:
    """The board of a day or a week."""
    return in_the_frame(request, "admin/frontdesk/board.html", {"title": "Schedule"})


@desk_page(SEE_THE_SCHEDULE)
def board_day(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse("{}", content_type="application/json")
