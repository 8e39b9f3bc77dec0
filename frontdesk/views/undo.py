"""Takes the last change back."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from booking import lifecycle
from booking.models import Appointment, AppointmentEvent, EventKind, Status
from booking.refusals import Refused
from booking.templatetags.clinic_time import clinic_time
from frontdesk.pages import CHANGE_THE_SCHEDULE, at_the_desk, desk_page
from frontdesk.panel import board_at, done, refused, shown_appointment

UNHEARD = gettext_lazy("The patient heard nothing.")


@require_POST
@desk_page(CHANGE_THE_SCHEDULE)
def undo(request: HttpRequest, pk: int, event: int) -> HttpResponseBase:
    taken_back = get_object_or_404(AppointmentEvent, pk=event, appointment=pk)
    appointment = shown_appointment(pk)
    taken_back.appointment = appointment
    try:
        after = lifecycle.undo(event=taken_back, now=timezone.now(), actor=at_the_desk(request))
    except Refused as refusal:
        return refused(request, str(refusal), appointment)
    return done(request, _said(taken_back, after), back=board_at(after))


def _said(taken_back: AppointmentEvent, after: Appointment) -> str:
    time = clinic_time(after.starts_at, after.location)
    if taken_back.kind == EventKind.RESCHEDULED:
        return f"{_('Back at {time}.').format(time=time)} {UNHEARD}"
    if taken_back.kind == EventKind.CANCELLED:
        return f"{_('Booked again at {time}.').format(time=time)} {UNHEARD}"
    if after.status == Status.CANCELLED:
        return f"{_('Not booked after all.')} {UNHEARD}"
    return _("Undone: {state} again.").format(state=str(after.get_status_display()).lower())
