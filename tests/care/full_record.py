"""One of everything in Alice's record."""

from datetime import date, datetime, timedelta
from typing import Any

from booking.models import Appointment, Status
from care.models import (
    Addendum,
    BreakGlass,
    CheckIn,
    Consent,
    ConsentText,
    CourseOfCare,
    DisabilityScore,
    Intake,
    PainScore,
    SessionNote,
)
from tests.care.people import Cast

ENTERED = datetime.fromisoformat("2027-05-12T18:00:00+00:00")
CONTENT: tuple[Any, ...] = (
    *(Intake, Consent, SessionNote, Addendum, PainScore, DisabilityScore, CheckIn),
    *(CourseOfCare, BreakGlass),
)


def fill(cast: Cast, word: str = "rest", *, at: datetime = ENTERED) -> None:
    """In her own words and her therapist's, each with `word` in it."""
    session = cast.appointment
    Appointment.objects.filter(pk=session.pk).update(status=Status.COMPLETED, desk_note="Stairs.")
    _what_she_wrote(cast, word, at)
    _what_maya_wrote(cast, word, at)
    hour = {"opened_at": at, "until": at + timedelta(hours=1)}
    BreakGlass.objects.create(patient=cast.alice, user=cast.users["mona"], reason=word, **hour)


def _what_she_wrote(cast: Cast, word: str, at: datetime) -> None:
    of = {"patient": cast.alice, "appointment": cast.appointment}
    sent = {"started_at": at, "saved_at": at, "submitted_at": at}
    Intake.objects.create(**of, answers={"reason": word, "areas": ["calf_left"]}, **sent)
    for text in ConsentText.objects.all():
        Consent.objects.create(patient=cast.alice, text=text, signed_name=word, given_at=at)
    PainScore.objects.create(**of, source="before", value=7, at=at)
    asked = {"asked_at": at, "answered_at": at}
    DisabilityScore.objects.create(**of, **asked, occasion="start", items=[1, 2])
    answers = {"soreness": "little", "bruising": False, "pain": 3, "words": word}
    CheckIn.objects.create(**of, **asked, answers=answers)


def _what_maya_wrote(cast: Cast, word: str, at: datetime) -> None:
    of = {"patient": cast.alice, "therapist": cast.appointment.therapist}
    note = SessionNote(**of, appointment=cast.appointment, started_at=at, saved_at=at)
    note.content, note.signed_at, note.signed_by = {"plan": word}, at, cast.users["maya"]
    note.save()
    Addendum.objects.create(note=note, author=cast.users["maya"], text=word, written_at=at)
    days = {"starts_on": date(2027, 5, 1), "review_on": date(2027, 6, 1)}
    CourseOfCare.objects.create(**of, planned_sessions=4, every_days=7, aim=word, **days)


def rows_and_copies() -> dict[str, int]:
    """How many are left of each kind, and of its history."""
    kinds = [*CONTENT, *(model.pgh_event_model for model in CONTENT)]
    return {kind.__name__: kind.objects.count() for kind in kinds}
