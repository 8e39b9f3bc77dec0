"""The care record. Everything clinical is sealed (`care.fields`); nobody reads it but `care`."""

from care.models.intake import Consent, ConsentKind, ConsentText, Intake
from care.models.notes import Addendum, NoteTemplate, SessionNote
from care.models.privacy import (
    BreakGlass,
    ErasureRequest,
    ErasureState,
    Part,
    RecordAccess,
    RecordKeeping,
    Verb,
)
from care.models.progress import (
    CheckIn,
    CourseOfCare,
    DisabilityScore,
    Occasion,
    PainScore,
    PainSource,
)

__all__ = [
    "Addendum",
    "BreakGlass",
    "CheckIn",
    "Consent",
    "ConsentKind",
    "ConsentText",
    "CourseOfCare",
    "DisabilityScore",
    "ErasureRequest",
    "ErasureState",
    "Intake",
    "NoteTemplate",
    "Occasion",
    "PainScore",
    "PainSource",
    "Part",
    "RecordAccess",
    "RecordKeeping",
    "SessionNote",
    "Verb",
]
