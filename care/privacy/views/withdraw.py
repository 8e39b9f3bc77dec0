"""Taking a consent back."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from care import consents
from care.access import note_access
from care.models import Part, Verb
from care.privacy.own import own_record
from patients.models import Patient


@require_http_methods(["GET", "HEAD", "POST"])
@own_record
def withdraw_consent(request: HttpRequest, patient: Patient, consent: UUID) -> HttpResponseBase:
    """Says what follows from it, and does it; taken back twice is taken back."""
    found = patient.consents.select_related("text").filter(pk=consent).first()
    if found is None:
        raise Http404("There is no such consent.")
    if request.method != "POST":
        shown = {"patient": patient, "consent": found}
        return render(request, "care/privacy/withdraw_consent.html", shown)
    now = timezone.now()
    if consents.withdraw(found, now=now):
        note_access(request, Verb.WRITE, Part.CONSENT, (patient.pk,), now=now, row=found.pk)
    return redirect("care:my_record")
