"""The patient says to be there."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.utils.translation import gettext as _

from booking.actors import Actor
from booking.history import record
from booking.lifecycle.rows import locked, move_on
from booking.locking import one_transaction
from booking.models import Appointment, EventKind, Status
from booking.policy import cannot_be_kept
from booking.refusals import CannotBeKept, StateChanged


@one_transaction
def say_attending(*, appointment: Appointment, now: datetime, actor: Actor) -> Appointment:
    """The patient will be there, at the time that `appointment` was seen with; once is enough.

    Raises StateChanged when it was moved or cancelled since, has begun, or is over; CannotBeKept
    while the clinic cannot keep it.
    """
    return attend_locked(locked(appointment), seen=appointment, now=now, actor=actor)


def attend_locked(
    current: Appointment, *, seen: Appointment, now: datetime, actor: Actor
) -> Appointment:
    """`say_attending` of a row that is locked, within a transaction of the caller's."""
    if current.sequence != seen.sequence or current.status != Status.BOOKED:
        raise StateChanged
    if current.starts_at <= now:
        raise StateChanged(_("The appointment has begun."))
    if cannot_be_kept(current):
        raise CannotBeKept
    if current.attending_since is None:
        move_on(current, (Status.BOOKED,), Status.BOOKED, attending_since=now)
        record(current, EventKind.ATTENDING, now, actor, status=Status.BOOKED)
    return current


def attend_together(
    appointments: Sequence[Appointment], *, now: datetime, actor: Actor
) -> list[Appointment]:
    """`say_attending` of several, within the transaction that keeps why; those that still stand.

    What was moved or cancelled at the same moment is left out.
    """
    agreed = []
    for seen in sorted(appointments, key=lambda one: one.pk):
        with suppress(StateChanged):
            agreed.append(attend_locked(locked(seen), seen=seen, now=now, actor=actor))
    return sorted(agreed, key=lambda one: one.starts_at)
