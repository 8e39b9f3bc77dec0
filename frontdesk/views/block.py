"""Blocks a therapist's time."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking.blocking import WouldStrand, block_time
from booking.stranded import Stranded
from booking.templatetags.clinic_time import day_as, spoken_time
from frontdesk.forms.block import BlockForm
from frontdesk.forms.fields import at_some_location
from frontdesk.offer import therapists_for
from frontdesk.pages import SEE_THE_SCHEDULE, desk_page
from frontdesk.panel import board_on, done, panel
from locations.models import Location
from therapists.models import TimeOff
from timeline.wall import local_date

BLOCK_TIME = "therapists.block_time"
FIRST_HOUR, ONE_HOUR, QUARTER = time(9), timedelta(hours=1), timedelta(minutes=15)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(SEE_THE_SCHEDULE, BLOCK_TIME)
def block(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        query = at_some_location(request.GET)
        form = BlockForm(initial=first_choices(query, timezone.now()))
        return _shown(request, form, _location(query.get("location", "")), [], 200)
    form = BlockForm(at_some_location(request.POST))
    if not form.is_valid():
        return _shown(request, form, form.cleaned_data.get("location"), [], 422)
    wanted = form.cleaned_data
    try:
        made = block_time(
            therapist=wanted["therapist"],
            interval=form.interval,
            reason=wanted["reason"],
            seen=wanted["seen"],
            now=timezone.now(),
        )
    except WouldStrand as conflict:
        return _shown(request, form, wanted["location"], conflict.stranded, 409)
    location = wanted["location"]
    said = _("Blocked: {block}.").format(block=spoken_block(made, location))
    undo = reverse("frontdesk:unblock", args=(made.pk,))
    return done(request, said, back=board_on(made.starts_at, location), undo=undo)


def _shown(
    request: HttpRequest,
    form: BlockForm,
    location: Location | None,
    stranded: list[Stranded],
    status: int,
) -> HttpResponse:
    context = {
        "title": _("Block time"),
        "form": form,
        "location": location,
        "therapists": therapists_for(location, None) if location else [],
        "stranded": stranded,
        "seen": ",".join(str(one.appointment.pk) for one in stranded),
    }
    return panel(request, "block", context, status=status)


def _location(slug: Any) -> Location | None:
    return Location.objects.open_to_patients().filter(slug=str(slug).replace("\0", "")).first()


def first_choices(query: QueryDict, now: datetime) -> dict[str, Any]:
    """The place that was clicked, for an hour; else the day that is shown, from nine.

    Today it is from the next quarter of an hour on.
    """
    starts = _wall(query.get("at", "")) or _wall(f"{query.get('day', '')}T{FIRST_HOUR:%H:%M}")
    location = _location(query.get("location", ""))
    if starts is None and location:
        starts = datetime.combine(local_date(now, location.zone), FIRST_HOUR)
    if starts and location and not _wall(query.get("at", "")):
        starts = _not_before(starts, now.astimezone(location.zone).replace(tzinfo=None))
    return {
        "location": query["location"],
        "therapist": query.get("therapist", ""),
        "starts": starts,
        "ends": starts + ONE_HOUR if starts else None,
    }


def _not_before(starts: datetime, now: datetime) -> datetime:
    """`starts`, or the next quarter of an hour when that is later on the same day."""
    if starts.date() != now.date():
        return starts
    midnight = datetime.combine(now, time())
    quarters_gone, begun = divmod(now - midnight, QUARTER)
    return max(starts, midnight + QUARTER * (quarters_gone + bool(begun)))


def _wall(text: str) -> datetime | None:
    """A wall time that an address names, as far as it makes sense."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return moment if 2000 <= moment.year < 2200 else None


def spoken_block(block: TimeOff, location: Location) -> str:
    """Maya, Thu 6 May, 10:00 am to 11:00 am"""
    start, end = (at.astimezone(location.zone) for at in (block.starts_at, block.ends_at))
    first = f"{day_as(start, 'D j M')}, {spoken_time(start)}"
    last = spoken_time(end)
    if end.date() != start.date():
        last = f"{day_as(end, 'D j M')}, {last}"
    return _("{therapist}, {start} to {end}").format(
        therapist=block.therapist.first_name, start=first, end=last
    )
