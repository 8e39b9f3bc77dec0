"""Holding a start, and letting it go."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from booking import lifecycle
from booking.forms import ANY, HoldForm, cleaned
from booking.models import Appointment
from booking.nearest import find_nearest
from booking.plan import Choice, Plan, load_plan
from booking.refusals import UnknownChoice
from booking.views.answers import see_other
from booking.views.choose import new_nonce
from booking.views.secret_link import appointment_of, secret_link
from booking.visitors import remember, visitor_of
from locations.models import Location
from treatments.models import TreatmentOption

VISITOR = lifecycle.Actor("visitor")
NO_SENSE = _("We cannot make sense of this request. Please choose a time on the booking page.")


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest) -> HttpResponseBase:
    """Keeps a start for this visitor and goes on to the details."""
    if request.method != "POST":
        return redirect("booking:choose")
    wanted = cleaned(HoldForm, request.POST)
    now, visitor = timezone.now(), visitor_of(request)
    try:
        appointment = lifecycle.hold(
            choice=_choice(wanted),
            starts_at=wanted["starts_at"],
            visitor=visitor,
            idempotency_key=_idempotency_key(visitor, wanted),
            now=now,
            actor=VISITOR,
        )
    except (lifecycle.NotBookable, UnknownChoice) as refusal:
        raise BadRequest(str(refusal)) from refusal
    except lifecycle.SlotTaken as refusal:
        response: HttpResponseBase = _gone(request, wanted, now, refusal.anybody)
    except lifecycle.TooManyHolds as refusal:
        response = _too_many(request, wanted, visitor, str(refusal), now)
    else:
        response = see_other("booking:details", appointment.token)
    remember(response, visitor)
    return response


@secret_link
@require_POST
def release(request: HttpRequest, token: str) -> HttpResponseBase:
    """Lets a held start go, and back to choosing another."""
    appointment = appointment_of(token)
    released = lifecycle.release(appointment=appointment, now=timezone.now(), actor=VISITOR)
    if released.patient_id:
        messages.info(request, gettext("This time is booked already; it was not let go."))
        return see_other("booking:appointment", token)
    messages.info(request, gettext("You let that time go. It is free for others again."))
    return see_other(f"{reverse('booking:choose')}?{urlencode(choice_query(appointment))}")


def choice_query(appointment: Appointment) -> dict[str, str | int]:
    """What was chosen for `appointment`, as the booking page's query has it."""
    return {
        "treatment": appointment.treatment.slug,
        "duration": appointment.minutes,
        "location": appointment.location.slug,
        "therapist": appointment.therapist.slug,
    }


def _resolved(wanted: dict[str, Any]) -> dict[str, Any]:
    """What a refusal says of the choice, by the slugs. Raises BadRequest."""
    option = TreatmentOption.objects.filter(
        treatment__slug=wanted["treatment"], minutes=wanted["duration"], is_active=True
    ).select_related("treatment")
    location = Location.objects.open_to_patients().filter(slug=wanted["location"])
    rows = {"location": location.first(), "option": option.first()}
    if None in rows.values():
        raise BadRequest(str(NO_SENSE))
    return rows


def _idempotency_key(visitor: lifecycle.Visitor, wanted: dict[str, Any]) -> str | None:
    """The same button of the same page, pressed twice, is one request."""
    if not wanted["request"]:
        return None
    parts = [visitor.key, *(str(wanted[name]) for name in sorted(wanted))]
    return sha256("\n".join(parts).encode()).hexdigest()


def _choice(wanted: dict[str, Any]) -> Choice:
    therapist = None if wanted["therapist"] == ANY else wanted["therapist"]
    return Choice(wanted["location"], wanted["treatment"], wanted["duration"], therapist)


def _gone(
    request: HttpRequest, wanted: dict[str, Any], now: datetime, anybody: Plan | None
) -> HttpResponse:
    try:
        return _nearest_instead(request, wanted, now, anybody)
    except UnknownChoice as refusal:  # Nobody offers it any more, since a moment ago.
        raise BadRequest(str(refusal)) from refusal


def _nearest_instead(
    request: HttpRequest, wanted: dict[str, Any], now: datetime, anybody: Plan | None
) -> HttpResponse:
    """All it says is at hand: a crowd that wants one start is refused as fast as it is served."""
    choice, starts_at = _choice(wanted), wanted["starts_at"]
    anybody = anybody or load_plan(replace(choice, therapist=None), now=now)
    wished = anybody.of_one(choice.therapist).therapists[0] if choice.therapist else None
    nearest = find_nearest(choice, starts_at, now=now, anybody=anybody)
    query = {name: wanted[name] for name in ("treatment", "duration", "location", "therapist")}
    week = urlencode({**query, "from": nearest.day.isoformat()})
    context = {
        "plan": anybody,
        "therapist": wished.first_name if wished else "",
        "starts_at": starts_at,
        "nearest": nearest,
        "query": query,
        "all_times": f"{reverse('booking:choose')}?{week}",
        "nonce": new_nonce(),
    }
    return render(request, "booking/gone.html", context, status=409)


def _too_many(
    request: HttpRequest,
    wanted: dict[str, Any],
    visitor: lifecycle.Visitor,
    sentence: str,
    now: datetime,
) -> HttpResponse:
    holds = Appointment.objects.live_holds_of(visitor.key, now=now)
    context = {
        **_resolved(wanted),
        "starts_at": wanted["starts_at"],
        "query": {
            name: wanted[name] for name in ("treatment", "duration", "location", "therapist")
        },
        "holds": holds,
        "sentence": sentence,
        "nonce": new_nonce(),
    }
    return render(request, "booking/too_many_holds.html", context, status=429)
