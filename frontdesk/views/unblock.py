"""Frees a therapist's time again, and takes that back."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from booking.blocking import WouldStrand, block_time, release_time
from frontdesk.pages import SEE_THE_SCHEDULE, desk_page
from frontdesk.panel import done, panel
from frontdesk.views.block import BLOCK_TIME, spoken_block
from locations.models import Location
from therapists.models import Therapist, TimeOff
from timeline.intervals import Interval

# Where the session keeps the block that was taken away last.
TAKEN_AWAY = "block_taken_away"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(SEE_THE_SCHEDULE, BLOCK_TIME)
def unblock(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Shows the block; a POST takes it away."""
    board = reverse("frontdesk:board")
    blocked = TimeOff.objects.select_related("therapist").filter(pk=pk).first()
    if blocked is None:
        return done(request, _("The block is gone already."), back=board)
    if request.method != "POST":
        return _shown(request, blocked)
    request.session[TAKEN_AWAY] = {
        "therapist": blocked.therapist_id,
        "starts_at": blocked.starts_at.isoformat(),
        "ends_at": blocked.ends_at.isoformat(),
        "reason": blocked.reason,
    }
    release_time(block=blocked, now=timezone.now())
    said = _("{therapist} can be booked again.").format(therapist=blocked.therapist.first_name)
    return done(request, said, back=board, undo=reverse("frontdesk:block_again"))


@require_POST
@desk_page(SEE_THE_SCHEDULE, BLOCK_TIME)
def block_again(request: HttpRequest) -> HttpResponseBase:
    """Puts back the block that this person took away last, unless somebody was booked there."""
    was = request.session.get(TAKEN_AWAY)
    therapist = Therapist.objects.filter(pk=was["therapist"]).first() if was else None
    if was is None or therapist is None:
        return _not_put_back(request, _("There is nothing to put back."))
    start, end = (datetime.fromisoformat(was[name]) for name in ("starts_at", "ends_at"))
    try:
        block_time(
            therapist=therapist,
            interval=Interval(start, end),
            reason=was["reason"],
            now=timezone.now(),
        )
    except WouldStrand as conflict:
        patient = conflict.stranded[0].appointment.patient or _("Somebody")
        said = _("{patient} is booked in that time.").format(patient=patient)
        return _not_put_back(request, said)
    said = _("{therapist} is blocked again.").format(therapist=therapist.first_name)
    return done(request, said, back=reverse("frontdesk:board"))


def _shown(request: HttpRequest, blocked: TimeOff) -> HttpResponse:
    slug = request.GET.get("location", "").replace("\0", "")
    open_ones = Location.objects.open_to_patients()
    location = open_ones.filter(slug=slug).first() or open_ones.first()
    words = spoken_block(blocked, location) if location else str(blocked)
    context = {"title": _("Blocked time"), "blocked": blocked, "words": words}
    return panel(request, "unblock", context)


def _not_put_back(request: HttpRequest, sentence: str) -> HttpResponse:
    context = {"title": _("Not done"), "sentence": sentence}
    return panel(request, "refused", context, status=409)
