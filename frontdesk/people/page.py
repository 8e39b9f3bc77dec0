"""Everything the desk's page of a patient says. Nothing clinical: not shown, counted or searched.

The queries are as many for a patient of twenty years as for a new one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, QuerySet

from booking.models import Series, WaitlistEntry
from frontdesk.people import visits
from frontdesk.people.messages import matters, messages_about
from frontdesk.people.slices import slice_of
from patients.duplicates import possible_duplicates
from patients.models import Patient
from patients.trouble import troubles_of
from reminders.models import IncomingText

MOST_ENTRIES = 20
MOST_REPLIES = 3


def facts_of(patient: Patient, asked: Mapping[str, str], *, now: datetime) -> dict[str, Any]:
    """What the template shows; `asked` names the pieces of the long lists."""
    no_shows, late_cancellations = visits.missed(patient)
    about = matters(patient)
    return {
        "patient": patient,
        "family": _family(patient),
        "coming": visits.coming(patient, now),
        "past": slice_of(visits.past_or_cancelled(patient, now), asked.get("past")),
        "so_far": visits.visits_so_far(patient),
        "no_shows": no_shows,
        "late_cancellations": late_cancellations,
        "matters": about,
        "sent": slice_of(messages_about(about), asked.get("messages")),
        "waiting": _waiting(patient),
        "series": _series(patient),
        "duplicates": possible_duplicates(patient),
        "troubles": troubles_of(patient),
        "replies": _replies(patient),
    }


def _family(patient: Patient) -> list[Patient]:
    """Whom else the account manages."""
    if patient.account is None:
        return []
    return list(Patient.objects.for_user(patient.account).exclude(pk=patient.pk))


def _replies(patient: Patient) -> list[IncomingText]:
    """The last answers from this number, without their words: nobody keeps those."""
    number = patient.phone.as_e164 if patient.phone else ""
    return list(IncomingText.objects.filter(sender=number)[:MOST_REPLIES])


def _waiting(patient: Patient) -> QuerySet[WaitlistEntry]:
    """Those that still wait first, then the latest to end."""
    entries = patient.waitlist_entries.select_related("location", "treatment", "therapist")
    return entries.annotate(offer_count=Count("offers")).order_by(
        F("ended_at").desc(nulls_first=True), "-created_at"
    )[:MOST_ENTRIES]


def _series(patient: Patient) -> QuerySet[Series]:
    return patient.series.annotate(
        sessions=Count("appointments"),
        first=Min("appointments__starts_at"),
        last=Max("appointments__starts_at"),
    ).order_by("-pk")
