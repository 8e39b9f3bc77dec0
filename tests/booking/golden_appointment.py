"""One appointment whose every word is fixed, for texts that are compared with golden files."""

import os
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from booking.models import Appointment, Status
from patients.models import Patient
from reminders.channels import Content, EmailContent, SmsContent
from reminders.models import Channel, OutgoingMessage
from reminders.segments import segments
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
        finding_us_in_french=(
            "La porte est à gauche de la boulangerie.\nL’ascenseur est derrière l’escalier."
        ),
        how_to_prepare_in_french="Arrivez dix minutes à l’avance, en vêtements confortables.",
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


def times(later: timedelta) -> dict[str, datetime]:
    """When the golden appointment is that is so much later."""
    return {
        "starts_at": STARTS_AT + later,
        "ends_at": ENDS_AT + later,
        "blocked_until": BLOCKED_UNTIL + later,
    }


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


def in_both_languages(situations: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Each situation as it is, and in French: its name, the language, the name of its file."""
    return {
        f"{name}{end}": (name, language)
        for name in situations
        for end, language in (("", "en-ca"), (".fr", "fr-ca"))
    }


def assert_golden_email(name: str, email: Content) -> None:
    """As in the golden files, and the text says all that the HTML says."""
    assert isinstance(email, EmailContent)
    assert_golden(f"{name}.email.txt", f"Subject: {email.subject}\n\n{email.text}")
    assert_golden(f"{name}.email.html", email.html)
    facts = Facts()
    facts.feed(email.html)
    assert [one for one in facts.links if one not in email.text] == []
    said = set(re.findall(r"\w+", email.text.lower()))
    assert [word for word in facts.words if word not in said] == []


def assert_golden_sms(name: str, sms: Content, *, parts: bool = True) -> None:
    """As in the golden file; of letters that cost little and, unless it lists, in two parts."""
    assert isinstance(sms, SmsContent)
    assert_golden(f"{name}.sms.txt", sms.text)
    sent = segments(sms.text)
    assert sent.beyond == ()
    assert not parts or sent.parts <= 2


class Facts(HTMLParser):
    """Where one can go, what stands in the tables and what is printed large."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "strong", "h1", "small"):
            self.inside.append(tag)
        if tag == "a":
            # A label says what happens; the fact is where it leads to.
            self.inside.append("a")
            self.links.append(str(dict(attrs)["href"]).removeprefix("tel:"))

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, text: str) -> None:
        if self.inside and "a" not in self.inside:
            self.words += re.findall(r"\w+", text.lower())
