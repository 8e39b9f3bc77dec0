"""Who may open the pages that write, and those that belong to a therapist and to no patient."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from booking.models import Appointment
from care.access import (
    clinical_records,
    is_therapist,
    note_access,
    note_outcome,
    note_stranger,
    refuse,
)
from care.models import Part, Verb
from care.notes.refusals import NotTheirSession
from care.notes.writing import may_write
from care.signed_out import to_sign_in
from patients.models import Patient
from therapists.models import Therapist

type SessionView = Callable[[HttpRequest, Appointment], HttpResponseBase]
type TherapistView[**P] = Callable[Concatenate[HttpRequest, Therapist, P], HttpResponseBase]


def session_of(patient: Patient, appointment: int) -> Appointment:
    """That session of this patient, with all that a page says of it. Raises Http404."""
    session = Appointment.objects.to_show().filter(pk=appointment, patient=patient).first()
    if session is None:
        raise Http404
    return session


def writes_note(view: SessionView) -> Callable[..., HttpResponseBase]:
    """For views that write at a session's note: they get it, if it is the therapist's own session.

    Whoever only reads the record is refused in words; what is refused is noted as that.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, patient: int, appointment: int) -> HttpResponseBase:
        now, user = timezone.now(), request.user
        if not user.is_authenticated:
            note_stranger(request, Part.NOTE, now=now)
            return to_sign_in(request, reverse("care:note", args=(patient, appointment)))
        found = clinical_records(user, now).filter(pk=patient).first()
        if found is None:
            raise refuse(request, Part.NOTE, patient)
        session = session_of(found, appointment)
        if not may_write(user, session):
            note_access(request, Verb.REFUSED, Part.NOTE, (patient,), now=now)
            raise PermissionDenied(NotTheirSession.sentence)
        if request.method not in ("GET", "HEAD"):
            return note_outcome(request, Part.NOTE, found, lambda: view(request, session))
        note_access(request, Verb.READ, Part.NOTE, (patient,), now=now)
        return view(request, session)

    return guarded


def for_therapists(view: TherapistView[...]) -> Callable[..., HttpResponseBase]:
    """For who works here as a therapist: the view gets the Therapist. Others leave a row."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and is_therapist(user):
            return view(request, user.therapist, **kwargs)
        note_access(request, Verb.REFUSED, Part.RECORD, (None,), now=timezone.now())
        if user.is_authenticated:
            raise PermissionDenied
        return to_sign_in(request)

    return guarded
