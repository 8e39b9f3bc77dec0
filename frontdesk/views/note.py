"""Writes the note for colleagues."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from booking import lifecycle
from frontdesk.forms.note import NoteForm
from frontdesk.pages import CHANGE_THE_SCHEDULE, at_the_desk, desk_page
from frontdesk.panel import board_at, done, panel, shown_appointment


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(CHANGE_THE_SCHEDULE)
def note(request: HttpRequest, pk: int) -> HttpResponseBase:
    appointment = shown_appointment(pk)
    posted = request.method == "POST"
    form = NoteForm(request.POST if posted else None, initial={"note": appointment.desk_note})
    if posted and form.is_valid():
        after = lifecycle.write_note(
            appointment=appointment,
            note=form.cleaned_data["note"],
            now=timezone.now(),
            actor=at_the_desk(request),
        )
        said = "The note is written." if after.desk_note else "The note is gone."
        return done(request, said, back=board_at(after))
    context = {"title": f"Note: {appointment.patient}", "form": form, "appointment": appointment}
    return panel(request, "note", context, status=422 if posted else 200)
