"""Who may write about a patient: reading by exception is not treating."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from booking.models import Appointment
from care.access import TREATED_IN, is_therapist
from patients.models import Patient


def treats(user: User | AnonymousUser, patient: Patient) -> bool:
    """Whether the person is a therapist with an appointment with the patient; one query."""
    if not isinstance(user, User) or not is_therapist(user):
        return False
    sessions = Appointment.objects.filter(patient=patient, therapist__user=user)
    return sessions.filter(status__in=TREATED_IN).exists()
