"""My appointments, and one of them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from booking.additions import before_visit, sections
from booking.calendar_file import download
from booking.models import Appointment, Status, WaitlistEntry
from booking.particulars import map_link
from booking.policy import (
    cancel_until,
    cannot_be_kept,
    may_cancel,
    may_reschedule,
    reschedule_until,
)
from booking.views.hold import choice_query
from booking.views.secret_link import appointment_of, secret_link
from booking.waiting.line import with_places

PAST_PER_PAGE = 20


@secret_link
@require_safe
def appointments(request: HttpRequest) -> HttpResponseBase:
    """Coming and past, for everybody on the account."""
    if not request.user.is_authenticated:
        here = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('accounts:sign_in')}?{here}")
    now = timezone.now()
    mine = Appointment.objects.for_user(request.user).to_show()
    coming = list(mine.coming(now))
    past = mine.exclude(pk__in=[one.pk for one in coming]).order_by("-starts_at")
    page = Paginator(past, PAST_PER_PAGE).get_page(request.GET.get("page"))
    line = with_places(WaitlistEntry.objects.for_user(request.user).unfinished())
    shown = {
        "coming": coming,
        "past": page,
        "waiting": line.with_live_offers(now).to_show(),
        "sections": sections(request, now=now),
    }
    return render(request, "booking/appointments.html", shown)


@secret_link
@require_safe
def appointment(request: HttpRequest, token: str) -> HttpResponseBase:
    """What, who, where, when, the price, how to prepare, and what can still be changed."""
    found = appointment_of(token)
    if found.patient_id is None:
        return redirect("booking:details", token)
    waits = found.waitlist_entries.unfinished().first()
    page = context(request, found, timezone.now()) | {"waits": waits}
    if page["is_coming"]:
        page["before_visit"] = [*steps_before(found)]
    return render(request, "booking/appointment.html", page)


def steps_before(found: Appointment) -> Iterator[dict[str, Any]]:
    """What is to be done before the visit, and whether it is."""
    for step in before_visit():
        if step.is_offered(found):
            done = step.is_done(found)
            yield {"label": step.label, "path": step.path(found), "is_done": done}


@secret_link
@require_safe
def calendar(_request: HttpRequest, token: str) -> HttpResponseBase:
    """The appointment as a file for one's calendar."""
    found = appointment_of(token)
    if found.patient_id is None:
        return redirect("booking:details", token)
    response = HttpResponse(
        download(found, now=timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


def context(request: HttpRequest, found: Appointment, now: datetime) -> dict[str, Any]:
    """What every page about one booked appointment says."""
    is_coming = found.status == Status.BOOKED and now < found.starts_at
    may_move = is_coming and may_reschedule(found, now)
    move_until = reschedule_until(found)
    return {
        "appointment": found,
        "location": found.location,
        "patient": found.patient,
        "is_owner": is_owner(request, found),
        "is_coming": is_coming,
        "now": now,
        "may_move": may_move,
        "may_cancel": is_coming and may_cancel(found, now),
        "move_until": move_until,
        # In spite of the cut-off: the clinic cannot keep it (`booking.policy`).
        "cannot_be_kept": may_move and now > move_until,
        "needs_another_time": is_coming and cannot_be_kept(found),
        "cancel_until": cancel_until(found),
        "map_link": map_link(found.location.address),
        "query": choice_query(found),
    }


def is_owner(request: HttpRequest, found: Appointment) -> bool:
    """Whether the account that manages the patient is signed in, not only a link at hand."""
    account = found.patient.account_id if found.patient else None
    return request.user.is_authenticated and request.user.pk == account
