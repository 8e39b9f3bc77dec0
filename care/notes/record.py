"""What the page of one patient shows: what to know, sessions with their notes, the last notes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet

from accounts.models import User
from booking.models import Appointment, Status
from care.access import TREATED_IN
from care.body import labels
from care.intake.flags import to_call
from care.models import Intake, SessionNote
from care.notes.writing import BEGUN
from care.questions import PRESSURES
from patients.models import Patient
from timeline.wall import local_date
from treatments.safety import CAUTIONS, Caution

COMING_SHOWN = 6
PAST_SHOWN = 15
NOTES_SHOWN = 3
# Those with a red flag are left out; the last one without it is among so many.
INTAKES_READ = 4
WAITING = (Status.BOOKED, Status.ARRIVED)
STILL_ON = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION)


@dataclass(frozen=True)
class Visit:
    """A session and its note.

    `state`: open while the session lasts, then missing; draft, signed; empty where none is due.
    """

    appointment: Appointment
    state: str
    is_own: bool


@dataclass(frozen=True)
class Known:
    """What the latest intake says that a therapist must not miss."""

    intake: Intake
    cautions: tuple[Caution, ...]
    allergies: str
    conditions: str
    medication: str
    pressure: str
    avoid: tuple[str, ...]


def known(patient: Patient) -> Known | None:
    """From the latest intake that was sent, those with a red flag left out; one query."""
    sent = Intake.objects.filter(patient=patient).submitted()
    latest = sent.select_related("appointment__location")[:INTAKES_READ]
    intake = next((one for one in latest if not one.call_before_visit), None)
    if intake is None:
        return None
    answers: dict[str, Any] = intake.answers
    chosen = answers.get("cautions") or ()
    words = [answers.get("avoid_words") or ""]
    return Known(
        intake=intake,
        cautions=tuple(one for one in CAUTIONS if one.key in chosen),
        allergies=answers.get("allergies") or "",
        conditions=answers.get("conditions") or "",
        medication=answers.get("medication") or "",
        pressure=str(PRESSURES.get(answers.get("pressure") or "", "")),
        avoid=tuple(part for part in (*labels(answers.get("avoid") or []), *words) if part),
    )


def coming(patient: Patient, reader: User, now: datetime) -> list[Visit]:
    """What is still to come or going on, the next first; one query."""
    rows = _sessions(patient).filter(_is_on(now)).order_by("starts_at")[:COMING_SHOWN]
    return [_visit(row, reader, "open") for row in rows]


def is_to_be_called(visits: list[Visit]) -> bool:
    """Whether somebody should call before one of these visits; one query."""
    before = [one.appointment.pk for one in visits if one.appointment.status in WAITING]
    return bool(to_call(before))


def past(patient: Patient, reader: User, now: datetime, page: str) -> tuple[list[Visit], Page[Any]]:
    """What is over, the last first; a page of it, for odd numbers the nearest. Two queries."""
    rows = _sessions(patient).exclude(_is_on(now)).order_by("-starts_at")
    shown = Paginator(rows, PAST_SHOWN).get_page(page)
    return [_visit(row, reader, "missing") for row in shown], shown


def latest_notes(patient: Patient) -> list[SessionNote]:
    """The last few notes, drafts too; one query."""
    notes = SessionNote.objects.filter(patient=patient)
    told = notes.select_related("therapist", "appointment__location", "appointment__treatment")
    return list(told.order_by("-appointment__starts_at")[:NOTES_SHOWN])


def age(patient: Patient, now: datetime, visits: list[Visit]) -> int | None:
    """In whole years, on the date at the clinic."""
    born = patient.date_of_birth
    if born is None:
        return None
    today = local_date(now, visits[0].appointment.zone) if visits else now.date()
    return today.year - born.year - (_day_of_year(today) < _day_of_year(born))


def _day_of_year(day: date) -> tuple[int, int]:
    return day.month, day.day


def _sessions(patient: Patient) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(patient=patient, status__in=TREATED_IN)
    return rows.select_related("location", "therapist", "treatment").annotate(
        note_key=F("session_note__pk"), note_signed_at=F("session_note__signed_at")
    )


def _is_on(now: datetime) -> Q:
    return Q(status__in=STILL_ON, ends_at__gt=now)


def _visit(row: Any, reader: User, without: str) -> Visit:
    is_own = row.therapist.user_id == reader.pk
    if row.note_signed_at:
        return Visit(row, "signed", is_own)
    if row.note_key:
        return Visit(row, "draft", is_own)
    return Visit(row, without if row.status in BEGUN else "", is_own)
