"""What stands on the card of one session: the facts, what to know, and what can be done now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from phonenumber_field.phonenumber import PhoneNumber, to_python

from booking.models import Appointment, AppointmentEvent, EventKind, Status
from booking.templatetags.clinic_time import clinic_time
from booking.together import GivenKeys, Together, partly
from care.briefing import QUESTIONS, Briefing, briefings, given
from roster.booked import Booked
from roster.day import Day, Line, LineKind
from roster.drawing import Drawn, Facts, draw_between, draw_session
from roster.late.shown import Lateness

UNDOABLE = (EventKind.ARRIVED, EventKind.STARTED, EventKind.COMPLETED)
OVER = (Status.COMPLETED, Status.NO_SHOW)
# So long before the agreed start the button to start is under the thumb.
SOON = timedelta(minutes=30)


@dataclass(frozen=True)
class Card:
    """A session; `latest` is what happened to it last."""

    line: Line
    booked: Booked
    appointment: Appointment
    briefing: Briefing
    latest: AppointmentEvent | None
    late_start: datetime | None
    is_today: bool
    is_steppable: bool
    is_undoable: bool
    # Where it is, on a day at several locations.
    place: str

    @property
    def name(self) -> str:
        """The preferred name, and the family's."""
        patient = self.appointment.patient
        return f"{patient.called} {patient.family_name}" if patient else ""

    @property
    def phone(self) -> PhoneNumber | None:
        return to_python(self.booked.phone) if self.booked.phone else None

    @property
    def drawn(self) -> Drawn:
        """What the card says beside the record."""
        return draw_session(_facts(self))

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
        return self.appointment.status == Status.COMPLETED and self.briefing.note != "signed"


@dataclass(frozen=True)
class Row:
    """A line of the day, with a card where it is a session."""

    line: Line
    card: Card | None

    @property
    def between(self) -> SafeString:
        """What is drawn of a line that is no session; empty for time off, which has its reason."""
        line = self.line
        if line.kind == LineKind.AWAY:
            return SafeString()
        return draw_between(line.kind, clinic_time(line.time.start, line.location), line.length)


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
    """The whole day; one query, however many sessions."""
    known, latest = _known(day, now)
    several = day.several_locations

    def card(line: Line) -> Card | None:
        if line.kind != LineKind.SESSION or line.booked is None:
            return None
        one = line.booked.appointment
        event = latest.get(one.pk)
        return Card(
            line=line,
            booked=line.booked,
            appointment=one,
            briefing=known[one.pk],
            latest=event,
            late_start=lateness.start_of(one) if lateness else None,
            is_today=day.day == today,
            is_steppable=day.day <= today,
            is_undoable=day.day == today and _is_undoable(event),
            place=one.location.name if several else "",
        )

    return [Row(line, card(line)) for line in day.lines]


def _facts(card: Card) -> Facts:
    one, event = card.appointment, card.latest
    patient, place = one.patient, one.location
    return Facts(
        pk=one.pk,
        patient=one.patient_id,
        name=card.name,
        pronouns=patient.pronouns if patient else "",
        status=one.status,
        is_over=card.is_over,
        starts=clinic_time(one.starts_at, place),
        ends=clinic_time(one.ends_at, place),
        late_start=clinic_time(card.late_start, place) if card.late_start else "",
        treatment=card.booked.treatment,
        minutes=one.minutes,
        room=card.booked.room,
        place=card.place,
        will_be_there=one.attending_since is not None,
        latest=event.pk if event else None,
        latest_at=clinic_time(event.at, place) if event else "",
        to_undo=event.get_kind_display() if event and card.is_undoable else "",
        is_today=card.is_today,
        next_step=card.next_step,
        may_arrive=card.may_arrive,
        note=card.briefing.note,
        wants_note=card.wants_note,
    )


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


def _latest() -> QuerySet[Any, Any]:
    """What happened to each session last; a note of the desk is nothing that happened."""
    events = AppointmentEvent.objects.filter(appointment__in=GivenKeys("sessions"))
    newest = events.exclude(kind=EventKind.NOTED).order_by("appointment_id", "-pk")
    return newest.distinct("appointment_id").values(
        "id", "appointment_id", "kind", "at", "actor_kind"
    )


ASKED = Together(**QUESTIONS, latest=_latest)


def _known(day: Day, now: datetime) -> tuple[dict[int, Briefing], dict[int, AppointmentEvent]]:
    """What to know before each session, and what happened to it last; one query."""
    sessions = day.sessions
    if not sessions:
        return {}, {}
    said = ASKED.ask(**given(sessions, today=day.day, now=now))
    latest = {row["appointment_id"]: _event(row) for row in said["latest"]}
    return briefings(sessions, said, now=now), latest


def _event(row: dict[str, Any]) -> AppointmentEvent:
    return partly(AppointmentEvent, row | {"at": datetime.fromisoformat(row["at"])})
