"""Offers by hand, and the answers that patients give on the phone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.forms import InstantField
from booking.lifecycle import offering
from booking.models import WaitlistOffer
from booking.refusals import Refused, TakenBack
from booking.templatetags.clinic_time import clinic_moment
from frontdesk.pages import BOOK, at_the_desk, desk_page
from frontdesk.views.waiting_list import CHANGE_THE_LIST, row_of


@require_POST
@desk_page(CHANGE_THE_LIST, BOOK)
def waiting_offer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Offers a certain start now, out of turn."""
    entry = row_of(pk).entry
    try:
        starts_at = InstantField().clean(request.POST.get("starts_at"))
        made = offering.offer(
            entry=entry,
            therapist=entry.therapist,
            starts_at=starts_at,
            now=timezone.now(),
            actor=at_the_desk(request),
        )
    except (Refused, ValidationError) as refusal:
        messages.error(request, _sentence(refusal))
    else:
        when = clinic_moment(made.appointment.starts_at, entry.location)
        said = _("Offered to {patient}: {moment}.")
        messages.success(request, said.format(patient=entry.patient.full_name, moment=when))
    return redirect("frontdesk:waiting_entry", pk)


@require_POST
@desk_page(CHANGE_THE_LIST, BOOK)
def waiting_accept(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The patient said yes on the phone."""
    found, now = _offer(pk), timezone.now()
    try:
        booked = offering.accept(offer=found, now=now, actor=at_the_desk(request))
    except TakenBack as refusal:
        offering.decline(offer=found, now=now, actor=at_the_desk(request))
        messages.error(request, str(refusal))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        when = clinic_moment(booked.starts_at, found.entry.location)
        said = _("Booked for {patient}: {moment}.")
        messages.success(request, said.format(patient=found.entry.patient.full_name, moment=when))
    return _back(found)


@require_POST
@desk_page(CHANGE_THE_LIST)
def waiting_withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The patient said no, or the time is needed otherwise."""
    found = _offer(pk)
    ended = offering.decline(offer=found, now=timezone.now(), actor=at_the_desk(request))
    answer = str(ended.get_answer_display()).lower()
    messages.success(request, _("The offer is over: {answer}.").format(answer=answer))
    return _back(found)


def _offer(pk: int) -> WaitlistOffer:
    found = WaitlistOffer.objects.to_show().filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such offer."))
    return found


def _back(found: WaitlistOffer) -> HttpResponse:
    return redirect("frontdesk:waiting_entry", found.entry_id)


def _sentence(refusal: Refused | ValidationError) -> str:
    return refusal.messages[0] if isinstance(refusal, ValidationError) else str(refusal)
