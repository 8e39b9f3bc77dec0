"""What moving and cancelling have in common: who asks, and how a refusal is answered."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking import lifecycle
from booking.models import Appointment, Status
from booking.views.appointments import context, is_owner

NOTHING_TO = {
    "move": gettext_lazy("There is nothing to move: the appointment has begun or is over."),
    "cancel": gettext_lazy("There is nothing to cancel: the appointment has begun or is over."),
}
TOO_LATE_TO = {
    "move": gettext_lazy("It is too late to move this appointment online. Please phone us."),
    "cancel": gettext_lazy("It is too late to cancel this appointment online. Please phone us."),
}


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
        return refuse(
            request, appointment, _("This appointment is cancelled."), now=now, status=409
        )
    if appointment.status != Status.BOOKED or appointment.starts_at <= now:
        return refuse(request, appointment, str(NOTHING_TO[verb]), now=now, status=409)
    return refuse(request, appointment, str(TOO_LATE_TO[verb]), now=now, status=403)
