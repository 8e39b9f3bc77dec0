"""Free times inside a page of the clinic's own site: a frame that only allowed origins may show.

Browsers give a frame on another site no cookies, so nothing is held or booked in it: the chosen
time leads to the booking page, in the whole window.
"""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.csp import CSP
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from booking.views.choose import answered
from booking.views.language import SPOKEN, asked_language, in_active_language

PAGE = "embed/book.html"


@require_safe
@cache_control(public=True, max_age=3600)
def script(request: HttpRequest) -> HttpResponse:
    """What the clinic's own page loads; it puts the frame there."""
    _refuse_when_nobody_may()
    titles = {name: _title(name) for name in SPOKEN}
    page = {"titles": json.dumps(titles)}
    return render(request, "embed/book.js", page, content_type="text/javascript; charset=utf-8")


def _title(name: str) -> str:
    with override(SPOKEN[name]):
        return gettext("Book a massage")


@require_safe
@xframe_options_exempt
def book(request: HttpRequest) -> HttpResponseBase:
    """The choice of a time, as `/book/` has it, for the origins of EMBED_ORIGINS.

    In the `language` that the frame's address asks for; without it, in the browser's.
    """
    _refuse_when_nobody_may()
    ancestors = {"frame-ancestors": [CSP.SELF, *settings.EMBED_ORIGINS]}

    @csp_override({**settings.SECURE_CSP, **ancestors})
    def framed(request: HttpRequest) -> HttpResponse:
        return answered(request, PAGE, is_embedded=True)

    with override(asked_language(request) or get_language()):
        return in_active_language(framed(request))


def _refuse_when_nobody_may() -> None:
    if not settings.EMBED_ORIGINS:
        raise Http404("Nobody may embed this.")
