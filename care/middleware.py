"""The history of the record knows who wrote."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pghistory
from django.http import HttpRequest, HttpResponse

READING = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))
# Where something of the record can be written: the desk merges, the roster starts and finishes.
WRITING = frozenset(("care", "frontdesk", "roster", "admin"))


class WhoWrites:
    """Every copy that a write of the record leaves carries the account that was signed in.

    Only its key: addresses, which pghistory's own middleware keeps, carry secret tokens here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as answering:
            request.META["care.answering"] = answering
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        match = request.resolver_match
        if match and match.app_name in WRITING and request.method not in READING:
            answering: ExitStack = request.META["care.answering"]
            answering.enter_context(pghistory.context(user=request.user.pk))
