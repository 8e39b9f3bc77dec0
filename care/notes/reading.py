"""Finding notes: of a session, the last of a patient, those that are still to be written."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from booking.models import Appointment, AppointmentQuerySet, Status
from booking.together import Given
from care.models import PainScore, PainSource, SessionNote
from therapists.models import Therapist

# So far back a note that is missing is asked for.
REMEMBERED_FOR = timedelta(days=30)


def note_of(appointment: Appointment) -> SessionNote | None:
    """With who signed it and its addenda; two queries."""
    notes = SessionNote.objects.select_related("signed_by__therapist", "therapist")
    return (
        notes.prefetch_related("addenda__author__therapist").filter(appointment=appointment).first()
    )


def last_signed(appointment: Appointment) -> SessionNote | None:
    """The newest signed note of the patient's other sessions, whoever wrote it."""
    signed = SessionNote.objects.filter(
        patient=appointment.patient_id, signed_at__isnull=False
    ).exclude(appointment=appointment)
    newest = signed.select_related("appointment__location", "therapist")
    return newest.order_by("-appointment__starts_at").first()


def said_before(appointment: Appointment) -> int | None:
    """The pain that the patient gave in the form before this visit."""
    scores = PainScore.objects.filter(appointment=appointment, source=PainSource.INTAKE)
    return next((score.value for score in scores), None)


def unfinished(therapist: Therapist, now: datetime) -> AppointmentQuerySet:
    """The therapist's sessions of the last 30 days without a signed note, the oldest first.

    A session that is going on is asked for when its time is over, or when it was finished.
    """
    return unfinished_of(Q(therapist=therapist), now)


def unfinished_of(whose: Q, now: datetime | Given) -> AppointmentQuerySet:
    """The same of all appointments that are `whose`."""
    over = Q(status=Status.COMPLETED) | Q(
        status__in=(Status.ARRIVED, Status.IN_SESSION), ends_at__lte=now
    )
    sessions = Appointment.objects.filter(
        over, whose, starts_at__gt=now - REMEMBERED_FOR, starts_at__lte=now
    )
    return sessions.filter(session_note__signed_at__isnull=True).order_by("starts_at")


def unfinished_visits(therapist: Therapist, now: datetime) -> list[Appointment]:
    """The same with what a list says of each; `begun_at` is None when no note was begun."""
    shown = unfinished(therapist, now).select_related("location", "patient", "treatment")
    return list(shown.annotate(begun_at=F("session_note__started_at")))
