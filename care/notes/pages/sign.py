"""Signing: shows once more what will stay as it is, and what is still empty."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from booking.models import Appointment
from booking.views.answers import see_other
from care import notes
from care.notes.content import empty_parts, is_blank
from care.notes.pages.begin import sent_edition
from care.notes.pages.guard import writes_note
from care.notes.pages.showing import about, parts
from care.notes.reading import note_of


@require_http_methods(["GET", "HEAD", "POST"])
@writes_note
def sign(request: HttpRequest, session: Appointment) -> HttpResponseBase:
    """Asks with GET, signs with POST."""
    assert request.user.is_authenticated
    if request.method != "POST":
        return _ask(request, session)
    try:
        notes.sign(
            appointment=session,
            author=request.user,
            edition=sent_edition(request),
            now=timezone.now(),
        )
    except notes.NoteIsSigned:
        pass
    except notes.NoteRefused as refusal:
        return _ask(request, session, str(refusal))
    return see_other("care:note", session.patient_id, session.pk)


def _ask(request: HttpRequest, session: Appointment, refusal: str = "") -> HttpResponseBase:
    note = note_of(session)
    if note and note.is_signed:
        return see_other("care:note", session.patient_id, session.pk)
    content = note.content if note else {}
    context = {
        **about(session),
        "note": note,
        "parts": parts(content),
        "empty": empty_parts(content),
        "is_blank": is_blank(content),
        "refusal": refusal,
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "care/notes/sign.html", context, status=status)
