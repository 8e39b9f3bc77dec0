"""Takes the cancellation of a course back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from booking import lifecycle
from booking.refusals import Refused
from frontdesk.pages import CHANGE_THE_SCHEDULE, at_the_desk, desk_page
from frontdesk.views.series import shown_series
from frontdesk.views.undo import UNHEARD


@require_POST
@desk_page(CHANGE_THE_SCHEDULE)
def series_undo(request: HttpRequest, pk: int, version: int) -> HttpResponseBase:
    found = shown_series(pk)
    try:
        back = lifecycle.undo_series(
            series=found, version=version, now=timezone.now(), actor=at_the_desk(request)
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext(
            "{count} session is booked again.", "{count} sessions are booked again.", len(back)
        )
        messages.success(request, f"{said.format(count=len(back))} {UNHEARD}")
    return redirect("frontdesk:series", found.pk)
