"""Courses of several sessions, as the desk books them in tests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from booking import lifecycle
from booking.models import Appointment, Series
from patients.models import Patient
from reminders.models import OutgoingMessage
from tests.factories import NOW, Clinic, desk, make_patient


def sessions_at(clinic: Clinic, *starts: datetime, **how: Any) -> list[lifecycle.Session]:
    therapist = how.get("therapist", clinic.therapist)
    return [lifecycle.Session(clinic.option, therapist, at) for at in starts]


def weekly(clinic: Clinic, hour: int = 10, count: int = 3, first: int = 1) -> list[datetime]:
    """The same hour every week, the first time so many days after MONDAY."""
    return [clinic.at(hour, days=first + 7 * number) for number in range(count)]


def book_course(
    clinic: Clinic,
    sessions: Sequence[lifecycle.Session] | None = None,
    patient: Patient | None = None,
    **changes: Any,
) -> Series:
    """Three sessions, Tuesdays at ten, unless others are asked for."""
    return lifecycle.book_series(
        **{
            "location": clinic.location,
            "patient": patient or make_patient(),
            "sessions": sessions or sessions_at(clinic, *weekly(clinic)),
            "every_weeks": 1,
            "now": NOW,
            "actor": desk(),
            **changes,
        }
    )


def sessions_of(series: Series) -> list[Appointment]:
    return list(series.appointments.order_by("starts_at"))


def starts_of(series: Series) -> list[datetime]:
    return [one.starts_at for one in sessions_of(series)]


def messages_about(series: Series) -> set[tuple[str, int, str]]:
    """Kind, version and state of every message about the series."""
    messages = OutgoingMessage.objects.filter(subject=f"series:{series.pk}")
    return set(messages.values_list("kind", "version", "state"))
