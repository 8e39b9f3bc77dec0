"""Pat with the children Leo and Mia, one address for all three, one clinic day for most of it."""

from datetime import UTC, datetime
from typing import Any

from booking.models import Appointment
from patients.models import Patient, Relationship
from reminders.models import OutgoingMessage, State
from tests.factories import Clinic, make_patient, make_user

PHONE = "+16045550123"
DAYS = 5  # Saturday 8 May 2027
FIRST, SECOND = "reminder_first", "reminder_second"


class Family:
    """Each of them wants reminders by e-mail, and with `sms` by text message too."""

    def __init__(self, *, sms: bool = False, **fields: Any) -> None:
        self.clinic = Clinic(therapists=4, rooms=4)
        self.account = make_user("pat@example.test", **fields)
        wishes = {"phone": PHONE, "reminders_by_sms": sms}
        self.pat = make_patient(self.account, given_name="Pat", **wishes)
        self.leo = self._child("Leo", **wishes)
        self.mia = self._child("Mia", **wishes)

    def _child(self, name: str, **wishes: Any) -> Patient:
        return make_patient(
            self.account, given_name=name, relationship=Relationship.CHILD, **wishes
        )

    def book(self, patient: Patient, hour: int, *, days: int = DAYS) -> Appointment:
        """With whoever is free; of what it makes, only the reminders stay."""
        starts_at = self.clinic.at(hour, days=days)
        appointment = self.clinic.book(starts_at, patient, therapist=None)
        OutgoingMessage.objects.exclude(kind__in=(FIRST, SECOND)).delete()
        return appointment


def due_at(appointment: Appointment, kind: str = FIRST) -> datetime:
    return row_of(appointment, kind).due_at.astimezone(UTC)


def row_of(appointment: Appointment, kind: str = FIRST, channel: str = "email") -> OutgoingMessage:
    """The newest."""
    rows = OutgoingMessage.objects.filter(
        subject=f"appointment:{appointment.pk}", kind=kind, channel=channel
    )
    return rows.latest("version")


def states(*appointments: Appointment, kind: str = FIRST, channel: str = "email") -> list[State]:
    return [State(row_of(one, kind, channel).state) for one in appointments]
