"""A therapist's page of time off: ask, see the answers, take a request back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from booking.refusals import Refused
from care.access import refuse
from care.models import Part
from roster.models import TimeOffRequest
from roster.pages import therapists_page
from roster.time_off.asking import ask, count_affected, take_back, why_not
from roster.time_off.days import clock_of, spoken
from roster.time_off.forms import AskForm
from roster.time_off.listing import coming_time_off, requests_of
from therapists.models import Therapist
from therapists.places import places_of
from timeline.intervals import Interval

SENT = _("Your request has been sent. You get an e-mail when it is decided.")
TAKEN_BACK = _("You took your request back.")


@require_http_methods(["GET", "HEAD", "POST"])
@therapists_page
def time_off(request: HttpRequest, therapist: Therapist) -> HttpResponseBase:
    """A POST says first how many booked sessions it touches, and sends it when told to."""
    now, places = timezone.now(), places_of(therapist)
    if request.method != "POST":
        return _page(request, therapist, AskForm(places=places, now=now), now)
    form = AskForm(request.POST, places=places, now=now)
    if not form.is_valid():
        return _page(request, therapist, form, now, status=422)
    interval = form.interval
    if request.POST.get("send") != _seen_as(interval):
        return _preview(request, therapist, form, now)
    reason = form.cleaned_data["reason"]
    try:
        ask(therapist=therapist, interval=interval, reason=reason, now=now)
    except Refused as refused:
        return _page(request, therapist, form, now, wrong=str(refused), status=409)
    messages.success(request, SENT)
    return redirect("roster:time_off")


def _preview(
    request: HttpRequest, therapist: Therapist, form: AskForm, now: datetime
) -> HttpResponse:
    """What would be sent; only just that is sent by its button, not what is typed after it."""
    interval = form.interval
    if sentence := why_not(therapist, interval, now=now):
        return _page(request, therapist, form, now, wrong=sentence, status=409)
    preview = {
        "spoken": spoken(interval, form.places),
        "affected": count_affected(therapist, interval, now=now),
        "seen_as": _seen_as(interval),
        "has_changed": "send" in request.POST,
    }
    return _page(request, therapist, form, now, preview=preview)


def _seen_as(interval: Interval) -> str:
    return "/".join(moment.isoformat() for moment in interval)


@require_POST
@therapists_page
def withdraw(request: HttpRequest, therapist: Therapist, pk: int) -> HttpResponseBase:
    """Takes an own request back, unless somebody has decided."""
    own = TimeOffRequest.objects.filter(therapist=therapist, pk=pk).first()
    if own is None:
        raise refuse(request, Part.ROSTER)
    try:
        take_back(own)
    except Refused as refused:
        now = timezone.now()
        form = AskForm(places=places_of(therapist), now=now)
        return _page(request, therapist, form, now, wrong=str(refused), status=409)
    messages.success(request, TAKEN_BACK)
    return redirect("roster:time_off")


def _page(
    request: HttpRequest,
    therapist: Therapist,
    form: AskForm,
    now: datetime,
    *,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    context = {
        "form": form,
        "asked": requests_of(therapist, form.places, now=now),
        "coming": coming_time_off(therapist, form.places, now=now),
        "place": clock_of(form.places),
        "now": now,
        **shown,
    }
    return render(request, "roster/time_off.html", context, status=status)
