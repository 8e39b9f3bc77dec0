"""The life of an appointment. Nothing else changes a row of `Appointment`.

Each function is one durable transaction that locks, checks, writes the row, an AppointmentEvent
and the outbox rows, and raises a `Refused` with nothing changed when it cannot.
"""

from booking.actors import Actor, Visitor
from booking.lifecycle.attending import attend_together, say_attending
from booking.lifecycle.changing import book, cancel
from booking.lifecycle.holding import confirm, expire, hold, release
from booking.lifecycle.merging import AlreadyMerged, InTwoPlaces, merge_patients
from booking.lifecycle.moving import reschedule
from booking.lifecycle.noting import write_note
from booking.lifecycle.series import Move, Session, book_series, cancel_series, move_series
from booking.lifecycle.undoing import UNDO_WITHIN, undo, undo_series
from booking.lifecycle.visiting import arrive, complete, no_show, start
from booking.refusals import (
    CannotBeKept,
    HoldExpired,
    NotBookable,
    PatientBusy,
    Refused,
    SessionRefused,
    SlotTaken,
    StateChanged,
    TakenBack,
    TooLate,
    TooManyHolds,
    UnknownChoice,
)

__all__ = [
    "UNDO_WITHIN",
    "Actor",
    "AlreadyMerged",
    "CannotBeKept",
    "HoldExpired",
    "InTwoPlaces",
    "Move",
    "NotBookable",
    "PatientBusy",
    "Refused",
    "Session",
    "SessionRefused",
    "SlotTaken",
    "StateChanged",
    "TakenBack",
    "TooLate",
    "TooManyHolds",
    "UnknownChoice",
    "Visitor",
    "arrive",
    "attend_together",
    "book",
    "book_series",
    "cancel",
    "cancel_series",
    "complete",
    "confirm",
    "expire",
    "hold",
    "merge_patients",
    "move_series",
    "no_show",
    "release",
    "reschedule",
    "say_attending",
    "start",
    "undo",
    "undo_series",
    "write_note",
]
