"""The protocol of the board's side panel: every form is a fragment there, and a page of its own.

The board asks with the header `HX-Request: true` and gets the fragment alone. What was refused
comes back as the form again (409, 422); what was done answers 204 with the header `HX-Trigger`,
whose `desk:changed` says what to show and where to take it back. Without the header: a page, a
redirect.
"""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.history import latest_event
from booking.messages import news_channels
from booking.models import Appointment
from frontdesk.history import latest_line, spoken_place
from frontdesk.pages import in_the_frame
from locations.models import Location
from timeline.wall import local_date

# The patient hears nothing until the toast, and with it Undo, is gone.
UNDO_SECONDS = 10
QUIET = timedelta(seconds=UNDO_SECONDS + 2)
# What a message on a page says after these words is where a POST takes back what it tells of.
UNDO_AT = "undo "

FRAGMENT, PAGE = "admin/frontdesk/panel/fragment.html", "admin/frontdesk/panel/page.html"


def is_fragment(request: HttpRequest) -> bool:
    """Whether the board asks, for its panel."""
    return request.headers.get("HX-Request") == "true"


def panel(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> TemplateResponse:
    """`panel/<template>.html` as the board's fragment, or as a page inside the admin's frame."""
    path = f"admin/frontdesk/panel/{template}.html"
    if is_fragment(request):
        return TemplateResponse(request, path, {**context, "frame": FRAGMENT}, status=status)
    return in_the_frame(request, path, {**context, "frame": PAGE}, status=status)


def done(
    request: HttpRequest, text: str, *, back: str, undo: str | None = None, todo: str = ""
) -> HttpResponse:
    """Says what was done, and where a POST takes it back; `back` is where a page leads on.

    `todo` is what is left to do for whoever reads it: it stays until it is closed.
    """
    if not is_fragment(request):
        say_done(request, f"{text} {todo}".strip(), undo=undo)
        return redirect(back)
    toast = {"text": text, "undo": undo, "seconds": UNDO_SECONDS}
    if todo:
        toast["todo"] = todo
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"desk:changed": toast})})


def say_done(request: HttpRequest, text: str, *, undo: str | None) -> None:
    """Says on the next page what was done, with a button that takes it back."""
    messages.success(request, text, extra_tags=f"{UNDO_AT}{undo}" if undo else "")


def changed(
    request: HttpRequest, appointment: Appointment, text: str, *, tell: bool = False
) -> HttpResponse:
    """`done` for a change of an appointment: its newest event can be taken back.

    With `tell` we were to tell the patient: it says when that is not possible.
    """
    undo = reverse("frontdesk:undo", args=(appointment.pk, latest_event(appointment).pk))
    to_phone = please_phone(appointment, timezone.now()) if tell else ""
    return done(request, text, back=board_at(appointment), undo=undo, todo=to_phone)


def please_phone(appointment: Appointment, now: datetime) -> str:
    """What is left to do when there is no address to write to; empty: there is one."""
    patient = appointment.patient
    if patient is None or appointment.starts_at <= now or news_channels(patient):
        return ""
    if not patient.phone:
        return _(
            "Please phone {patient}, whose number we do not have: we have no address to write to."
        ).format(patient=patient.full_name)
    return _("Please phone {patient}, {number}: we have no address to write to.").format(
        patient=patient.full_name, number=patient.phone.as_national
    )


def refused(request: HttpRequest, sentence: str, appointment: Appointment) -> HttpResponse:
    """A click that cannot be granted: why, what the appointment is now, and who made it that."""
    current = shown_appointment(appointment.pk)
    context = {"title": _("Not done"), "sentence": sentence, "appointment": current}
    context["latest"] = latest_line(current)
    return panel(request, "refused", context, status=409)


def board_at(appointment: Appointment) -> str:
    """The board on the appointment's day, at its location."""
    return board_on(appointment.starts_at, appointment.location)


def board_on(moment: datetime, location: Location) -> str:
    """The board on the day of `moment` by the location's clock."""
    day = local_date(moment, location.zone)
    query = urlencode({"date": day.isoformat(), "location": location.slug})
    return f"{reverse('frontdesk:board')}?{query}"


def quiet_until(now: datetime) -> datetime:
    """Until when the patient hears nothing of a change made at `now`."""
    return now + QUIET


def spoken_moment(appointment: Appointment) -> str:
    """Thu 6 May, 10:00 am with Maya"""
    return _("{moment} with {therapist}").format(
        moment=spoken_place(appointment.starts_at, appointment),
        therapist=appointment.therapist.first_name,
    )


def may_override(request: HttpRequest) -> bool:
    """Whether this person may go beyond notice, horizon and cut-offs, with a reason."""
    return request.user.has_perm("booking.override_policy")


def shown_appointment(pk: int) -> Appointment:
    """The appointment with all that a panel says about it. Raises Http404."""
    found = Appointment.objects.to_show().select_related("series").filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such appointment.")
    return found
