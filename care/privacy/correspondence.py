"""Which messages speak of a patient. The outbox itself knows no patients."""

from django.db.models import QuerySet

from booking import messages as of_appointments
from booking.digest import messages as of_several
from booking.models import Appointment, WaitlistOffer
from booking.series import messages as of_series
from booking.waiting import messages as of_offers
from care.progress import messages as of_check_ins
from patients.models import Patient
from reminders.models import ArchivedMessage, OutgoingMessage

# The roster is a room below this one, so its word stands here.
RUNNING_LATE = "running_late:"
OF_AN_APPOINTMENT = (of_appointments.SUBJECT, of_several.SUBJECT, of_check_ins.SUBJECT)


def subjects_of(patient: Patient) -> list[str]:
    """What the patient's messages are about, as the outbox names it; two queries."""
    booked = Appointment.objects.filter(patient=patient).values_list("pk", "series", "sequence")
    offers = WaitlistOffer.objects.filter(entry__patient=patient).values_list("pk", flat=True)
    series = {key for _, key, _ in booked if key}
    return [
        *(f"{kind}{key}" for key, _, _ in booked for kind in OF_AN_APPOINTMENT),
        *(f"{RUNNING_LATE}{key}:{one}" for key, _, last in booked for one in range(last + 1)),
        *(f"{of_series.SUBJECT}{key}" for key in sorted(series)),
        *(f"{of_offers.SUBJECT}{key}" for key in offers),
    ]


def messages_about(patient: Patient) -> QuerySet[OutgoingMessage]:
    """Those that went and those that wait, the oldest first."""
    return OutgoingMessage.objects.filter(subject__in=subjects_of(patient)).order_by("due_at", "pk")


def archived_about(patient: Patient) -> QuerySet[ArchivedMessage]:
    """The old ones that were put away, the oldest first."""
    return ArchivedMessage.objects.filter(subject__in=subjects_of(patient)).order_by(
        "due_at", "key"
    )
