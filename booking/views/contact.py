"""How the patient of an appointment wants to be reminded."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import focus_first_error
from booking.messages import contact_choices_changed
from booking.models import Appointment
from booking.views.answers import see_other
from booking.views.appointments import is_owner
from booking.views.secret_link import appointment_of, secret_link
from patients.contact import choose_channels
from patients.forms import ContactForm
from patients.models import Patient


@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, token: str) -> HttpResponseBase:
    """E-mail, SMS or both; a number, and agreeing to texts, only for the patient's account."""
    appointment = appointment_of(token)
    if appointment.patient is None:
        return redirect("booking:details", token)
    if request.method == "POST":
        return _save(request, appointment, appointment.patient)
    form = ContactForm(patient=appointment.patient, is_owner=is_owner(request, appointment))
    return _page(request, appointment, form)


def _save(request: HttpRequest, appointment: Appointment, seen: Patient) -> HttpResponseBase:
    now = timezone.now()
    with transaction.atomic():
        # What a text message stops at the same moment is not started again.
        rows = Patient.objects.select_related("account").filter(pk=seen.pk)
        patient = rows.select_for_update(of=("self",), no_key=True).first()
        if patient is None:
            raise Http404(_("The patient's record is gone."))
        form = ContactForm(request.POST, patient=patient, is_owner=is_owner(request, appointment))
        if form.is_valid():
            choose_channels(patient, **_chosen(form), now=now)
            contact_choices_changed(patient, now=now)
            messages.success(request, _saved(patient, form))
            return see_other("booking:contact", appointment.token)
    return _page(request, appointment, form)


def _page(request: HttpRequest, appointment: Appointment, form: ContactForm) -> HttpResponse:
    focus_first_error(form)
    page = {
        "appointment": appointment,
        "form": form,
        "is_owner": is_owner(request, appointment),
        **_masked(form.patient),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "booking/contact.html", page, status=status)


def _chosen(form: ContactForm) -> dict[str, Any]:
    chosen = form.cleaned_data
    return {
        "by_email": chosen["reminders_by_email"],
        "by_sms": form.by_sms,
        "phone": chosen.get("phone"),
        "language": chosen["language"],
    }


def _saved(patient: Patient, form: ContactForm) -> str:
    if form.data.get("reminders_by_sms") and not patient.wants_texts:
        return _("Saved. Text messages were stopped meanwhile, and stay stopped.")
    return _("Saved. We remind you as you chose.")


def _masked(patient: Patient) -> dict[str, str]:
    """Enough to recognise one's own address and number, too little to learn somebody else's."""
    name, _, domain = patient.contact_email.partition("@")
    return {
        "masked_email": f"{name[:1]}…@{domain}" if name else "",
        "masked_phone": str(patient.phone)[-2:] if patient.phone else "",
    }
