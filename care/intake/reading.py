"""The therapists' page of one sent intake."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from care.access import clinical
from care.consents import standing_of
from care.intake.last_time import said_on
from care.intake.shown import chapters
from care.models import Part
from patients.models import Patient


@require_safe
@clinical(Part.INTAKE)
def intake_read(request: HttpRequest, patient: Patient, intake: UUID) -> HttpResponseBase:
    """What the patient wrote. Of a red flag nothing but that the patient is to be called."""
    sent = patient.intakes.submitted().select_related("appointment__location")
    found = sent.filter(pk=intake).first()
    if found is None:
        raise Http404("There is no such intake.")
    shown = {
        "patient": patient,
        "intake": found,
        "appointment": found.appointment,
        "location": found.appointment.location,
        "chapters": [] if found.call_before_visit else chapters(found.answers),
        "said_on": said_on(found.answers),
        "consents": standing_of(patient),
    }
    return render(request, "care/intake/read.html", shown)
