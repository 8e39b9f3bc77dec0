"""What stands on the card of one session: the facts, what to know, and what can be done now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from phonenumber_field.phonenumber import PhoneNumber

from booking.models import Appointment, AppointmentEvent, EventKind, Status
from care.briefing import Briefing, briefings
from care.models import SessionNote
from care.progress.courses import due_for_review
from roster.booked import Booked
from roster.day import Day, Line, LineKind
from roster.late.shown import Lateness

UNDOABLE = (EventKind.ARRIVED, EventKind.STARTED, EventKind.COMPLETED)
OVER = (Status.COMPLETED, Status.NO_SHOW)
# So long before the agreed start the button to start is under the thumb.
SOON = timedelta(minutes=30)


@dataclass(frozen=True)
class Card:
    """A session; `latest` is what happened to it last, `note` "", "draft" or "signed"."""

    line: Line
    booked: Booked
    appointment: Appointment
    briefing: Briefing
    latest: AppointmentEvent | None
    note: str
    late_start: datetime | None
    is_steppable: bool
    is_undoable: bool
    review_is_due: bool

    @property
    def name(self) -> str:
        """The preferred name, and the family's."""
        patient = self.appointment.patient
        return f"{patient.called} {patient.family_name}" if patient else ""

    @property
    def phone(self) -> PhoneNumber | None:
        return PhoneNumber.from_string(self.booked.phone) if self.booked.phone else None

    @property
    def is_over(self) -> bool:
        return self.appointment.status in OVER

    @property
    def next_step(self) -> str:
        """The verb of the button that comes next, or an empty string."""
        if not self.is_steppable:
            return ""
        if self.appointment.status in (Status.BOOKED, Status.ARRIVED):
            return "start"
        return "complete" if self.appointment.status == Status.IN_SESSION else ""

    @property
    def may_arrive(self) -> bool:
        return self.is_steppable and self.appointment.status == Status.BOOKED

    @property
    def wants_note(self) -> bool:
        return self.appointment.status == Status.COMPLETED and self.note != "signed"


@dataclass(frozen=True)
class Row:
    """A line of the day, with a card where it is a session."""

    line: Line
    card: Card | None


@dataclass(frozen=True)
class Earlier:
    """What is over and out of the way; `rows` as on the rest of the day."""

    rows: list[Row]

    @property
    def sessions(self) -> int:
        return sum(row.card is not None for row in self.rows)

    @property
    def unwritten(self) -> int:
        """How many of them want a note."""
        return sum(row.card is not None and row.card.wants_note for row in self.rows)


@dataclass(frozen=True)
class Thumb:
    """What lies under the thumb: the session to finish or to start, the note to write."""

    step: Card | None
    note: Card | None


def make_rows(day: Day, lateness: Lateness | None, *, today: date, now: datetime) -> list[Row]:
    """The whole day; five queries, however many sessions."""
    sessions = day.sessions
    reviews = _reviews(sessions, day.day)
    known = briefings(sessions, now=now)
    notes = _notes(sessions)

    def card(line: Line) -> Card | None:
        if line.kind != LineKind.SESSION or line.booked is None:
            return None
        one, event = line.booked.appointment, line.booked.latest
        return Card(
            line=line,
            booked=line.booked,
            appointment=one,
            briefing=known[one.pk],
            latest=event,
            note=notes.get(one.pk, ""),
            late_start=lateness.start_of(one) if lateness else None,
            is_steppable=day.day <= today,
            is_undoable=day.day == today and _is_undoable(event),
            review_is_due=one.patient_id in reviews,
        )

    return [Row(line, card(line)) for line in day.lines]


def tuck_away(rows: list[Row]) -> tuple[Earlier, list[Row]]:
    """What is over but the last of it, and the rest; nothing once nobody is to come any more."""
    places = [place for place, row in enumerate(rows) if row.card]
    over = list(takewhile(lambda place: _is_over(rows[place]), places))
    # The last one stays: its note is to be written, and a wrong tap to be undone.
    first = over[-1] if 1 < len(over) < len(places) else 0
    return Earlier(rows[:first]), rows[first:]


def _is_over(row: Row) -> bool:
    return row.card is not None and row.card.is_over


def under_the_thumb(rows: Iterable[Row], *, now: datetime) -> Thumb:
    """The session under way; else the one that is due, and the note of the one before."""
    cards = [row.card for row in rows if row.card]
    under_way = [one for one in cards if one.next_step == "complete"]
    if under_way:
        return Thumb(under_way[-1], None)
    due = [one for one in cards if one.next_step == "start" and _is_due(one, now)]
    unwritten = [one for one in cards if one.wants_note]
    return Thumb(due[0] if due else None, unwritten[-1] if unwritten else None)


def _is_due(card: Card, now: datetime) -> bool:
    one = card.appointment
    return one.ends_at > now and (one.status == Status.ARRIVED or one.starts_at - SOON <= now)


def _is_undoable(event: AppointmentEvent | None) -> bool:
    return event is not None and event.kind in UNDOABLE and event.actor_kind == "staff"


def _reviews(sessions: list[Appointment], day: date) -> set[int]:
    """Patients with whom a course of care is to be looked back at."""
    patients = {one.patient_id for one in sessions if one.patient_id}
    if not patients:
        return set()
    return due_for_review(patients, therapist=sessions[0].therapist_id, today=day)


def _notes(sessions: list[Appointment]) -> dict[int, str]:
    """How far each session's note is."""
    rows = SessionNote.objects.filter(appointment__in=[one.pk for one in sessions])
    return {
        appointment: "signed" if signed_at else "draft"
        for appointment, signed_at in rows.values_list("appointment", "signed_at")
    }
