"""The language that the clinic's own site asks for: its frame gets no cookies to remember one."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language

SPOKEN = {"en": "en-ca", "fr": "fr-ca"}


def asked_language(request: HttpRequest) -> str:
    """The code for `?language=fr`, `fr-CA` alike; empty when it asks for none that we speak."""
    return SPOKEN.get(request.GET.get("language", "")[:2].lower(), "")


def in_active_language[Answer: HttpResponseBase](response: Answer) -> Answer:
    """Says which language the answer is in, before the middleware says the browser's."""
    response["Content-Language"] = get_language() or ""
    return response
