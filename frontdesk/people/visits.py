"""What a patient's appointments come to."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Min, Q

from booking.models import Appointment, AppointmentQuerySet, Status
from patients.models import Patient

WAS_HERE = (Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED)


def last_visits(patients: Iterable[Patient]) -> dict[int, Appointment]:
    """When each of them was here last, by the patient's key; one query, and no more than that."""
    visits = (
        Appointment.objects.filter(patient__in=list(patients), status__in=WAS_HERE)
        .select_related("location")
        .only("patient_id", "starts_at", "location__zone_name")
        .order_by("patient_id", "-starts_at")
        .distinct("patient_id")
    )
    return {visit.patient_id: visit for visit in visits if visit.patient_id}


def coming(patient: Patient, now: datetime) -> AppointmentQuerySet:
    """What is agreed and not over yet, the next first."""
    return _shown(patient).coming(now).order_by("starts_at")


def past_or_cancelled(patient: Patient, now: datetime) -> AppointmentQuerySet:
    """Everything else, the latest first."""
    still_to_come = Appointment.objects.coming(now).filter(patient=patient)
    return _shown(patient).exclude(pk__in=still_to_come.values("pk")).order_by("-starts_at")


def missed(patient: Patient) -> tuple[list[Appointment], list[Appointment]]:
    """The no-shows and the late cancellations, the latest first; one query."""
    late = Q(status=Status.CANCELLED, cancelled_late=True)
    found = (
        Appointment.objects.filter(Q(status=Status.NO_SHOW) | late, patient=patient)
        .select_related("location")
        .order_by("-starts_at")
    )
    both = list(found)
    return (
        [one for one in both if one.status == Status.NO_SHOW],
        [one for one in both if one.status == Status.CANCELLED],
    )


def visits_so_far(patient: Patient) -> dict[str, object]:
    """How many sessions there were, and when the first was."""
    here = Appointment.objects.filter(patient=patient, status__in=WAS_HERE)
    return here.aggregate(count=Count("pk"), first=Min("starts_at"))


def _shown(patient: Patient) -> AppointmentQuerySet:
    shown = Appointment.objects.filter(patient=patient)
    return shown.select_related("location", "room", "therapist", "treatment")
