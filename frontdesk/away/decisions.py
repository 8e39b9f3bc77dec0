"""What the desk decides about one appointment, as a form says it, and doing it by lifecycle."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from booking import lifecycle, messages
from booking.actors import Actor
from booking.models import Appointment
from booking.refusals import Refused
from locations.models import Room
from therapists.models import Therapist

LONGEST_KEY = 18
KEY = re.compile(rf"\d{{1,{LONGEST_KEY}}}")
GIVE = re.compile(rf"give:(\d{{1,{LONGEST_KEY}}})(?::(\d{{1,{LONGEST_KEY}}}))?")


class Verb(StrEnum):
    GIVE = "give"
    MOVE = "move"
    ASK = "ask"
    CANCEL = "cancel"
    LATER = "later"


@dataclass(frozen=True)
class Decision:
    """`therapist` and `room` for giving it to somebody, `starts_at` for moving it.

    A move with a `therapist` is to that colleague, else it stays with its own.
    """

    verb: Verb
    therapist: int | None = None
    room: int | None = None
    starts_at: datetime | None = None

    @property
    def value(self) -> str:
        """As a form sends it; `read_decision` reads it."""
        match self.verb:
            case Verb.GIVE:
                return ":".join(str(key) for key in ("give", self.therapist, self.room) if key)
            case Verb.MOVE if self.starts_at:
                whom = f"@{self.therapist}" if self.therapist else ""
                return f"move:{self.starts_at.isoformat()}{whom}"
        return self.verb.value


LATER = Decision(Verb.LATER)


def read_decision(value: str) -> Decision | None:
    """What a form sent, or None when it makes no sense."""
    if value in (Verb.ASK, Verb.CANCEL, Verb.LATER):
        return Decision(Verb(value))
    if found := GIVE.fullmatch(value):
        therapist, room = found.groups()
        return Decision(Verb.GIVE, int(therapist), int(room) if room else None)
    verb, _, text = value.partition(":")
    return _read_move(text) if verb == Verb.MOVE else None


def _read_move(text: str) -> Decision | None:
    when, with_whom, whom = text.partition("@")
    starts_at = _moment(when)
    if starts_at is None or (with_whom and not KEY.fullmatch(whom)):
        return None
    return Decision(Verb.MOVE, int(whom) if with_whom else None, starts_at=starts_at)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    in_reach = 2000 < moment.year < 2200
    return moment if moment.tzinfo is not None and in_reach else None


def carry_out(
    decision: Decision,
    appointment: Appointment,
    *,
    tell: bool,
    reason: str,
    now: datetime,
    actor: Actor,
    quiet_until: datetime | None = None,
) -> None:
    """Does it, in a transaction of its own; `appointment` is as the desk saw it. Raises Refused.

    The patient hears nothing before `quiet_until`.
    """
    how: dict[str, Any] = {
        "tell": tell,
        "reason": reason,
        "now": now,
        "actor": actor,
        "quiet_until": quiet_until,
    }
    match decision.verb:
        case Verb.GIVE:
            lifecycle.reschedule(
                appointment=appointment,
                starts_at=appointment.starts_at,
                **_taker(decision),
                **how,
            )
        case Verb.MOVE if decision.starts_at:
            lifecycle.reschedule(
                appointment=appointment,
                therapist=_colleague(decision) if decision.therapist else appointment.therapist,
                starts_at=decision.starts_at,
                **how,
            )
        case Verb.CANCEL:
            # Whose plans changed is the clinic, so it is never a late cancellation.
            lifecycle.cancel(appointment=appointment, late=False, **how)
        case Verb.ASK:
            messages.ask_to_move(appointment, now=now, quiet_until=quiet_until)


def _taker(decision: Decision) -> dict[str, Any]:
    """The therapist and the room to give it to."""
    room = Room.objects.filter(pk=decision.room).first() if decision.room else None
    return {"therapist": _colleague(decision), "room": room}


def _colleague(decision: Decision) -> Therapist:
    therapist = Therapist.objects.filter(pk=decision.therapist or 0).first()
    if therapist is None:
        raise Refused(_("There is no such therapist."))
    return therapist


def is_to_phone(decision: Decision, appointment: Appointment, now: datetime) -> bool:
    """Whether the patient should hear of what was done, and has no address to be told at."""
    patient = appointment.patient
    same_therapist = decision.verb == Verb.GIVE and decision.therapist == appointment.therapist_id
    if patient is None or same_therapist or decision.verb == Verb.LATER:
        return False
    return appointment.starts_at > now and not messages.news_channels(patient)
