"""One message about several appointments of a patient, where the desk changes them in one go.

Each change writes its own message as ever, in its own transaction but due only later (`GATHERING`):
whatever breaks on the way, nobody stays untold. `tell_together` then puts one message in the place
of a patient's several. It is about those of them that still hold when it goes; when only one does,
it says what that one would have said. Text messages that wait for the end of quiet hours are told
together then, whatever of the same night joins them. The texts stand in `booking.digest.letters`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from booking import messages
from booking.digest.rows import KIND, TOGETHER
from booking.locking import lock_patients, one_transaction
from booking.models import Appointment, AppointmentEvent, EventKind
from booking.quiet import hold_back_text
from booking.refusals import SlotTaken
from patients.models import Patient
from reminders.models import Channel, OutgoingMessage, State
from reminders.outbox import enqueue, withdraw_these
from reminders.registry import Later
from therapists.models import Therapist

# With the number of the first of the appointments: it goes where its patient's record goes.
SUBJECT = "together:"
# Longer than the desk's changes take, and than any of them can be undone.
GATHERING = timedelta(seconds=30)
GATHERED = (*messages.NEWS, messages.Kind.ASKED_TO_MOVE)


@dataclass(frozen=True)
class Change:
    """What one appointment's own message would have said, and where it was `before` a move."""

    message: OutgoingMessage
    appointment: Appointment
    before: datetime | None = None
    therapist_before: Therapist | None = None


@dataclass(frozen=True)
class News:
    """All that is told together, in the order of time."""

    changes: list[Change]

    def holding(self, now: datetime) -> list[Change]:
        return [one for one in self.changes if not _why_not(one, now)]


def tell_together(appointments: Iterable[Appointment], *, due_at: datetime) -> None:
    """One message for each patient who else would get several at once.

    They are due at `due_at`, or after it at the end of quiet hours.
    """
    by_patient: dict[Patient, list[Appointment]] = defaultdict(list)
    for one in appointments:
        if one.patient is not None:
            by_patient[one.patient].append(one)
    for patient, theirs in by_patient.items():
        # Where the database is too busy for it, each message goes by itself.
        with suppress(SlotTaken):
            _gather(patient=patient, appointments=theirs, due_at=due_at)


@one_transaction
def _gather(*, patient: Patient, appointments: Sequence[Appointment], due_at: datetime) -> None:
    """What a worker has got hold of meanwhile goes by itself, and so does what is alone."""
    lock_patients(patient.pk)
    subjects = [messages.subject_of(one) for one in appointments]
    waiting = OutgoingMessage.objects.filter(
        subject__in=subjects, kind__in=GATHERED, state=State.DUE, due_at__gte=due_at
    )
    at_once: dict[tuple[str, datetime], list[OutgoingMessage]] = defaultdict(list)
    for one in waiting.order_by("pk").select_for_update():
        if one.next_try_at == one.due_at:
            at_once[one.channel, one.due_at].append(one)
    for (channel, goes_at), several in at_once.items():
        if _goes_already(patient, channel, goes_at):
            withdraw_these(several, reason=TOGETHER)
        elif len(several) > 1:
            _replace(several, f"{SUBJECT}{appointments[0].pk}", Channel(channel), goes_at)


def _goes_already(patient: Patient, channel: str, due_at: datetime) -> bool:
    """Whether one message is due at that moment already, and tells of whatever joins it."""
    standing = OutgoingMessage.objects.filter(
        kind=KIND, channel=channel, due_at=due_at, state=State.DUE
    ).order_by("pk")
    firsts = [int(one.subject.removeprefix(SUBJECT)) for one in standing.select_for_update()]
    return Appointment.objects.filter(pk__in=firsts, patient=patient).exists()


def _replace(
    several: Sequence[OutgoingMessage], subject: str, channel: Channel, due_at: datetime
) -> None:
    earlier = OutgoingMessage.objects.filter(subject=subject, kind=KIND, channel=channel)
    enqueue(
        subject=subject,
        version=(earlier.aggregate(last=Max("version"))["last"] or 0) + 1,
        kind=KIND,
        channel=channel,
        due_at=due_at,
        not_after=max(one.not_after for one in several),
    )
    withdraw_these(several, reason=TOGETHER)


def fetch(outgoing: Sequence[OutgoingMessage]) -> Mapping[int, News]:
    """What messages are about, by message key; six queries."""
    firsts = {one.pk: int(one.subject.removeprefix(SUBJECT)) for one in outgoing}
    patients = dict(Appointment.objects.filter(pk__in=firsts.values()).values_list("pk", "patient"))
    shown = Appointment.objects.to_show().prefetch_related("attention")
    coming = shown.filter(
        patient__in=patients.values(), starts_at__gt=min(one.due_at for one in outgoing)
    )
    by_subject = {messages.subject_of(one): one for one in coming.order_by("starts_at", "pk")}
    moves = _latest_moves(by_subject.values())
    gathered = _gathered(by_subject, outgoing)
    return {
        one.pk: News(
            [
                Change(row, appointment, *moves.get(appointment.pk, (None, None)))
                for subject, appointment in by_subject.items()
                if appointment.patient_id == patients[firsts[one.pk]]
                and (row := gathered.get((subject, one.channel, one.due_at)))
            ]
        )
        for one in outgoing
        if patients.get(firsts[one.pk])
    }


def _gathered(
    subjects: Iterable[str], outgoing: Sequence[OutgoingMessage]
) -> dict[tuple[str, str, datetime], OutgoingMessage]:
    rows = OutgoingMessage.objects.filter(
        subject__in=list(subjects),
        kind__in=GATHERED,
        error=TOGETHER,
        next_try_at__in={one.due_at for one in outgoing},
    )
    # Of several kinds about one appointment, the one that speaks of its latest version.
    return {(row.subject, row.channel, row.next_try_at): row for row in rows.order_by("version")}


def _latest_moves(
    appointments: Iterable[Appointment],
) -> dict[int, tuple[datetime, Therapist | None]]:
    """When, and with whom, each was before its latest move."""
    moves = AppointmentEvent.objects.filter(
        appointment__in=list(appointments), kind=EventKind.RESCHEDULED
    ).order_by("pk")
    before: dict[int, dict[str, Any]] = {
        move.appointment_id: move.details["before"] for move in moves
    }
    therapists = Therapist.objects.in_bulk({facts["therapist"] for facts in before.values()})
    return {
        key: (datetime.fromisoformat(facts["starts_at"]), therapists.get(facts["therapist"]))
        for key, facts in before.items()
    }


def still_holds(message: OutgoingMessage, news: News, now: datetime) -> Later | str:
    """Why the message must not go any more, or not at this hour; empty: it holds."""
    if holding := news.holding(now):
        first = holding[0].appointment
        return hold_back_text(message, first.location, now, needed_by=first.starts_at)
    reasons = [_why_not(one, now) for one in news.changes]
    return reasons[0] if reasons else "Nothing of it is still to come."


def _why_not(change: Change, now: datetime) -> str:
    return messages.why_not(change.message, change.appointment, now)
