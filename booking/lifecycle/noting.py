"""The desk's note on an appointment."""

from datetime import datetime

from django.utils.translation import gettext as _

from booking.actors import Actor
from booking.history import record
from booking.lifecycle.rows import locked
from booking.locking import one_transaction
from booking.models import Appointment, EventKind
from booking.refusals import StateChanged


@one_transaction
def write_note(*, appointment: Appointment, note: str, now: datetime, actor: Actor) -> Appointment:
    """Replaces the note for colleagues that `appointment` was seen with; empty takes it away.

    Raises StateChanged when somebody else has written another one since.
    """
    current, written = locked(appointment), note.strip()
    if current.desk_note not in (appointment.desk_note, written):
        raise StateChanged(_("A colleague has changed this note meanwhile."))
    if current.desk_note != written:
        current.desk_note = written
        current.save(update_fields=["desk_note"])
        record(current, EventKind.NOTED, now, actor)
    return current
