"""Moving an appointment to another start."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from booking import lifecycle
from booking.forms import ANY, MoveForm, MoveQuery, cleaned
from booking.models import Appointment
from booking.nearest import find_nearest
from booking.plan import Choice
from booking.refusals import UnknownChoice
from booking.templatetags.clinic_time import clinic_moment
from booking.views.answers import part_for_htmx, refusals_are_pages, see_other
from booking.views.appointments import context
from booking.views.changing import actor_of, as_shown, refuse, refuse_beforehand
from booking.views.secret_link import appointment_of, secret_link
from booking.week import find_week
from therapists.models import Therapist
from timeline.wall import ONE_DAY, local_date

PAGE = "booking/reschedule.html"
NOT_ONLINE = _("This appointment cannot be moved online. Please phone us.")
# People who move an appointment mostly look for a time not far from the old one.
DAYS_BEFORE = 3


@secret_link
@refusals_are_pages
@require_http_methods(["GET", "HEAD", "POST"])
def reschedule(request: HttpRequest, token: str) -> HttpResponseBase:
    """A week of other starts, and the policy; a POST moves."""
    appointment, now = appointment_of(token), timezone.now()
    if appointment.patient_id is None:
        return redirect("booking:details", token)
    if request.method == "POST":
        return _move(request, appointment, now)
    page = context(request, appointment, now)
    if not page["may_move"]:
        return refuse_beforehand(request, appointment, "move", now)
    wanted = cleaned(MoveQuery, request.GET)
    try:
        page |= _starts(appointment, wanted["therapist"], wanted["first"], now)
    except UnknownChoice:
        return refuse(request, appointment, str(NOT_ONLINE), now=now, status=409)
    response = render(request, part_for_htmx(request, PAGE, "choosing"), page)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _starts(
    appointment: Appointment, therapist: str, first: date | None, now: datetime
) -> dict[str, Any]:
    """The week to choose from, with the same therapist unless any was asked for."""
    if therapist not in ("", ANY, appointment.therapist.slug):
        raise Http404(gettext("An appointment moves with its therapist, or to any."))
    near = local_date(appointment.starts_at, appointment.zone) - DAYS_BEFORE * ONE_DAY
    with_any = therapist == ANY
    week = find_week(
        _choice(appointment, with_any=with_any),
        appointment.location,
        first=first or near,
        now=now,
        patient=appointment.patient_id,
        ignoring=appointment.pk,
    )
    chosen = ANY if with_any else appointment.therapist.slug
    return {"week": week, "with_any": with_any, "chosen": {"therapist": chosen}}


def _choice(appointment: Appointment, *, with_any: bool) -> Choice:
    return Choice(
        location=appointment.location.slug,
        treatment=appointment.treatment.slug,
        duration=appointment.minutes,
        therapist=None if with_any else appointment.therapist.slug,
        agreed_turnover=appointment.turnover_minutes,
    )


def _move(request: HttpRequest, appointment: Appointment, now: datetime) -> HttpResponseBase:
    wanted = cleaned(MoveForm, request.POST)
    try:
        moved = lifecycle.reschedule(
            appointment=as_shown(appointment, wanted["sequence"]),
            therapist=_therapist(appointment, wanted["therapist"]),
            starts_at=wanted["starts_at"],
            now=now,
            actor=actor_of(request, appointment),
        )
    except UnknownChoice:
        return refuse(request, appointment, str(NOT_ONLINE), now=now, status=409)
    except lifecycle.Refused as refusal:
        return _refused(request, appointment_of(appointment.token), wanted, refusal, now)
    moment = clinic_moment(moved.starts_at, moved.location)
    messages.success(request, gettext("Moved to {moment}.").format(moment=moment))
    return see_other("booking:appointment", moved.token)


def _therapist(appointment: Appointment, slug: str) -> Therapist | None:
    if slug == ANY:
        return None
    if slug in ("", appointment.therapist.slug):
        return appointment.therapist
    raise BadRequest(gettext("An appointment moves with its therapist, or to any."))


def _refused(
    request: HttpRequest,
    appointment: Appointment,
    wanted: dict[str, Any],
    refusal: lifecycle.Refused,
    now: datetime,
) -> HttpResponseBase:
    if isinstance(refusal, lifecycle.NotBookable):
        raise BadRequest(str(refusal)) from refusal
    if isinstance(refusal, lifecycle.TooLate):
        return refuse(request, appointment, str(refusal), now=now, status=403)
    if not isinstance(refusal, (lifecycle.SlotTaken, lifecycle.PatientBusy)):
        return refuse(request, appointment, str(refusal), now=now, status=409)
    nearest = find_nearest(
        _choice(appointment, with_any=wanted["therapist"] == ANY),
        wanted["starts_at"],
        now=now,
        patient=appointment.patient_id,
        ignoring=appointment.pk,
    )
    page = context(request, appointment, now) | {
        "nearest": nearest,
        "starts_at": wanted["starts_at"],
        "chosen": {"therapist": wanted["therapist"]},
    }
    return render(request, "booking/move_gone.html", page, status=409)
