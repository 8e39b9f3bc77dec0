"""Session notes: what therapists write after a session, sign, and later add to."""

from care.notes.refusals import (
    NotBegun,
    NoteChanged,
    NoteIsSigned,
    NoteRefused,
    NothingToCopy,
    NothingWritten,
    NotSignedYet,
    NotTheirSession,
)
from care.notes.writing import add, from_last, from_template, may_add, may_write, sign, write

__all__ = [
    "NotBegun",
    "NotSignedYet",
    "NotTheirSession",
    "NoteChanged",
    "NoteIsSigned",
    "NoteRefused",
    "NothingToCopy",
    "NothingWritten",
    "add",
    "from_last",
    "from_template",
    "may_add",
    "may_write",
    "sign",
    "write",
]
