"""The guard of the pages on which people see what is kept about them and their family."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from care.access import note_stranger, own_records, refuse
from care.models import Part
from care.privacy.clock import clinic_zone
from patients.models import Patient

type OwnView[**P] = Callable[Concatenate[HttpRequest, Patient, P], HttpResponseBase]


def own_record(view: OwnView[...]) -> Callable[..., HttpResponseBase]:
    """For views at `<int:patient>/…`: the view gets the Patient, if this account manages them.

    Refused tries are noted; what the view itself shows, it notes. Nothing is kept in a cache.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, patient: int, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            note_stranger(request, Part.RECORD, now=timezone.now())
            return to_sign_in(request)
        mine = own_records(request.user).select_related("account")
        found = mine.filter(pk=patient).first()
        if found is None:
            raise refuse(request, Part.RECORD, patient)
        with timezone.override(clinic_zone()):
            return view(request, found, **kwargs)

    return guarded


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """And then back: to the same page, or to the first one if something was sent."""
    is_look = request.method in ("GET", "HEAD")
    back = request.get_full_path() if is_look else reverse("care:my_record")
    return redirect_to_login(back, reverse("accounts:sign_in"))
