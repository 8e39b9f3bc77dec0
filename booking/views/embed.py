"""Free times inside a page of the clinic's own site: a frame that only allowed origins may show.

Browsers give a frame on another site no cookies, so nothing is held or booked in it: the chosen
time leads to the booking page, in the whole window.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from booking.views.choose import answered

PAGE = "embed/book.html"


@require_safe
@cache_control(public=True, max_age=3600)
def script(request: HttpRequest) -> HttpResponse:
    """What the clinic's own page loads; it puts the frame there."""
    _refuse_when_nobody_may()
    return render(request, "embed/book.js", content_type="text/javascript; charset=utf-8")


@require_safe
@xframe_options_exempt
def book(request: HttpRequest) -> HttpResponseBase:
    """The choice of a time, as `/book/` has it, for the origins of EMBED_ORIGINS."""
    _refuse_when_nobody_may()
    ancestors = {"frame-ancestors": [CSP.SELF, *settings.EMBED_ORIGINS]}

    @csp_override({**settings.SECURE_CSP, **ancestors})
    def framed(request: HttpRequest) -> HttpResponse:
        return answered(request, PAGE, is_embedded=True)

    return framed(request)


def _refuse_when_nobody_may() -> None:
    if not settings.EMBED_ORIGINS:
        raise Http404("Nobody may embed this.")
