"""What waits for a therapist, as each of their pages says: notes to write, answers to look at."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from booking.together import KEY, MOMENT, Given, Row, Together, partly
from care.access import is_therapist
from care.fields import Sealed
from care.models import CheckIn
from care.notes.reading import unfinished_of
from care.progress.unseen import unseen_by
from therapists.models import Therapist

USER, NOW = Given("user", KEY), Given("now", MOMENT)
# Where a request keeps it whose view has asked already.
WAITING = "care.waiting"
THERAPIST = ("id", "user_id", "name", "slug", "is_active")
LOOKED_AT = ("id", "needs_a_look")
# What every page of a therapist asks before anything else, by account.
ASKED = Together(
    therapist=lambda: Therapist.objects.filter(user=USER).order_by().values(*THERAPIST),
    notes=lambda: unfinished_of(Q(therapist__user=USER), NOW).order_by().values("id"),
    check_ins=lambda: unseen_by(USER, now=NOW).order_by().values(*LOOKED_AT),
)


@dataclass(frozen=True)
class Waiting:
    """How many of each."""

    notes: int = 0
    check_ins: int = 0


def who_looks(user: User, *, now: datetime) -> tuple[Therapist | None, Waiting]:
    """Who works here as a therapist under this account, and what waits for them; one query.

    Of each answer one word is unsealed, no more.
    """
    said = ASKED.ask(user=user.pk, now=now)
    for row in said["therapist"]:
        user.therapist = partly(Therapist, row)
        if is_therapist(user):
            to_look_at = sum(map(_needs_a_look, said["check_ins"]))
            return user.therapist, Waiting(len(said["notes"]), to_look_at)
    return None, Waiting()


def _needs_a_look(row: Row) -> bool:
    sealed = {"id": UUID(row["id"]), "needs_a_look": Sealed.from_json(row["needs_a_look"])}
    return bool(partly(CheckIn, sealed).needs_a_look)
