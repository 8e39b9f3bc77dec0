"""The day itself: the patient arrives, the session begins and ends, or nobody comes."""

from datetime import datetime

from django.utils.translation import gettext as _

from booking.actors import Actor
from booking.history import record
from booking.lifecycle.rows import locked, move_on
from booking.locking import one_transaction
from booking.models import Appointment, EventKind, Status
from booking.refusals import StateChanged
from timeline.wall import day_interval


@one_transaction
def arrive(*, appointment: Appointment, now: datetime, actor: Actor) -> Appointment:
    """The patient is here. Raises StateChanged."""
    return _step(appointment, (Status.BOOKED,), Status.ARRIVED, EventKind.ARRIVED, now, actor)


@one_transaction
def start(*, appointment: Appointment, now: datetime, actor: Actor) -> Appointment:
    """The session begins. Raises StateChanged."""
    before = (Status.BOOKED, Status.ARRIVED)
    return _step(appointment, before, Status.IN_SESSION, EventKind.STARTED, now, actor)


@one_transaction
def complete(*, appointment: Appointment, now: datetime, actor: Actor) -> Appointment:
    """The session is over. Raises StateChanged."""
    before = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION)
    return _step(appointment, before, Status.COMPLETED, EventKind.COMPLETED, now, actor)


@one_transaction
def no_show(*, appointment: Appointment, now: datetime, actor: Actor) -> Appointment:
    """The patient did not come; the rest of the time is free again. Raises StateChanged."""
    current = locked(appointment)
    if now < current.starts_at:
        raise StateChanged(_("The appointment has not begun yet."))
    return _step(current, (Status.BOOKED,), Status.NO_SHOW, EventKind.NO_SHOW, now, actor)


def _step(
    appointment: Appointment,
    expected: tuple[Status, ...],
    status: Status,
    kind: EventKind,
    now: datetime,
    actor: Actor,
) -> Appointment:
    current = locked(appointment)
    if current.status == status:
        return current
    if now < day_interval(current.starts_local.date(), current.zone).start:
        raise StateChanged(_("This appointment is on a later day."))
    before = current.status
    move_on(current, expected, status)
    record(current, kind, now, actor, status=before)
    return current
