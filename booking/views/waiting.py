"""My place in the line, and the answer to an offer. Following a link changes nothing."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from booking import lifecycle
from booking.lifecycle import offering
from booking.models import Appointment, Status, WaitlistEntry, WaitlistOffer
from booking.templatetags.clinic_time import clinic_moment
from booking.views.answers import see_other
from booking.views.secret_link import secret_link
from booking.waiting import joining
from booking.waiting.letters import kept_until
from booking.waiting.line import with_places

Answer, State = WaitlistOffer.Answer, WaitlistEntry.State


@secret_link
@require_safe
def waiting(request: HttpRequest, token: str) -> HttpResponse:
    """The place in the line, what was wished for, and how to leave."""
    entry, now = _entry_of(token), timezone.now()
    found = live_offer(entry, now)
    page = {"entry": entry, "offer": found, "offer_until": found and kept_until(found, now)}
    return render(request, "booking/waiting/entry.html", page)


@secret_link
@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponseBase:
    """Leaves the line; what was offered goes to the next."""
    entry, now = _entry_of(token), timezone.now()
    left = offering.stop_waiting(entry=entry, state=State.LEFT, now=now, actor=_actor(request))
    if left.state == State.LEFT:
        messages.success(request, _("You have left the waiting list."))
    return see_other("booking:waiting", token)


@secret_link
@require_POST
def go_on(request: HttpRequest, token: str) -> HttpResponseBase:
    """After offers that nobody answered: waits again."""
    if joining.go_on(entry=_entry_of(token)).state == State.WAITING:
        messages.success(request, _("You are in the line again."))
    return see_other("booking:waiting", token)


@secret_link
@require_safe
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """The time that is kept, with two buttons; or what became of it."""
    found, now = _offer_of(token), timezone.now()
    return _show(request, found, now, HTTPStatus.OK if _is_live(found, now) else HTTPStatus.GONE)


@secret_link
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponseBase:
    """Books the time that was offered; pressed again, it answers with the same booking."""
    found, now = _offer_of(token), timezone.now()
    replaced = _replaced(found, now)
    try:
        booked = offering.accept(offer=found, now=now, actor=_actor(request))
    except lifecycle.TakenBack:
        offering.decline(offer=found, now=now, actor=lifecycle.Actor("system"))
        return _show(request, _offer_of(token), now, HTTPStatus.GONE)
    except lifecycle.HoldExpired:
        return _show(request, _offer_of(token), now, HTTPStatus.GONE)
    except lifecycle.Refused as refusal:
        page = {"sentence": str(refusal)}
        return _show(request, _offer_of(token), now, HTTPStatus.CONFLICT, **page)
    messages.success(request, _booked(booked, replaced), extra_tags="just-booked")
    return see_other("booking:appointment", booked.token)


@secret_link
@require_POST
def decline(request: HttpRequest, token: str) -> HttpResponseBase:
    """Lets the time go; the line goes on."""
    offering.decline(offer=_offer_of(token), now=timezone.now(), actor=_actor(request))
    return see_other("booking:offer", token)


def live_offer(entry: WaitlistEntry, now: datetime) -> WaitlistOffer | None:
    """What the entry is offered at this moment."""
    return entry.offers.live(now).filter(appointment__status=Status.HELD).to_show().first()


def _entry_of(token: str) -> WaitlistEntry:
    entry = with_places(WaitlistEntry.objects.filter(token=token).to_show()).first()
    if entry is None:
        raise Http404(_("There is no waiting-list entry behind this link."))
    return entry


def _offer_of(token: str) -> WaitlistOffer:
    found = WaitlistOffer.objects.to_show().filter(token=token).first()
    if found is None:
        raise Http404(_("There is no offer behind this link."))
    return found


def _is_live(found: WaitlistOffer, now: datetime) -> bool:
    is_open = found.answer == Answer.NONE and found.appointment.status == Status.HELD
    return is_open and now < found.expires_at


def _replaced(found: WaitlistOffer, now: datetime) -> Appointment | None:
    """The booking that goes when the offer is taken."""
    booking = found.entry.instead_of
    is_coming = booking and booking.status == Status.BOOKED and booking.starts_at > now
    return booking if is_coming else None


def _actor(request: HttpRequest) -> lifecycle.Actor:
    """Whoever has the link acts for the patient."""
    if request.user.is_authenticated and not request.user.is_staff:
        return lifecycle.Actor("patient", request.user)
    return lifecycle.Actor("patient")


def _booked(booked: Appointment, replaced: Appointment | None) -> str:
    address = booked.patient.contact_email if booked.patient else ""
    if replaced is None:
        done = _("You are booked.")
    else:
        old = clinic_moment(replaced.starts_at, booked.location)
        done = _("You are booked, and your appointment of {moment} is cancelled.").format(
            moment=old
        )
    sent = _("The confirmation is on its way to {address}.").format(address=address)
    return f"{done} {sent}" if address else done


def _show(
    request: HttpRequest, found: WaitlistOffer, now: datetime, status: HTTPStatus, **page: Any
) -> HttpResponse:
    is_live = _is_live(found, now)
    page |= {
        "offer": found,
        "appointment": found.appointment,
        "location": found.appointment.location,
        "patient": found.entry.patient,
        "is_live": is_live,
        "until": kept_until(found, now),
        "replaced": _replaced(found, now),
        "entry": _entry_of(found.entry.token),
        "answer": found.answer,
        "now": now,
    }
    return render(request, "booking/waiting/offer.html", page, status=status)
