"""Cancelling an appointment."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking import lifecycle
from booking.forms import ChangeForm, cleaned
from booking.views.answers import see_other
from booking.views.appointments import context
from booking.views.changing import actor_of, as_shown, refuse, refuse_beforehand
from booking.views.secret_link import appointment_of, secret_link


@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponseBase:
    """Asks once more; a POST cancels."""
    appointment, now = appointment_of(token), timezone.now()
    if appointment.patient_id is None:
        return redirect("booking:details", token)
    if request.method != "POST":
        page = context(request, appointment, now)
        if not page["may_cancel"]:
            return refuse_beforehand(request, appointment, "cancel", now)
        return render(request, "booking/cancel.html", page)
    actor = actor_of(request, appointment)
    shown = as_shown(appointment, cleaned(ChangeForm, request.POST)["sequence"])
    try:
        lifecycle.cancel(appointment=shown, now=now, actor=actor)
    except lifecycle.TooLate as refusal:
        return refuse(request, appointment, str(refusal), now=now, status=403)
    except lifecycle.StateChanged as refusal:
        return refuse(request, appointment, str(refusal), now=now, status=409)
    messages.success(request, _("Your appointment is cancelled."))
    return see_other("booking:appointment", token)
