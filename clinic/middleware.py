"""What every page shares, whichever room answers."""

from collections.abc import Callable
from typing import TypeGuard

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from clinic import errors


class PlainRefusals:
    """Shows people the designed 400, 404 and 405 pages, with DEBUG on as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # With DEBUG on Django answers unknown addresses by itself, listing all it knows.
        if settings.DEBUG and response.status_code == 404 and request.resolver_match is None:
            return errors.not_found(request)
        if _is_blank_refusal(response, request):
            return errors.not_allowed(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Http404):
            return errors.not_found(request, exception)
        if isinstance(exception, (BadRequest, SuspiciousOperation)):
            return errors.bad_request(request, exception)
        return None


def _is_blank_refusal(
    response: HttpResponse, request: HttpRequest
) -> TypeGuard[HttpResponseNotAllowed]:
    """Somebody looks at an address that only takes forms, and would see an empty window."""
    return (
        isinstance(response, HttpResponseNotAllowed)
        and not response.content
        and request.method in ("GET", "HEAD")
        and request.accepts("text/html")
    )
