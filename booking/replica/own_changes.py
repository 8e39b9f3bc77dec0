"""Who has just changed something is shown it: their browser keeps the place of it in the log."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error
from django.http import HttpRequest, HttpResponse

from booking.replica.servers import replica_is_set, where_primary_is

COOKIE = "changed"
# A place that no log comes to: the primary alone answers until the browser forgets it.
BEYOND = 2**63 - 1
# A replica that is further behind than what is tolerated answers nobody, so that a change is on
# every replica that does, or the browser still knows of it. This is to spare.
SPARE_SECONDS = 60


class KeepOwnChanges:
    """After each request that may have changed something, refused or not, the browser knows when.

    There is no such thing without a replica.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not replica_is_set():
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            keep(response)
        return response


def keep(response: HttpResponse) -> None:
    """Lets this browser know how far the log is written, all that was just committed included."""
    try:
        written = where_primary_is().written
    except Error:
        written = BEYOND
    response.set_signed_cookie(
        COOKIE,
        str(written),
        max_age=settings.DATABASE_REPLICA_LAG + SPARE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def last_change(request: HttpRequest) -> int:
    """The place in the log behind the last change from this browser; 0 when it knows of none."""
    longest = settings.DATABASE_REPLICA_LAG + SPARE_SECONDS
    return int(request.get_signed_cookie(COOKIE, default="0", max_age=longest) or 0)
