"""The page behind the reminder's question: will you be there?"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from accounts.language import chosen_by
from booking import lifecycle
from booking.forms import ChangeForm, cleaned
from booking.models import Appointment, Status
from booking.views.answers import see_other
from booking.views.appointments import context, steps_before
from booking.views.changing import actor_of, as_shown
from booking.views.language import in_active_language
from booking.views.secret_link import appointment_of, secret_link


@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
def attending(request: HttpRequest, token: str) -> HttpResponseBase:
    """Asks with one button, so that no scanner of mails answers; a POST says yes."""
    appointment, now = appointment_of(token), timezone.now()
    if appointment.patient_id is None:
        return redirect("booking:details", token)
    if request.method != "POST":
        return _page(request, appointment, now)
    actor = actor_of(request, appointment)
    shown = as_shown(appointment, cleaned(ChangeForm, request.POST)["sequence"])
    try:
        lifecycle.say_attending(appointment=shown, now=now, actor=actor)
    except lifecycle.StateChanged:
        return _page(request, appointment_of(token), now, changed=True)
    return see_other("booking:attending", token)


def _page(
    request: HttpRequest, appointment: Appointment, now: datetime, *, changed: bool = False
) -> HttpResponse:
    """How it is now, in the language chosen in this browser, or else the patient's.

    409 when there is nothing to say yes to, or not to what was shown.
    """
    page: dict[str, Any] = context(request, appointment, now)
    is_coming = page["is_coming"]
    needs_another_time = page["needs_another_time"]
    page |= {
        "is_changed": changed and is_coming and not needs_another_time,
        "is_cancelled": appointment.status == Status.CANCELLED,
        "before_visit": [*steps_before(appointment)] if is_coming else [],
    }
    status = 409 if changed or needs_another_time or not is_coming else 200
    patient = appointment.patient
    with override(chosen_by(request) or (patient.speaks if patient else None)):
        answer = render(request, "booking/attending.html", page, status=status)
        return in_active_language(answer)
