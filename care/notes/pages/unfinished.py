"""The sessions of the last weeks whose note is still to be written or signed."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from care.access import note_access
from care.models import Part, Verb
from care.notes.pages.guard import for_therapists
from care.notes.reading import REMEMBERED_FOR, unfinished_visits
from therapists.models import Therapist


@require_safe
@for_therapists
def unfinished(request: HttpRequest, therapist: Therapist) -> HttpResponseBase:
    """One's own, the oldest first."""
    now = timezone.now()
    visits = unfinished_visits(therapist, now)
    patients = dict.fromkeys(visit.patient_id for visit in visits)
    note_access(request, Verb.LIST, Part.NOTE, patients, now=now)
    context = {"visits": visits, "days": REMEMBERED_FOR.days}
    return render(request, "care/notes/unfinished.html", context)
