"""Writes the note for colleagues."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking import lifecycle
from booking.models import Appointment
from booking.refusals import StateChanged
from frontdesk.forms.note import NoteForm
from frontdesk.pages import CHANGE_THE_SCHEDULE, at_the_desk, desk_page
from frontdesk.panel import board_at, done, panel, shown_appointment


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(CHANGE_THE_SCHEDULE)
def note(request: HttpRequest, pk: int) -> HttpResponseBase:
    """When a colleague was faster, both notes are shown; writing once more replaces theirs."""
    appointment = shown_appointment(pk)
    posted = request.method == "POST"
    there = {"note": appointment.desk_note, "seen": appointment.desk_note}
    form = NoteForm(request.POST if posted else None, initial=there)
    title = _("Note: {note}").format(note=appointment.patient)
    context = {"title": title, "form": form, "appointment": appointment}
    status = 422 if posted else 200
    if posted and form.is_valid():
        try:
            after = _write(request, appointment, form)
        except StateChanged as refusal:
            form.add_error("note", str(refusal))
            context |= {"appointment": shown_appointment(pk), "has_changed": True}
            status = 409
        else:
            said = _("The note is written.") if after.desk_note else _("The note is gone.")
            return done(request, said, back=board_at(after))
    return panel(request, "note", context, status=status)


def _write(request: HttpRequest, appointment: Appointment, form: NoteForm) -> Appointment:
    if "seen" in form.data:
        appointment.desk_note = form.cleaned_data["seen"]
    return lifecycle.write_note(
        appointment=appointment,
        note=form.cleaned_data["note"],
        now=timezone.now(),
        actor=at_the_desk(request),
    )
