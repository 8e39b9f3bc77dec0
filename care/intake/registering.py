"""Offers the intake on the page of an appointment and in its confirmation."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from booking import additions
from booking.models import Appointment
from care.consents import still_to_give
from care.models import Intake


def register() -> None:
    """Once, at start-up."""
    additions.register_before_visit(
        additions.BeforeVisit(
            label=gettext_noop("Fill in the form for your therapist"),
            path=_path,
            is_done=_is_done,
        )
    )


def _path(appointment: Appointment) -> str:
    return reverse("care:intake", args=[appointment.token])


def _is_done(appointment: Appointment) -> bool:
    """Sent, and nothing is to be signed: not what was taken back, nor a new version of a text."""
    sent = Intake.objects.submitted().filter(appointment=appointment).select_related("patient")
    found = sent.only("patient").first()
    return found is not None and not still_to_give(found.patient, timezone.now())
