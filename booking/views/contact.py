"""How the patient of an appointment wants to be reminded."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.forms import focus_first_error
from booking.messages import contact_choices_changed
from booking.views.answers import see_other
from booking.views.appointments import is_owner
from booking.views.secret_link import appointment_of, secret_link
from patients.contact import choose_channels
from patients.forms import ContactForm
from patients.models import Patient


@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, token: str) -> HttpResponseBase:
    """E-mail, SMS or both; a new phone number only for the account that manages the patient."""
    appointment, now = appointment_of(token), timezone.now()
    patient = appointment.patient
    if patient is None:
        return redirect("booking:details", token)
    owner = is_owner(request, appointment)
    typed = request.POST if request.method == "POST" else None
    form = ContactForm(typed, patient=patient, is_owner=owner)
    if form.is_valid():
        with transaction.atomic():
            choose_channels(patient, **_chosen(form), now=now)
            contact_choices_changed(patient, now=now)
        messages.success(request, "Saved. We remind you as you chose.")
        return see_other("booking:contact", token)
    focus_first_error(form)
    page = {"appointment": appointment, "form": form, "is_owner": owner, **_masked(patient)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "booking/contact.html", page, status=status)


def _chosen(form: ContactForm) -> dict[str, Any]:
    chosen = form.cleaned_data
    return {
        "by_email": chosen["reminders_by_email"],
        "by_sms": chosen.get("reminders_by_sms", False),
        "phone": chosen.get("phone"),
        "language": chosen["language"],
    }


def _masked(patient: Patient) -> dict[str, str]:
    """Enough to recognise one's own address and number, too little to learn somebody else's."""
    name, _, domain = patient.contact_email.partition("@")
    return {
        "masked_email": f"{name[:1]}…@{domain}" if name else "",
        "masked_phone": str(patient.phone)[-2:] if patient.phone else "",
    }
