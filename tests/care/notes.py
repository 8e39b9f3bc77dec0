"""Sessions that have begun and notes of them, as the tests of notes want them."""

from datetime import datetime, timedelta
from typing import Any

from booking import lifecycle
from booking.actors import Actor
from booking.models import Appointment
from care import notes
from care.models import SessionNote
from tests.care.people import Cast

WORDS = {
    "subjective": "Stiff since Monday",
    "objective": "Tight on the left",
    "assessment": "Muscular",
    "plan": "Again in a week",
    "techniques": "Friction, Stretching\nslowly",
    "areas": ["low_back_left"],
    "pain_before": 6,
    "pain_after": 0,
}


def attend(appointment: Appointment) -> Appointment:
    """The session was held."""
    return lifecycle.complete(
        appointment=appointment, now=appointment.ends_at, actor=Actor("staff")
    )


def draft(cast: Cast, appointment: Appointment, edition: int = 0, **words: Any) -> SessionNote:
    """Maya writes, an hour after the session; what is not given is as in WORDS."""
    return notes.write(
        appointment=appointment,
        author=cast.users["maya"],
        content={**WORDS, **words},
        edition=edition,
        now=later(appointment),
    )


def signed(cast: Cast, appointment: Appointment, **words: Any) -> SessionNote:
    """Written by Maya and signed at once."""
    note = draft(cast, appointment, **words)
    return notes.sign(
        appointment=appointment,
        author=cast.users["maya"],
        edition=note.edition,
        now=later(appointment),
    )


def later(appointment: Appointment) -> datetime:
    return appointment.ends_at + timedelta(hours=1)
