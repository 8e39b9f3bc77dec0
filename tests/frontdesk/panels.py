"""The desk's forms as the board asks for them, and what it hears back."""

import json
from datetime import datetime, time, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from booking.models import Appointment
from tests.factories import Clinic, make_patient
from timeline.wall import instant

SCHEDULE = "/admin/schedule/"
FRAGMENT = {"HX-Request": "true"}


def soon(clinic: Clinic, hour: int, minute: int = 0, days: int = 3) -> datetime:
    """A wall time at the clinic so many days from the real today: views read the clock."""
    day = timezone.now().astimezone(clinic.location.zone).date() + timedelta(days=days)
    return instant(day, time(hour, minute), clinic.location.zone)


def wall(clinic: Clinic, moment: datetime) -> str:
    """As the board names a place on it."""
    return moment.astimezone(clinic.location.zone).strftime("%Y-%m-%dT%H:%M")


def booked(clinic: Clinic, starts_at: datetime, **fields: Any) -> Appointment:
    """A booking as if made just now."""
    patient = fields.pop("patient", None) or make_patient()
    return clinic.book(starts_at, patient, now=timezone.now(), **fields)


def at(appointment: Appointment, verb: str = "") -> str:
    return f"{SCHEDULE}{appointment.pk}/{verb}"


def ask(client: Client, url: str, **query: Any) -> Any:
    return client.get(url, query, headers=FRAGMENT)


def send(client: Client, url: str, **form: Any) -> Any:
    return client.post(url, form, headers=FRAGMENT)


def text(response: Any) -> str:
    """The fragment without the line breaks of its source."""
    return " ".join(response.content.decode().split())


def toast(response: Any) -> dict[str, Any]:
    """What the board shows after a change."""
    assert response.status_code == 204, text(response)
    shown: dict[str, Any] = json.loads(response["HX-Trigger"])["desk:changed"]
    return shown
