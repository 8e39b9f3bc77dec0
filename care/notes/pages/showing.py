"""How a note is laid out: to be written, or to be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from booking.models import Appointment
from care.consents import missing
from care.models import NoteTemplate, SessionNote
from care.notes.content import LABELS, PAINS, Content, differing, said_techniques, whole
from care.notes.forms import AddendumForm, NoteForm, note_form
from care.notes.reading import last_signed, note_of, said_before
from care.notes.writing import BEGUN, may_add, may_write


@dataclass(frozen=True)
class Shown:
    """One part of a note to read; areas are drawn, everything else is text."""

    name: str
    label: Any
    text: str
    areas: list[str]


def parts(content: Content, names: Iterable[str] = LABELS) -> list[Shown]:
    """The written ones of these parts, in the order of the page."""
    present = whole(content)
    wanted = [name for name in LABELS if name in set(names)]
    return [_shown(name, present[name]) for name in wanted if present[name] not in ("", [], None)]


def show(request: HttpRequest, session: Appointment) -> HttpResponse:
    """The page of this note for this reader: to write, or to read."""
    assert request.user.is_authenticated
    note = note_of(session)
    is_open = session.status in BEGUN and not (note and note.is_signed)
    if is_open and may_write(request.user, session):
        content, edition = (note.content, note.edition) if note else ({}, 0)
        return show_form(request, session, note_form(content, edition), note)
    return show_read(request, session, note)


def show_form(
    request: HttpRequest,
    session: Appointment,
    form: NoteForm,
    note: SessionNote | None,
    status: HTTPStatus = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    """The note to be written. `more`: a refusal's sentence, or the other version."""
    own = NoteTemplate.objects.filter(therapist=session.therapist)
    context = {
        **about(session),
        "form": form,
        "note": note,
        "templates": list(own.only("id", "name")),
        "last": last_signed(session),
        "said_before": said_before(session),
        **more,
    }
    return render(request, "care/notes/write.html", context, status=status)


def show_read(
    request: HttpRequest,
    session: Appointment,
    note: SessionNote | None,
    form: AddendumForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    """The note to be read, with what was added, and the field to add to it."""
    user, now = request.user, timezone.now()
    assert user.is_authenticated
    adds = bool(note and note.is_signed and may_add(user, session, now))
    context = {
        **about(session),
        "note": note,
        "parts": parts(note.content) if note else [],
        "is_begun": session.status in BEGUN,
        "is_own": may_write(user, session),
        "addendum_form": (form or AddendumForm()) if adds else None,
        **more,
    }
    return render(request, "care/notes/read.html", context, status=status)


def about(session: Appointment) -> dict[str, Any]:
    """What every page of a note says: whose, of when."""
    patient = session.patient
    return {
        "appointment": session,
        "patient": patient,
        "location": session.location,
        "without_consent": missing([patient.pk])[patient.pk] if patient else [],
    }


def versions(mine: Content, other: SessionNote) -> dict[str, Any]:
    """The other version beside one's own, as far as they differ."""
    names = differing(mine, other.content)
    empty = [LABELS[name] for name in names if whole(other.content)[name] in ("", [], None)]
    return {"other": other, "other_parts": parts(other.content, names), "other_empty": empty}


def _shown(name: str, value: Any) -> Shown:
    if name == "areas":
        return Shown(name, LABELS[name], "", value)
    return Shown(name, LABELS[name], _text(name, value), [])


def _text(name: str, value: Any) -> str:
    if name in PAINS:
        return gettext("{score} of {most}").format(score=value, most=10)
    return said_techniques(value) if name == "techniques" else str(value)
