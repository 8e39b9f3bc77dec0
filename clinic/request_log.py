"""A line of the log for each request, and one for its answer."""

from typing import override

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware


class RequestLog(RequestMiddleware):
    """Says who has signed in where the page asked for that, too.

    To ask for the log alone would cost two queries where nobody else needs to know. What stands
    behind the question mark stays out: it may be a patient's name that the desk looks for.
    """

    @staticmethod
    @override
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"

    @staticmethod
    @override
    def bind_user_id(request: HttpRequest) -> None:
        if hasattr(request, "_cached_user"):
            RequestMiddleware.bind_user_id(request)
