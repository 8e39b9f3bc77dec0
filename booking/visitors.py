"""Who holds a start before anybody signs in: a browser, and the network it comes from."""

import secrets

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from booking.actors import Visitor

COOKIE = "visitor"
ONE_MONTH = 30 * 24 * 3600


def visitor_of(request: HttpRequest) -> Visitor:
    """The visitor behind a request; a new key when the browser has none yet."""
    key = known_key(request) or secrets.token_urlsafe(24)
    # The same address that rate limits count by, and kept only as a keyed hash.
    network = salted_hmac("booking.visitors", get_ip(request), algorithm="sha256").hexdigest()
    return Visitor(key, network)


def known_key(request: HttpRequest) -> str:
    """The key in the browser's cookie, or an empty string."""
    key = request.get_signed_cookie(COOKIE, default="", max_age=ONE_MONTH)
    return key or ""


def remember(response: HttpResponseBase, visitor: Visitor) -> None:
    """Keeps the visitor's key in the browser."""
    response.set_signed_cookie(
        COOKIE,
        visitor.key,
        max_age=ONE_MONTH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
