"""Appointments that ask the same of availability, so that it is asked once for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from booking.models import Appointment
from booking.plan import Choice


def groups_of(appointments: Iterable[Appointment]) -> dict[Choice, list[Appointment]]:
    """By place, treatment, duration and turnover; with any therapist, in any suitable room."""
    groups: dict[Choice, list[Appointment]] = defaultdict(list)
    for appointment in appointments:
        groups[choice_of(appointment)].append(appointment)
    return groups


def choice_of(appointment: Appointment) -> Choice:
    return Choice(
        location=appointment.location.slug,
        treatment=appointment.treatment.slug,
        duration=appointment.minutes,
        by_staff=True,
        agreed_turnover=appointment.turnover_minutes,
    )


def keys_of(appointments: Sequence[Appointment]) -> list[int]:
    return [appointment.pk for appointment in appointments]
