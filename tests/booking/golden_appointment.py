"""One appointment whose every word is fixed, for texts that are compared with golden files."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from booking.models import Appointment, Status
from patients.models import Patient
from reminders.models import Channel, OutgoingMessage
from tests.factories import make_location, make_patient, make_room, make_therapist, make_treatment

GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2027, 4, 30, 17, 0, tzinfo=UTC)
STARTS_AT = datetime(2027, 5, 4, 20, 30, tzinfo=UTC)  # Tuesday, 1:30 pm in Vancouver
ENDS_AT = datetime(2027, 5, 4, 21, 30, tzinfo=UTC)
BLOCKED_UNTIL = datetime(2027, 5, 4, 21, 45, tzinfo=UTC)
TOKEN = "a-token-of-forty-three-characters-for-tests"


def make_golden_appointment(patient: Patient | None = None, **fields: Any) -> Appointment:
    """60 minutes of deep tissue massage with Maya Chen in Port Moody."""
    location = make_location(
        "port-moody",
        rooms=0,
        name="Port Moody",
        street="2301 Clarke Street",
        postal_code="V3H 1Y9",
        email="port-moody@clinic.test",
        finding_us="The door is left of the bakery.\nThe lift is behind the stairs.",
    )
    treatment = make_treatment("deep-tissue-massage", name="Deep tissue massage")
    defaults = {
        "location": location,
        "room": make_room(location),
        "therapist": make_therapist("maya-chen", treatment, name="Maya Chen"),
        "treatment": treatment,
        "patient": patient or make_alice(),
        "status": Status.BOOKED,
        "starts_at": STARTS_AT,
        "ends_at": ENDS_AT,
        "blocked_until": BLOCKED_UNTIL,
        "price": 120,
        "source": "website",
        "token": TOKEN,
    }
    appointment = Appointment.objects.create(**{**defaults, **fields})
    return Appointment.objects.to_show().get(pk=appointment.pk)


def make_alice(**fields: Any) -> Patient:
    """Wants everything, both ways."""
    wishes = {"phone": "+16045550123", "reminders_by_sms": True, "email": "alice@example.test"}
    return make_patient(**{**wishes, **fields})


def a_message(appointment: Appointment, kind: str, channel: Channel) -> OutgoingMessage:
    return OutgoingMessage(
        subject=f"appointment:{appointment.pk}",
        version=appointment.sequence,
        kind=kind,
        channel=channel,
    )


def assert_golden(name: str, text: str) -> None:
    """Compares with the file of that name; UPDATE_GOLDEN=1 writes it instead."""
    golden = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, newline="")
    assert text == golden.read_bytes().decode()
