"""The care record. Everything clinical is sealed (`care.fields`); nobody reads it but `care`."""

from care.models.intake import (
    ENGLISH,
    FRENCH,
    Consent,
    ConsentKind,
    ConsentText,
    Intake,
    reading_language,
)
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
    "ENGLISH",
    "FRENCH",
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
    "reading_language",
]
