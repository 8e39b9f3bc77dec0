"""An appointment at a glance, and what may be done with it now."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from booking.messages import subject_of
from booking.models import Appointment, Status
from booking.next_steps import CANCELLABLE, MOVABLE, next_steps, step_to_undo
from booking.series.numbering import place_in_series
from care.intake.flags import to_call
from frontdesk.board.sessions import KEPT, NOT_BEGUN
from frontdesk.board.wording import STATES
from frontdesk.history import history_of
from frontdesk.pages import SEE_THE_SCHEDULE, desk_page
from frontdesk.panel import panel, shown_appointment
from patients.trouble import troubles_of
from reminders.models import OutgoingMessage


@require_safe
@desk_page(SEE_THE_SCHEDULE)
def card(request: HttpRequest, pk: int) -> HttpResponseBase:
    appointment = shown_appointment(pk)
    now = timezone.now()
    context = {
        "title": str(appointment.patient or _("Held for somebody who books")),
        "appointment": appointment,
        "status_icon": STATES[appointment.status][0],
        "is_new": _is_new(appointment),
        "calls": appointment.status in NOT_BEGUN and bool(to_call([appointment.pk])),
        "is_coming": appointment.status == Status.BOOKED and appointment.starts_at > now,
        "said_at": appointment.attending_since if appointment.status in NOT_BEGUN else None,
        "troubles": troubles_of(appointment.patient) if appointment.patient else [],
        "steps": next_steps(appointment, now),
        "taken_back": step_to_undo(appointment, now),
        "may_move": appointment.status in MOVABLE,
        "may_wait": appointment.status == Status.BOOKED and appointment.starts_at > now,
        "may_cancel": appointment.status in CANCELLABLE,
        "series_place": place_in_series(appointment),
        "history": history_of(appointment),
        "messages_sent": OutgoingMessage.objects.filter(subject=subject_of(appointment)),
    }
    return panel(request, "card", context)


def _is_new(appointment: Appointment) -> bool:
    """Whether it is the patient's first, as the board marks it."""
    if appointment.patient is None:
        return False
    earlier = appointment.patient.appointments.filter(
        starts_at__lt=appointment.starts_at, status__in=KEPT
    )
    return not earlier.exists()
