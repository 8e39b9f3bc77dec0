"""What a patient's appointments come to."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Min, Q

from booking.models import Appointment, AppointmentQuerySet, Status
from patients.models import Patient

WAS_HERE = (Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED)


# The index of patients and times knows each one's last visit.
LAST_VISITS = """
SELECT patient.id, last_visit.starts_at, last_visit.zone_name
FROM unnest(%s::bigint[]) AS patient (id)
CROSS JOIN LATERAL (
    SELECT starts_at, zone_name
    FROM booking_appointment
    JOIN locations_location ON locations_location.id = location_id
    WHERE patient_id = patient.id AND status = ANY(%s)
    ORDER BY starts_at DESC
    LIMIT 1
) AS last_visit"""


def last_visits(patients: Sequence[int]) -> dict[int, date]:
    """On which day each of them was here last, by the patient's key; one query."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_VISITS, [list(patients), [str(status) for status in WAS_HERE]])
        return {
            key: starts_at.astimezone(ZoneInfo(zone_name)).date()
            for key, starts_at, zone_name in cursor.fetchall()
        }


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
