"""One click: arrived, in session, over, did not come, a held time given back."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.forms import ChangeForm, cleaned
from booking.history import latest_event
from booking.models import Appointment, EventKind, Status
from booking.next_steps import ATTENDING, STEPS
from booking.refusals import Refused, StateChanged
from frontdesk.pages import CHANGE_THE_SCHEDULE, at_the_desk, desk_page
from frontdesk.panel import board_at, changed, done, refused, shown_appointment


@require_POST
@desk_page(CHANGE_THE_SCHEDULE)
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponseBase:
    if verb not in STEPS:
        raise Http404(_("There is no such step."))
    appointment = shown_appointment(pk)
    chosen = STEPS[verb]
    if verb == ATTENDING.verb:
        # The patient was told the time that the panel shows, whatever it is by now.
        seen = cleaned(ChangeForm, request.POST)["sequence"]
        appointment.sequence = appointment.sequence if seen is None else seen
    try:
        after = chosen.change(
            appointment=appointment, now=timezone.now(), actor=at_the_desk(request)
        )
    except Refused as refusal:
        return refused(request, str(refusal), appointment)
    if verb == "release":
        if after.status != Status.CANCELLED:
            # Whoever held it was faster.
            return refused(request, str(StateChanged()), appointment)
        return done(request, _("The time is free again."), back=board_at(after))
    if verb == ATTENDING.verb:
        return _attends(request, after)
    said = _("{patient}: {state}.").format(
        patient=_who(after), state=str(after.get_status_display()).lower()
    )
    return changed(request, after, said)


def _attends(request: HttpRequest, appointment: Appointment) -> HttpResponseBase:
    """The desk's own word can be taken back; who said so before has said it for good."""
    said = _("{patient}: will be there.").format(patient=_who(appointment))
    event = latest_event(appointment)
    if event.kind == EventKind.ATTENDING and event.actor_kind == "staff":
        return changed(request, appointment, said)
    return done(request, said, back=board_at(appointment))


def _who(appointment: Appointment) -> str:
    assert appointment.patient
    return appointment.patient.full_name
