"""A therapist's day around the hour of the test: views read the clock."""

from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags

from booking.models import Appointment, Status
from care.models import Intake
from patients.models import Patient
from tests.care.people import Cast
from tests.factories import Clinic, make_patient
from timeline.wall import local_date


def noon_clinic() -> Clinic:
    """Its clock shows between twelve and one."""
    west = timezone.now().hour - 12
    return Clinic(therapists=2, rooms=2, zone_name=f"Etc/GMT{west:+d}")


class Roster(Cast):
    """The cast, and sessions of Maya's today, so many minutes from now."""

    def __init__(self, clinic: Clinic) -> None:
        super().__init__(clinic)
        self.clinic = clinic
        self.maya = clinic.therapists[0]
        self.now = timezone.now().replace(second=0, microsecond=0)

    @property
    def today(self) -> date:
        return local_date(self.now, self.clinic.location.zone)

    def session(
        self,
        minutes: int,
        status: Status = Status.BOOKED,
        patient: Patient | None = None,
        **fields: Any,
    ) -> Appointment:
        """Half an hour, and ten minutes to clean up."""
        starts_at = self.now + timedelta(minutes=minutes)
        return Appointment.objects.create(
            **{
                "location": self.clinic.location,
                "room": self.clinic.location.rooms.order_by("pk")[0],
                "therapist": self.maya,
                "treatment": self.clinic.treatment,
                "patient": patient or make_patient(given_name="Zoe", family_name="Young"),
                "status": status,
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(minutes=30),
                "blocked_until": starts_at + timedelta(minutes=40),
                "price": 60,
                "source": "desk",
                **fields,
            }
        )


def write_intake(
    appointment: Appointment, *, sent_at: datetime | None, call: bool = False, **answers: Any
) -> Intake:
    """As the patient would have filled it in; None: a draft."""
    assert appointment.patient
    at = sent_at or timezone.now()
    return Intake.objects.create(
        patient=appointment.patient,
        appointment=appointment,
        answers=answers,
        call_before_visit=call,
        started_at=at,
        saved_at=at,
        submitted_at=sent_at,
    )


def page_text(response: Any) -> str:
    """The words of a page, with single spaces."""
    return " ".join(unescape(strip_tags(response.text)).split())
