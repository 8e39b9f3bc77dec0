"""Beginning with a template, or with the last note: never over what is written without asking."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from booking.models import Appointment
from booking.views.answers import see_other
from care import notes
from care.models import NoteTemplate, SessionNote
from care.notes.content import is_blank, without_pain
from care.notes.forms import LARGEST_EDITION, NoteForm, note_form
from care.notes.pages.guard import writes_note
from care.notes.pages.note import refuse, write_typed
from care.notes.pages.showing import about, show_form
from care.notes.reading import note_of

LAST = "last"


@require_POST
@writes_note
def begin(request: HttpRequest, session: Appointment) -> HttpResponseBase:
    """First saves what is on the page; asks when there is something that would be replaced."""
    source = _source(request, session)
    if request.POST.get("how") in ("replace", "keep"):
        return _begin(request, session, source, sent_edition(request))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return refuse(request, session, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        written = write_typed(request, session, form)
    except notes.NoteRefused as refusal:
        return refuse(request, session, form, HTTPStatus.CONFLICT, refusal)
    if is_blank(without_pain(written.content)):
        return _begin(request, session, source, written.edition)
    return _ask(request, session, source, written)


def _begin(
    request: HttpRequest, session: Appointment, source: NoteTemplate | None, edition: int
) -> HttpResponseBase:
    assert request.user.is_authenticated
    keep = request.POST.get("how") == "keep"
    author, now = request.user, timezone.now()
    try:
        if source:
            notes.from_template(
                appointment=session,
                author=author,
                template=source,
                edition=edition,
                now=now,
                keep=keep,
            )
        else:
            notes.from_last(appointment=session, author=author, edition=edition, now=now, keep=keep)
    except notes.NoteRefused as refusal:
        return _refuse(request, session, source, refusal)
    return see_other("care:note", session.patient_id, session.pk)


def _refuse(
    request: HttpRequest,
    session: Appointment,
    source: NoteTemplate | None,
    refusal: notes.NoteRefused,
) -> HttpResponseBase:
    current = note_of(session)
    if isinstance(refusal, notes.NoteChanged) and current:
        return _ask(request, session, source, current, str(refusal))
    content, edition = (current.content, current.edition) if current else ({}, 0)
    said, form = str(refusal), note_form(content, edition)
    return show_form(request, session, form, current, HTTPStatus.CONFLICT, refusal=said)


def _ask(
    request: HttpRequest,
    session: Appointment,
    source: NoteTemplate | None,
    written: SessionNote,
    refusal: str = "",
) -> HttpResponseBase:
    context = {
        **about(session),
        "source": source,
        "begin": source.pk if source else LAST,
        "note": written,
        "refusal": refusal,
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "care/notes/begin.html", context, status=status)


def _source(request: HttpRequest, session: Appointment) -> NoteTemplate | None:
    """The template that was chosen, None for the last note. Raises Http404 for another's."""
    chosen = request.POST.get("begin", "")
    if chosen == LAST:
        return None
    try:
        key = UUID(chosen)
    except ValueError:
        raise Http404 from None
    own = NoteTemplate.objects.filter(pk=key, therapist=session.therapist).first()
    if own is None:
        raise Http404
    return own


def sent_edition(request: HttpRequest) -> int:
    """As it was sent; anything odd is an edition that nobody has seen."""
    sent = request.POST.get("edition", "")
    is_number = sent.isascii() and sent.isdecimal() and len(sent) <= len(str(LARGEST_EDITION))
    return int(sent) if is_number else -1
