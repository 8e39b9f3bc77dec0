"""When something was last entered in a patient's record: from then on the law counts."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Max, Model

from booking.models import Appointment, Status
from care.models import (
    Addendum,
    CheckIn,
    Consent,
    CourseOfCare,
    DisabilityScore,
    Intake,
    PainScore,
    SessionNote,
)
from patients.models import Patient
from timeline.wall import local_date

# Each with the column that says when, and the way to the patient. Drafts nobody sent are no entry.
ENTRIES: tuple[tuple[type[Model], str, str], ...] = (
    (Intake, "submitted_at", "patient"),
    (Consent, "given_at", "patient"),
    (Consent, "withdrawn_at", "patient"),
    (SessionNote, "saved_at", "patient"),
    (Addendum, "written_at", "note__patient"),
    (PainScore, "at", "patient"),
    (DisabilityScore, "answered_at", "patient"),
    (CheckIn, "answered_at", "patient"),
)
CAME = (Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED)


def last_entry(patient: Patient, zone: ZoneInfo) -> date | None:
    """The day of the latest entry or session by the clock of `zone`; None: there is no record."""
    moments = [
        model._default_manager.filter(**{way: patient}).aggregate(last=Max(column))["last"]
        for model, column, way in ENTRIES
    ]
    came = Appointment.objects.filter(patient=patient, status__in=CAME)
    moments.append(came.aggregate(last=Max("starts_at"))["last"])
    days = [local_date(moment, zone) for moment in moments if isinstance(moment, datetime)]
    courses = CourseOfCare.objects.filter(patient=patient).aggregate(last=Max("starts_on"))["last"]
    return max([*days, *([courses] if courses else [])], default=None)
