"""The held start: sign in without losing sight of it, say who it is for, confirm."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.forms import EmailForm, focus_first_error
from accounts.models import User
from accounts.views import ConfirmCode, SignIn
from booking import lifecycle
from booking.forms import DetailsForm
from booking.models import Appointment, Status
from booking.nearest import Nearest, find_nearest
from booking.plan import Choice
from booking.policy import cancel_until, may_cancel, may_reschedule, reschedule_until
from booking.refusals import UnknownChoice
from booking.views.answers import see_other
from booking.views.choose import new_nonce
from booking.views.hold import choice_query
from booking.views.secret_link import appointment_of, secret_link
from patients.models import Patient
from patients.registration import register

# What somebody typed whose hold ran out meanwhile, kept in their session for the next one.
TYPED = "booking_details"
SIGNED_OUT = _("You were signed out meanwhile. Sign in again: what you typed is kept.")


@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, token: str) -> HttpResponseBase:
    """Asks for the e-mail address, then for the details; a POST confirms."""
    appointment, now = appointment_of(token), timezone.now()
    if not is_live_hold(appointment, now):
        return no_hold(request, appointment, now)
    if not request.user.is_authenticated:
        if request.method == "POST":
            keep_typed(request)
            messages.info(request, SIGNED_OUT)
        return show(request, appointment, email_form=EmailForm())
    if request.method == "POST":
        return _confirm(request, request.user, appointment, now)
    typed = request.session.get(TYPED, {})
    return show(request, appointment, form=DetailsForm(account=request.user, initial=typed))


def _confirm(
    request: HttpRequest, account: User, appointment: Appointment, now: datetime
) -> HttpResponseBase:
    form = DetailsForm(request.POST, account=account)
    if not form.is_valid():
        focus_first_error(form)
        return show(request, appointment, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
    patient = form.patient or register(account=account, **form.new_patient, now=now)
    actor = lifecycle.Actor("patient", account)
    try:
        lifecycle.confirm(appointment=appointment, patient=patient, now=now, actor=actor)
    except lifecycle.PatientBusy as refusal:
        form.add_error("who", str(refusal))
        return show(request, appointment, HTTPStatus.CONFLICT, form=form)
    except lifecycle.TakenBack as refusal:
        lifecycle.release(appointment=appointment, now=now, actor=lifecycle.Actor("system"))
        return no_hold(request, appointment_of(appointment.token), now, str(refusal))
    except (lifecycle.HoldExpired, lifecycle.StateChanged):
        return no_hold(request, appointment_of(appointment.token), now)
    request.session.pop(TYPED, None)
    messages.success(request, _booked(patient), extra_tags="just-booked")
    return see_other("booking:appointment", appointment.token)


def _booked(patient: Patient) -> str:
    said = gettext("You are booked. The confirmation is on its way to {address}.")
    return said.format(address=patient.contact_email)


def is_live_hold(appointment: Appointment, now: datetime) -> bool:
    ends = appointment.expires_at
    return appointment.status == Status.HELD and ends is not None and now < ends


def show(
    request: HttpRequest,
    appointment: Appointment,
    status: HTTPStatus = HTTPStatus.OK,
    **forms: Any,
) -> HttpResponse:
    context = hold_context(appointment, timezone.now()) | forms
    return render(request, "booking/details.html", context, status=status)


def hold_context(appointment: Appointment, now: datetime) -> dict[str, Any]:
    """What the pages of a hold say about it, and the policy that will apply."""
    return {
        "appointment": appointment,
        "location": appointment.location,
        "may_move": may_reschedule(appointment, now),
        "may_cancel": may_cancel(appointment, now),
        "move_until": reschedule_until(appointment),
        "cancel_until": cancel_until(appointment),
        "now": now,
        "query": choice_query(appointment),
    }


def no_hold(
    request: HttpRequest, appointment: Appointment, now: datetime, sentence: str = ""
) -> HttpResponseBase:
    """On to the appointment that came of it; or: it ran out, here is the same time again.

    `sentence`: why it is over, when it did not run out.
    """
    if appointment.patient_id:
        return redirect("booking:appointment", appointment.token)
    if request.method == "POST" and request.user.is_authenticated:
        keep_typed(request)
    context = hold_context(appointment, now) | {
        "nearest": _nearest(appointment, now),
        "nonce": new_nonce(),
        "sentence": sentence,
    }
    return render(request, "booking/hold_over.html", context, status=HTTPStatus.GONE)


def keep_typed(request: HttpRequest) -> None:
    """What stands in the form now, for later; a box that was emptied is something typed, too."""
    request.session[TYPED] = {
        name: name in request.POST
        if isinstance(field, BooleanField)
        else request.POST.get(name, "")[:100]
        for name, field in DetailsForm.base_fields.items()
    }


def _nearest(appointment: Appointment, now: datetime) -> Nearest | None:
    choice = Choice(
        location=appointment.location.slug,
        treatment=appointment.treatment.slug,
        duration=appointment.minutes,
        therapist=appointment.therapist.slug,
    )
    try:
        return find_nearest(choice, appointment.starts_at, now=now)
    except UnknownChoice:
        return None


@method_decorator(secret_link, name="dispatch")
class HoldSignIn(SignIn):
    """The address, typed on the page of the hold."""

    template_name = "booking/details.html"
    appointment: Appointment

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.appointment, now = appointment_of(kwargs["token"]), timezone.now()
        if request.method != "POST" or request.user.is_authenticated:
            return redirect(self.get_next_url())
        if not is_live_hold(self.appointment, now):
            return no_hold(request, self.appointment, now)
        return super().dispatch(request, *args, **kwargs)

    def get_next_url(self) -> str:
        return reverse("booking:details", args=[self.appointment.token])

    def code_url(self) -> str:
        return reverse("booking:code", args=[self.appointment.token])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        held = hold_context(self.appointment, timezone.now())
        return context | held | {"email_form": context.pop("form")}


@method_decorator(secret_link, name="dispatch")
class HoldCode(ConfirmCode):
    """The code, typed on the page of the hold."""

    template_name = "booking/code.html"
    appointment: Appointment

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Whoever waited for the code longer than the hold lasted still signs in with it.
        self.appointment = appointment_of(kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def get_next_url(self) -> str:
        return reverse("booking:details", args=[self.appointment.token])

    def start_url(self) -> str:
        return self.get_next_url()

    def code_url(self) -> str:
        return reverse("booking:code", args=[self.appointment.token])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | hold_context(self.appointment, timezone.now())
