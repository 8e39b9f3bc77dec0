"""What is kept about me and my family, and who looked at it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from care.access import note_access, own_records
from care.models import Consent, ErasureRequest, Part, RecordKeeping, Verb
from care.privacy.clock import clinic_zone
from care.privacy.kept import kept_about
from care.privacy.looks import in_words, looks_at
from care.privacy.own import own_record, to_sign_in
from locations.models import Location
from patients.models import Patient

LOOKS_PER_PAGE = 30


@never_cache
@require_safe
def my_record(request: HttpRequest) -> HttpResponseBase:
    """Everybody on the account: what is kept, what they agreed to, and what they may ask for."""
    if not request.user.is_authenticated:
        note_access(request, Verb.REFUSED, Part.RECORD, (None,), now=timezone.now())
        return to_sign_in(request)
    family = list(own_records(request.user))
    note_access(request, Verb.READ, Part.CONSENT, [one.pk for one in family], now=timezone.now())
    shown = {
        "people": _people(family),
        "keeping": RecordKeeping.objects.first() or RecordKeeping(),
        "phone": Location.objects.exclude(phone="").order_by("pk").first(),
    }
    with timezone.override(clinic_zone()):
        return render(request, "care/privacy/my_record.html", shown)


def _people(family: list[Patient]) -> list[dict[str, Any]]:
    """A fixed number of queries for a family of any size."""
    kept = kept_about(family)
    consents = list(Consent.objects.filter(patient__in=family).select_related("text"))
    requests = list(
        ErasureRequest.objects.filter(patient__in=family, state__in=("asked", "waiting"))
    )
    return [
        {
            "patient": one,
            "kept": kept[one.pk],
            "consents": [consent for consent in consents if consent.patient_id == one.pk],
            "erasure": next((each for each in requests if each.patient_id == one.pk), None),
        }
        for one in family
    ]


@require_safe
@own_record
def who_looked(request: HttpRequest, patient: Patient) -> HttpResponseBase:
    """The list of looks and refused tries, newest first; one's own only when they are asked for."""
    assert request.user.is_authenticated
    looks, with_own = looks_at(patient), "own" in request.GET
    if not with_own:
        looks = looks.exclude(user_key=request.user.pk)
    page = Paginator(looks, LOOKS_PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "patient": patient,
        "page": page,
        "looks": in_words(page, request.user),
        "own": with_own,
    }
    return render(request, "care/privacy/who_looked.html", shown)
