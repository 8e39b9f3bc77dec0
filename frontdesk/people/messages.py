"""The messages that went to a patient, or will."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from booking import messages as of_appointments
from booking.digest import messages as of_several
from booking.models import Appointment, WaitlistOffer
from booking.series import messages as of_series
from booking.waiting import messages as of_offers
from care.progress import messages as of_check_ins
from locations.models import Location
from patients.models import Patient
from reminders.models import ArchivedMessage, OutgoingMessage
from roster.late import messages as of_late_starts

OTHERS = gettext_lazy("and other appointments")
A_SERIES = gettext_lazy("and the rest of the course")
AN_OFFER = gettext_lazy("offered from the waiting list")
# Of both tables, in the order of their columns.
SHOWN = ("subject", "kind", "channel", "due_at", "state", "recipient", "error", "sent_at")


@dataclass(frozen=True)
class Matter:
    """What messages are about: a session, on the clock of its location, or a whole series."""

    starts_at: datetime
    location: Location
    note: str | Promise = ""
    # Why a check-in did not go may say that it was answered: that is not for the desk.
    is_silent: bool = False


def matters(patient: Patient) -> dict[str, Matter]:
    """All that was ever written about, by the messages' subject; two queries."""
    booked = Appointment.objects.filter(patient=patient).order_by("starts_at")
    offered = WaitlistOffer.objects.filter(entry__patient=patient)
    found: dict[str, Matter] = {}
    for one in booked.select_related("location"):
        place = one.starts_at, one.location
        found[f"{of_appointments.SUBJECT}{one.pk}"] = Matter(*place)
        found[f"{of_several.SUBJECT}{one.pk}"] = Matter(*place, OTHERS)
        found[f"{of_check_ins.SUBJECT}{one.pk}"] = Matter(*place, is_silent=True)
        for sequence in range(one.sequence + 1):
            found[f"{of_late_starts.SUBJECT}{one.pk}:{sequence}"] = Matter(*place)
        if one.series_id:
            found.setdefault(f"{of_series.SUBJECT}{one.series_id}", Matter(*place, A_SERIES))
    for offer in offered.select_related("appointment__location"):
        kept = offer.appointment
        found[f"{of_offers.SUBJECT}{offer.pk}"] = Matter(kept.starts_at, kept.location, AN_OFFER)
    return found


def messages_about(subjects: Mapping[str, Matter]) -> QuerySet[OutgoingMessage]:
    """The messages about these, the latest first; those that were put away among them."""
    live = OutgoingMessage.objects.filter(subject__in=subjects).only("pk", *SHOWN)
    archived = ArchivedMessage.objects.filter(subject__in=subjects).only("pk", *SHOWN)
    return live.union(archived, all=True).order_by("-due_at", "-id")
