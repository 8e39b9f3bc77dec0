"""What keeps a free start from being offered to somebody; a fixed number of queries for all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from booking.lifecycle import UNDO_WITHIN
from booking.models import (
    Appointment,
    AppointmentEvent,
    EventKind,
    WaitlistEntry,
    WaitlistOffer,
)
from booking.waiting.free import Fit
from timeline.intervals import Interval

# More than all desks together can do within the time in which they may undo it.
LATEST_EVENTS = 200


# A patient, a location, a treatment.
_Wanted = tuple[int, int, int]


@dataclass(frozen=True)
class _Session:
    interval: Interval
    appointment: int


@dataclass(frozen=True)
class _Freed:
    """Who and what had a place that the desk may yet put back."""

    therapist: int
    location: int
    interval: Interval

    def bars(self, fit: Fit, entry: WaitlistEntry) -> bool:
        """Whoever takes another therapist at the location may take the room that is needed."""
        is_near = self.location == entry.location_id or self.therapist in fit.therapists
        return is_near and self.interval.overlaps(Interval(fit.starts_at, fit.blocked_until))


class Obstacles:
    """What the people of a line have planned, were asked before, and what may yet come back."""

    def __init__(self, line: list[WaitlistEntry], now: datetime) -> None:
        self._busy: dict[int, list[_Session]] = defaultdict(list)
        self._asked: dict[_Wanted, list[Interval]] = defaultdict(list)
        self._blocked: dict[int, list[Interval]] = defaultdict(list)
        patients = {entry.patient_id for entry in line}
        self._note_sessions(patients, now)
        self._note_open_offers(patients)
        self._note_answers(patients, now)
        self._freed = list(_may_come_back(now))

    def allow(self, entry: WaitlistEntry, fit: Fit) -> bool:
        """Whether the start may be offered to the entry's patient.

        Not while they are elsewhere, not what overlaps a start that they let go before, not what
        the desk has just freed, and not what nobody is left to give.
        """
        session = Interval(fit.starts_at, fit.ends_at)
        if any(
            one.interval.overlaps(session) and one.appointment != entry.instead_of_id
            for one in self._busy[entry.patient_id]
        ):
            return False
        if any(asked.overlaps(session) for asked in self._asked[_wanted(entry)]):
            return False
        if any(freed.bars(fit, entry) for freed in self._freed):
            return False
        blocked = Interval(fit.starts_at, fit.blocked_until)
        return any(
            not any(one.overlaps(blocked) for one in self._blocked[therapist])
            for therapist in fit.therapists
        )

    def add(self, offer: WaitlistOffer) -> None:
        """From now on this start is kept for somebody."""
        held = offer.appointment
        self._blocked[held.therapist_id].append(Interval(held.starts_at, held.blocked_until))
        self._busy[offer.entry.patient_id].append(_Session(held.interval, held.pk))

    def _note_sessions(self, patients: Iterable[int], now: datetime) -> None:
        sessions = Appointment.objects.blocking().filter(patient__in=patients, ends_at__gt=now)
        for one in sessions.only("patient_id", "starts_at", "ends_at"):
            if one.patient_id:
                self._busy[one.patient_id].append(_Session(one.interval, one.pk))

    def _note_open_offers(self, patients: Iterable[int]) -> None:
        """Somebody may wait twice: two offers must not be at the same time."""
        for offer in WaitlistOffer.objects.open().filter(entry__patient__in=patients).to_show():
            held = offer.appointment
            self._busy[offer.entry.patient_id].append(_Session(held.interval, held.pk))

    def _note_answers(self, patients: Iterable[int], now: datetime) -> None:
        """By whichever entry they were asked: of several, or one that they have left since."""
        answered = WaitlistOffer.objects.exclude(answer=WaitlistOffer.Answer.NONE)
        coming = answered.filter(entry__patient__in=patients, appointment__ends_at__gt=now)
        for offer in coming.select_related("appointment", "entry"):
            self._asked[_wanted(offer.entry)].append(offer.appointment.interval)


def _wanted(entry: WaitlistEntry) -> _Wanted:
    return entry.patient_id, entry.location_id, entry.treatment_id


def _may_come_back(now: datetime) -> Iterator[_Freed]:
    """What the desk has freed so short a time ago that it may undo it."""
    latest = AppointmentEvent.objects.select_related("appointment").order_by("-pk")[:LATEST_EVENTS]
    for event in latest:
        if event.at + UNDO_WITHIN < now or event.actor_kind != "staff":
            continue
        if event.kind in (EventKind.CANCELLED, EventKind.RESCHEDULED):
            was = event.details.get("before", event.details)
            start, end = (
                datetime.fromisoformat(was[name]) for name in ("starts_at", "blocked_until")
            )
            yield _Freed(was["therapist"], event.appointment.location_id, Interval(start, end))
