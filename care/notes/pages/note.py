"""The note of one session: written and saved as one types, read once it is signed."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from booking.models import Appointment
from booking.views.answers import see_other
from care import notes
from care.access import clinical
from care.models import Part, SessionNote, Verb
from care.notes.content import Content, joined
from care.notes.forms import AddendumForm, NoteForm
from care.notes.pages.guard import session_of, writes_note
from care.notes.pages.showing import show, show_form, show_read, versions
from care.notes.reading import note_of
from patients.models import Patient

# By this the page's script knows the answer of a save from a page that came instead of one.
ANSWER = "X-Note"


@clinical(Part.NOTE)
@require_safe
def note(request: HttpRequest, patient: Patient, appointment: int) -> HttpResponseBase:
    """To write for the session's therapist, else to read."""
    return show(request, session_of(patient, appointment))


@require_POST
@writes_note
def save(request: HttpRequest, session: Appointment) -> HttpResponseBase:
    """Keeps a draft: in the background as one types, or by the button."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return refuse(request, session, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        written = write_typed(request, session, form)
    except notes.NoteRefused as refusal:
        return refuse(request, session, form, HTTPStatus.CONFLICT, refusal)
    if _in_background(request):
        return _tell(request, session, form, written)
    then = "care:note_sign" if "sign" in request.POST else "care:note"
    return see_other(then, session.patient_id, session.pk)


@clinical(Part.NOTE, Verb.WRITE, page="care:note")
@require_POST
def add(request: HttpRequest, patient: Patient, appointment: int) -> HttpResponseBase:
    """An addendum to a signed note."""
    assert request.user.is_authenticated
    session, form = session_of(patient, appointment), AddendumForm(request.POST)
    signed = note_of(session)
    if signed is None or not form.is_valid():
        return show_read(request, session, signed, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    text, now = form.cleaned_data["text"], timezone.now()
    try:
        notes.add(note=signed, author=request.user, text=text, now=now)
    except notes.NoteRefused as refusal:
        said = str(refusal)
        return show_read(request, session, signed, form, HTTPStatus.CONFLICT, refusal=said)
    return see_other("care:note", patient.pk, session.pk)


def write_typed(request: HttpRequest, session: Appointment, form: NoteForm) -> SessionNote:
    """Saves what was typed, over or together with another version if that was asked for."""
    assert request.user.is_authenticated
    content, edition = form.content, form.cleaned_data["edition"]
    choice, over = request.POST.get("resolve"), request.POST.get("over", "")
    if choice in ("mine", "both") and over.isascii() and over.isdecimal():
        # A number no edition ever has is a version nobody has seen.
        edition = int(over[:10])
    if choice == "both":
        content = _with_the_other(session, content)
    return notes.write(
        appointment=session,
        author=request.user,
        content=content,
        edition=edition,
        now=timezone.now(),
    )


def refuse(
    request: HttpRequest,
    session: Appointment,
    form: NoteForm,
    status: HTTPStatus,
    refusal: notes.NoteRefused | None = None,
) -> HttpResponse:
    """What was typed stays on the page, with the reason, and the other version if there is one."""
    current = note_of(session)
    more = {"refusal": str(refusal) if refusal else ""}
    if isinstance(refusal, notes.NoteChanged) and current:
        more |= versions(form.content, current)
    if _in_background(request):
        return _tell(request, session, form, current, status, **more)
    return show_form(request, session, form, current, status, **more)


def _with_the_other(session: Appointment, content: Content) -> Content:
    """Should the other have changed again by now, the edition does not fit and nothing is lost."""
    other = note_of(session)
    return joined(content, other.content) if other else content


def _in_background(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _tell(
    request: HttpRequest,
    session: Appointment,
    form: NoteForm,
    current: SessionNote | None,
    status: HTTPStatus = HTTPStatus.OK,
    **more: object,
) -> HttpResponse:
    context = {
        "appointment": session,
        "location": session.location,
        "patient": session.patient,
        "form": form,
        "note": current,
        "is_saved": status == HTTPStatus.OK,
        **more,
    }
    answer = render(request, "care/notes/state.html", context, status=status)
    answer[ANSWER] = "saved" if status == HTTPStatus.OK else "refused"
    return answer
