"""What every page of a therapist shares: who may open it, and how days stand in its address."""

import re
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache

from booking.actors import Actor
from care.access import note_access
from care.models import Part, Verb
from care.waiting import WAITING, who_looks
from therapists.models import Therapist

type TherapistView[**P] = Callable[Concatenate[HttpRequest, Therapist, P], HttpResponseBase]

# Clinic time is not defined for days that no calendar of a clinic ever shows.
YEARS = range(2000, 2100)
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def therapists_page(view: TherapistView[...]) -> Callable[..., HttpResponseBase]:
    """For who works here as a therapist: the view gets the Therapist. Nothing is kept in a cache.

    Anonymous people are sent to sign in, everybody else is refused; both leave a row.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user, now = request.user, timezone.now()
        if user.is_authenticated:
            therapist, request.META[WAITING] = who_looks(user, now=now)
            if therapist:
                return view(request, therapist, *args, **kwargs)
        note_access(request, Verb.REFUSED, Part.ROSTER, (None,), now=now)
        if user.is_authenticated:
            raise PermissionDenied
        return _to_sign_in(request)

    return guarded


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """The whole page goes there, also when only a part of it was asked for."""
    answer = redirect_to_login(request.get_full_path())
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": answer.url})
    return answer


def as_therapist(request: HttpRequest) -> Actor:
    """The person who is signed in, as the one who asks for a change."""
    assert request.user.is_authenticated
    return Actor("staff", request.user)


class DayConverter:
    """`<day:day>` in an address: 2027-05-03, a date that exists; anything else is no address."""

    regex = ISO_DAY.pattern

    def to_python(self, value: str) -> date:
        day = date.fromisoformat(value)
        if day.year not in YEARS:
            raise ValueError(value)
        return day

    def to_url(self, value: date) -> str:
        return value.isoformat()
