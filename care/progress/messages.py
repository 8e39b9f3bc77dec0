"""The messages of the day after: to the patient with a link, and to the therapist without a name.

Neither says anything of health. That a therapist was told is not linked to an appointment, because
whoever reads the list of messages would learn from it whose answer was a bad one. Nor does its time
tell: all answers of half an hour are told of at its end, and the row says nothing of when it came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_noop as _

from accounts.models import User
from booking.messages import reminder_channels
from booking.models import Appointment, Status
from booking.quiet import hold_back_reminder
from booking.whys import in_english
from care.models import CheckIn
from care.progress.unseen import managers, readers, unseen_by, unseen_by_nobody
from patients.models import Patient
from reminders.models import Channel, OutgoingMessage
from reminders.outbox import enqueue
from reminders.registry import Later
from therapists.models import Therapist

ASKED, ANSWERED, UNREAD = "check_in", "check_in_answered", "check_in_unread"
SUBJECT, THERAPIST_SUBJECT, MANAGER_SUBJECT = "check-in:", "therapist:", "manager:"
# One message for all answers of these minutes, by the clock: at the full and at the half hour.
TOGETHER = timedelta(minutes=30)
# What is saved just before is there when the message goes.
STILL_SAVING = timedelta(minutes=1)
LAPSES_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class Waiting:
    """Whom a message tells, and whether a bad answer waits for them that is not ticked off."""

    user: User | None
    called: str
    waits: bool


def ask(appointment: Appointment, *, due_at: datetime, not_after: datetime) -> None:
    """Writes the message over the channels that the patient chose to be reminded by; maybe none."""
    if appointment.patient is None or due_at >= not_after:
        return
    for channel in reminder_channels(appointment.patient):
        enqueue(
            subject=f"{SUBJECT}{appointment.pk}",
            version=0,
            kind=ASKED,
            channel=channel,
            due_at=due_at,
            not_after=not_after,
        )


def fetch(messages: Sequence[OutgoingMessage]) -> Mapping[int, CheckIn]:
    """The check-ins that messages ask for, by message key; one query."""
    keys = {message.pk: int(message.subject.removeprefix(SUBJECT)) for message in messages}
    rows = CheckIn.objects.filter(appointment__in=set(keys.values())).select_related(
        "appointment__location__policy",
        "appointment__therapist",
        "appointment__treatment",
        "appointment__patient__account",
    )
    found = {row.appointment_id: row for row in rows}
    return {message: found[key] for message, key in keys.items() if key in found}


def still_holds(message: OutgoingMessage, check_in: CheckIn, now: datetime) -> Later | str:
    """Why it must not be asked any more, or not at this hour; empty: it holds."""
    appointment = check_in.appointment
    if appointment.status != Status.COMPLETED or appointment.patient is None:
        return f"The appointment is {in_english(Status(appointment.status).label)}."
    if check_in.answered_at:
        return _("The patient has answered already.")
    if message.channel not in reminder_channels(appointment.patient):
        return f"The patient has no address for it, or chose no {Channel(message.channel).label}."
    return hold_back_reminder(message, appointment.location, now)


def tell(therapist: Therapist, patient: Patient, *, now: datetime) -> None:
    """Tells whoever reads the answer that one waits, once for all of half an hour.

    Where nobody may read it, managers are told, without whose it is.
    """
    whom = readers(therapist, patient)
    for one in whom:
        _tell(f"{THERAPIST_SUBJECT}{one.pk}", ANSWERED, now)
    for user in () if whom else managers():
        _tell(f"{MANAGER_SUBJECT}{user.pk}", UNREAD, now)


def told_at(now: datetime) -> datetime:
    """The full or half hour at which an answer of now is told of."""
    halves = (now + STILL_SAVING).timestamp() // TOGETHER.total_seconds() + 1
    return datetime.fromtimestamp(halves * TOGETHER.total_seconds(), UTC)


def _tell(subject: str, kind: str, now: datetime) -> None:
    due_at = told_at(now)
    version = int(due_at.timestamp() // TOGETHER.total_seconds())
    enqueue(
        subject=subject,
        version=version,
        kind=kind,
        channel=Channel.EMAIL,
        due_at=due_at,
        not_after=due_at + LAPSES_AFTER,
    )
    # When it was written is when somebody answered.
    rows = OutgoingMessage.objects.filter(subject=subject, version=version, kind=kind)
    rows.update(created_at=due_at)


def fetch_waiting(messages: Sequence[OutgoingMessage]) -> Mapping[int, Waiting]:
    """The therapists whom messages tell, and whether something waits; a query for each of them."""
    keys = {message.pk: _key(message, THERAPIST_SUBJECT) for message in messages}
    therapists = Therapist.objects.select_related("user").in_bulk(set(keys.values()))
    latest = max(message.due_at for message in messages)
    found = {
        key: Waiting(one.user, one.first_name, one.user is not None and _waits(one.user, latest))
        for key, one in therapists.items()
    }
    return {message: found[key] for message, key in keys.items() if key in found}


def fetch_unread(messages: Sequence[OutgoingMessage]) -> Mapping[int, Waiting]:
    """The managers to tell, and whether an answer waits that nobody reads; two queries."""
    keys = {message.pk: _key(message, MANAGER_SUBJECT) for message in messages}
    latest = max(message.due_at for message in messages)
    waits = any(row.needs_a_look for row in unseen_by_nobody(now=latest))
    found = {user.pk: Waiting(user, user.get_short_name(), waits) for user in managers()}
    return {message: found[key] for message, key in keys.items() if key in found}


def still_waits(_message: OutgoingMessage, waiting: Waiting, _now: datetime) -> str:
    """Why nobody must be told any more; empty: an answer waits."""
    if waiting.user is None or not waiting.user.is_active or not waiting.user.email:
        return _("There is no account to write to.")
    return "" if waiting.waits else _("Nothing waits any more.")


def _waits(user: User, now: datetime) -> bool:
    return any(row.needs_a_look for row in unseen_by(user, now=now))


def _key(message: OutgoingMessage, subject: str) -> int:
    return int(message.subject.removeprefix(subject))
