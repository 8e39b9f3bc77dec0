"""What moving and cancelling have in common: who asks, and how a refusal is answered."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking import lifecycle
from booking.models import Appointment, Status
from booking.views.appointments import context, is_owner


def actor_of(request: HttpRequest, appointment: Appointment) -> lifecycle.Actor:
    """The account if it is the patient's own; whoever else has the link acts for the patient."""
    if is_owner(request, appointment) and request.user.is_authenticated:
        return lifecycle.Actor("patient", request.user)
    return lifecycle.Actor("patient")


def as_shown(appointment: Appointment, sequence: int | None) -> Appointment:
    """The appointment as the page showed it: what happened since is not overwritten unseen."""
    if sequence is not None:
        appointment.sequence = sequence
    return appointment


def refuse(
    request: HttpRequest, appointment: Appointment, sentence: str, *, now: datetime, status: int
) -> HttpResponse:
    """The appointment stays as it was; the page says so, why, and what to do now."""
    page = context(request, appointment, now) | {"sentence": sentence}
    return render(request, "booking/refused.html", page, status=status)


def refuse_beforehand(
    request: HttpRequest, appointment: Appointment, verb: str, now: datetime
) -> HttpResponse:
    """Answers whoever opens the page when `verb` ("move", "cancel") is not possible any more."""
    if appointment.status == Status.CANCELLED:
        return refuse(request, appointment, "This appointment is cancelled.", now=now, status=409)
    if appointment.status != Status.BOOKED or appointment.starts_at <= now:
        sentence = f"There is nothing to {verb}: the appointment has begun or is over."
        return refuse(request, appointment, sentence, now=now, status=409)
    sentence = f"It is too late to {verb} this appointment online. Please phone us."
    return refuse(request, appointment, sentence, now=now, status=403)
