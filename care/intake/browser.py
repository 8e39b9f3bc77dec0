"""Which browser began an intake. Whoever has only the link goes on writing there, and nowhere else.

The browser keeps a random key until it is closed; the row keeps a hash of it.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from booking.models import Appointment

COOKIE = "intake"
# A browser that never closes must not remember for ever.
LASTS = timedelta(days=7)


def key_of(request: HttpRequest) -> str:
    """The key in the browser's cookie, or an empty string."""
    return request.get_signed_cookie(COOKIE, default="", max_age=LASTS) or ""


def new_key() -> str:
    return secrets.token_urlsafe(24)


def mark_of(key: str, appointment: Appointment) -> str:
    """What the row keeps of a key; nothing for none."""
    if not key:
        return ""
    return salted_hmac("care.intake", f"{appointment.pk}:{key}", algorithm="sha256").hexdigest()


def remember(response: HttpResponseBase, key: str) -> None:
    """Keeps the key in the browser until it is closed; sent to the patients' pages only."""
    response.set_signed_cookie(
        COOKIE,
        key,
        path="/appointments/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
