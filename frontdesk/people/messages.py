"""The messages that went to a patient, or will."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from booking import messages as of_appointments
from booking.models import Appointment, WaitlistOffer
from booking.waiting import messages as of_offers
from locations.models import Location
from patients.models import Patient
from reminders.models import OutgoingMessage


@dataclass(frozen=True)
class Matter:
    """What messages are about: a session on the clock of its location."""

    starts_at: datetime
    location: Location
    is_offer: bool


def matters(patient: Patient) -> dict[str, Matter]:
    """All that was ever written about, by the messages' subject; two queries."""
    booked = Appointment.objects.filter(patient=patient).select_related("location")
    offered = WaitlistOffer.objects.filter(entry__patient=patient)
    offers = offered.select_related("appointment__location")
    return {
        f"{of_appointments.SUBJECT}{one.pk}": Matter(one.starts_at, one.location, False)
        for one in booked.only("starts_at", "location")
    } | {
        f"{of_offers.SUBJECT}{offer.pk}": Matter(
            offer.appointment.starts_at, offer.appointment.location, True
        )
        for offer in offers
    }


def messages_about(subjects: Mapping[str, Matter]) -> QuerySet[OutgoingMessage]:
    """The messages about these, the latest first."""
    return OutgoingMessage.objects.filter(subject__in=subjects).order_by("-due_at", "-pk")
