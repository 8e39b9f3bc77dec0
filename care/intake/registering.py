"""Offers the intake on the page of an appointment and in its confirmation."""

from django.urls import reverse

from booking import additions
from booking.models import Appointment
from care.models import Intake


def register() -> None:
    """Once, at start-up."""
    additions.register_before_visit(
        additions.BeforeVisit(
            label="Fill in the form for your therapist", path=_path, is_done=_sent
        )
    )


def _path(appointment: Appointment) -> str:
    return reverse("care:intake", args=[appointment.token])


def _sent(appointment: Appointment) -> bool:
    return Intake.objects.submitted().filter(appointment=appointment).exists()
