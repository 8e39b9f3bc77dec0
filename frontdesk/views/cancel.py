"""Cancels an appointment, late or not."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking import lifecycle
from booking.models import Appointment, Status
from booking.next_steps import CANCELLABLE
from booking.policy import may_cancel
from booking.refusals import Refused, StateChanged
from frontdesk.forms.cancel import CancelForm
from frontdesk.forms.fields import as_seen
from frontdesk.pages import CHANGE_THE_SCHEDULE, at_the_desk, desk_page
from frontdesk.panel import changed, may_override, panel, quiet_until, refused, shown_appointment


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(CHANGE_THE_SCHEDULE)
def cancel(request: HttpRequest, pk: int) -> HttpResponseBase:
    appointment = shown_appointment(pk)
    is_over = appointment.status not in (*CANCELLABLE, Status.CANCELLED)
    if is_over or (request.method != "POST" and appointment.status == Status.CANCELLED):
        return refused(request, str(StateChanged()), appointment)
    form = CancelForm(
        request.POST if request.method == "POST" else None,
        may_override=may_override(request),
        is_late=not may_cancel(appointment, timezone.now()),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                after = _cancel(request, appointment, form)
            except StateChanged as refusal:
                return refused(request, str(refusal), appointment)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                return changed(request, after, _said(after), tell=form.cleaned_data["tell"])
    title = _("Cancel {patient}").format(patient=appointment.patient)
    context = {"title": title, "form": form, "appointment": appointment}
    return panel(request, "cancel", context, status=status)


def _cancel(request: HttpRequest, appointment: Appointment, form: CancelForm) -> Appointment:
    now, wanted = timezone.now(), form.cleaned_data
    return lifecycle.cancel(
        appointment=as_seen(appointment, wanted),
        now=now,
        actor=at_the_desk(request),
        reason=wanted.get("reason", ""),
        late=form.counts_as_late,
        tell=wanted["tell"],
        quiet_until=quiet_until(now),
    )


def _said(after: Appointment) -> str:
    said = _("Cancelled, late: {patient}.") if after.cancelled_late else _("Cancelled: {patient}.")
    return said.format(patient=after.patient)
