"""The pages for what went wrong, in the voice of the rest of the site."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", {"reason": _sentence(exception)}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"reason": _sentence(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    # The resolver's own 404 carries a list of patterns, and get_object_or_404's a model's name.
    reason = _sentence(exception) if type(exception) is Http404 else ""
    if reason.endswith("matches the given query."):
        reason = ""
    return render(request, "404.html", {"reason": reason}, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"csrf": True}, status=403)


def _sentence(exception: Exception | None) -> str:
    argument = exception.args[0] if exception and exception.args else ""
    return argument if isinstance(argument, str) and argument.endswith(".") else ""
