"""The pages for what went wrong, in the voice of the rest of the site."""

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.functional import Promise


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", {"reason": _sentence(exception)}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"reason": _sentence(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    # The resolver's own 404 carries a list of patterns, and get_object_or_404's a model's name.
    reason = _sentence(exception) if type(exception) is Http404 else ""
    if reason.endswith("matches the given query."):
        reason = ""
    return render(request, "404.html", {"reason": reason}, status=404)


def not_allowed(request: HttpRequest, refusal: HttpResponseNotAllowed) -> HttpResponse:
    """Who reloads or bookmarks the address of a form gets a page instead of nothing."""
    page = render(request, "405.html", status=405)
    page["Allow"] = refusal["Allow"]
    return page


def too_many(request: HttpRequest) -> HttpResponse:
    """For allauth, which looks for it beside the other handlers."""
    return render(request, "429.html", status=429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"csrf": True}, status=403)


def _sentence(exception: Exception | None) -> str:
    argument = exception.args[0] if exception and exception.args else ""
    said = str(argument) if isinstance(argument, (str, Promise)) else ""
    return said if said.endswith(".") else ""
