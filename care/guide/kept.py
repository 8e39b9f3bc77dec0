"""The visitor's answers, sealed, in the visitor's browser and nowhere else.

They go when the browser closes, after `LASTS`, or when they were handed to the therapist. Nothing
of them is stored here, and no address or log names them.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from care.cipher import CannotUnseal, seal, unseal

COOKIE = "guide"
PLACE = "guide"
# A browser that never closes must not remember for ever.
LASTS = timedelta(hours=12)

type Kept = dict[str, Any]


def kept(request: HttpRequest, *, now: datetime) -> Kept:
    """The answers by question; empty without any, and for what is old or not ours."""
    try:
        sealed = urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
        written: dict[str, Any] = unseal(sealed, place=PLACE)
    except (CannotUnseal, NotBase64, ValueError):
        return {}
    is_fresh = now - datetime.fromisoformat(written["at"]) < LASTS
    return written["answers"] if is_fresh else {}


def keep(response: HttpResponseBase, answers: Kept, *, now: datetime) -> None:
    """Gives the browser its answers, until it is closed."""
    sealed = seal({"at": now.isoformat(), "answers": answers}, place=PLACE)
    response.set_cookie(
        COOKIE,
        urlsafe_b64encode(sealed).decode(),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
