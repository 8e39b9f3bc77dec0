"""A therapist's page of one patient: the way into everything that is kept of them."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from care.access import clinical
from care.consents import missing
from care.models import Part
from care.notes import record as reading
from care.notes.pages.showing import parts
from patients.models import Patient


@clinical(Part.RECORD)
@require_safe
def record(request: HttpRequest, patient: Patient) -> HttpResponseBase:
    """Who it is, what to know, the sessions and the last notes; one row of access."""
    assert request.user.is_authenticated
    now, reader = timezone.now(), request.user
    coming = reading.coming(patient, reader, now)
    past, page = reading.past(patient, reader, now, request.GET.get("page", "1"))
    context = {
        "patient": patient,
        "age": reading.age(patient, now, [*coming, *past]),
        "known": reading.known(patient),
        "without_consent": missing([patient.pk])[patient.pk],
        "coming": coming,
        "call_before_visit": reading.is_to_be_called(coming),
        "past": past,
        "page": page,
        "notes": [(note, parts(note.content)) for note in reading.latest_notes(patient)],
    }
    return render(request, "care/notes/record.html", context)
