"""What waits for a therapist, as each of their pages says: notes to write, answers to look at."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from booking.together import KEY, MOMENT, Given, Together, partly
from care.fields import Sealed
from care.models import CheckIn
from care.notes.reading import unfinished
from care.progress.unseen import unseen_by
from therapists.models import Therapist

NOW = Given("now", MOMENT)
LOOKED_AT = ("id", "needs_a_look")
ASKED = Together(
    notes=lambda: unfinished(Given("therapist", KEY), NOW).order_by().values("id"),
    check_ins=lambda: unseen_by(Given("user", KEY), now=NOW).order_by().values(*LOOKED_AT),
)


@dataclass(frozen=True)
class Waiting:
    """How many of each."""

    notes: int = 0
    check_ins: int = 0


def waits_for(therapist: Therapist, *, now: datetime) -> Waiting:
    """One query. Of each answer one word is unsealed, no more."""
    said = ASKED.ask(therapist=therapist.pk, user=therapist.user_id, now=now)
    unseen = [
        partly(
            CheckIn,
            {"id": UUID(row["id"]), "needs_a_look": Sealed.from_json(row["needs_a_look"])},
        )
        for row in said["check_ins"]
    ]
    return Waiting(len(said["notes"]), sum(bool(one.needs_a_look) for one in unseen))
