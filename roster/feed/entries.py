"""What stands in a therapist's calendar: initials and treatment, where, and time off.

Calendars of phones are shared, backed up and read on lock screens: no name, no telephone number,
nothing of health.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from booking.models import Appointment, AppointmentEvent, Status
from patients.models import Patient
from roster.time_off.days import whole_days
from therapists.models import Therapist, TimeOff
from therapists.places import places_of
from timeline.intervals import Interval
from timeline.wall import ONE_DAY

LOOK_BACK, LOOK_AHEAD = timedelta(days=14), timedelta(days=90)
SHOWN = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED)


@dataclass(frozen=True)
class Entry:
    """One line of the calendar; whole days when `starts` and `ends` (after the last) are dates.

    `changed_at` is None where nobody wrote down when it was changed.
    """

    uid: str
    summary: str
    starts: datetime | date
    ends: datetime | date
    location: str = ""
    sequence: int = 0
    changed_at: datetime | None = None


def entries_of(therapist: Therapist, *, now: datetime) -> list[Entry]:
    """From two weeks ago to three months ahead, sessions before time off; four queries.

    In the language that is active.
    """
    shown = Interval(now - LOOK_BACK, now + LOOK_AHEAD)
    return [*_sessions(therapist, shown), *_time_off(therapist, shown)]


def version_of(entries: list[Entry]) -> str:
    """The same as long as the calendar says the same."""
    return sha256(repr(entries).encode()).hexdigest()[:32]


def _sessions(therapist: Therapist, shown: Interval) -> list[Entry]:
    latest = AppointmentEvent.objects.filter(appointment=OuterRef("pk")).order_by("-at")
    rows: QuerySet[Any] = (
        Appointment.objects.filter(therapist=therapist, status__in=SHOWN)
        .filter(starts_at__lt=shown.end, ends_at__gt=shown.start)
        .select_related("patient", "treatment", "room", "location")
        .annotate(changed_at=Coalesce(Subquery(latest.values("at")[:1]), "created_at"))
    )
    return [_session(row, row.changed_at) for row in rows.order_by("starts_at", "pk")]


def _session(appointment: Appointment, changed_at: datetime) -> Entry:
    return Entry(
        # Not the patient's own entry, should somebody be both.
        uid=f"roster-{appointment.calendar_uid}",
        summary=f"{initials(appointment.patient)} {appointment.treatment}".strip(),
        location=f"{appointment.room}, {appointment.location}",
        starts=appointment.starts_at,
        ends=appointment.ends_at,
        sequence=appointment.sequence,
        changed_at=changed_at,
    )


def initials(patient: Patient | None) -> str:
    """A.B., of the name the patient is called by and the family name."""
    names = (patient.called, patient.family_name) if patient else ()
    letters = (next((sign for sign in name if sign.isalpha()), "") for name in names)
    return "".join(f"{letter.upper()}." for letter in letters if letter)


def _time_off(therapist: Therapist, shown: Interval) -> list[Entry]:
    rows = TimeOff.objects.filter(
        therapist=therapist, starts_at__lt=shown.end, ends_at__gt=shown.start
    )
    places, clinic = places_of(therapist), urlsplit(settings.SITE_URL).hostname
    entries = []
    for row in rows.order_by("starts_at", "pk"):
        days = whole_days(Interval(row.starts_at, row.ends_at), places)
        starts, ends = (days.first, days.last + ONE_DAY) if days else (row.starts_at, row.ends_at)
        entries.append(Entry(f"time-off-{row.pk}@{clinic}", _("Time off"), starts, ends))
    return entries
