"""The desk's note on an appointment."""

from datetime import datetime

from booking.actors import Actor
from booking.history import record
from booking.lifecycle.rows import locked
from booking.locking import one_transaction
from booking.models import Appointment, EventKind


@one_transaction
def write_note(*, appointment: Appointment, note: str, now: datetime, actor: Actor) -> Appointment:
    """Replaces the note for colleagues; empty takes it away."""
    current = locked(appointment)
    if current.desk_note != note.strip():
        current.desk_note = note.strip()
        current.save(update_fields=["desk_note"])
        record(current, EventKind.NOTED, now, actor)
    return current
