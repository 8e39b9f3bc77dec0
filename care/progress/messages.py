"""The messages of the day after: to the patient with a link, and to the therapist without a name.

Neither says anything of health. That a therapist was told is not linked to an appointment, because
whoever reads the list of messages would learn from it whose answer was a bad one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.messages import reminder_channels
from booking.models import Appointment, Status
from care.models import CheckIn
from reminders.models import Channel, OutgoingMessage
from reminders.outbox import enqueue
from therapists.models import Therapist

ASKED, ANSWERED = "check_in", "check_in_answered"
SUBJECT, THERAPIST_SUBJECT = "check-in:", "therapist:"
# One message for all answers of these minutes.
TOGETHER = timedelta(minutes=10)
THERAPIST_LAPSES_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class Waiting:
    """A therapist, and when the bad answers came that they have not ticked off."""

    therapist: Therapist
    answered_at: list[datetime]


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
        "appointment__location", "appointment__therapist", "appointment__patient__account"
    )
    found = {row.appointment_id: row for row in rows}
    return {message: found[key] for message, key in keys.items() if key in found}


def still_holds(message: OutgoingMessage, check_in: CheckIn, _now: datetime) -> str:
    """Why it must not be asked any more; empty: it holds."""
    appointment = check_in.appointment
    if appointment.status != Status.COMPLETED or appointment.patient is None:
        return f"The appointment is {appointment.get_status_display().lower()}."
    if check_in.answered_at:
        return "The patient has answered already."
    if message.channel not in reminder_channels(appointment.patient):
        return f"The patient has no address for it, or chose no {Channel(message.channel).label}."
    return ""


def tell_therapist(therapist: Therapist, *, now: datetime) -> None:
    """Tells the therapist that an answer waits, once for all that come within some minutes."""
    enqueue(
        subject=f"{THERAPIST_SUBJECT}{therapist.pk}",
        version=int(now.timestamp() // TOGETHER.total_seconds()),
        kind=ANSWERED,
        channel=Channel.EMAIL,
        due_at=now,
        not_after=now + THERAPIST_LAPSES_AFTER,
    )


def fetch_waiting(messages: Sequence[OutgoingMessage]) -> Mapping[int, Waiting]:
    """Whom messages tell, and whether something waits for them still; two queries."""
    keys = {
        message.pk: int(message.subject.removeprefix(THERAPIST_SUBJECT)) for message in messages
    }
    therapists = Therapist.objects.select_related("user").in_bulk(set(keys.values()))
    earliest = min(message.due_at for message in messages)
    answers: dict[int, list[datetime]] = {}
    unseen = CheckIn.objects.filter(
        appointment__therapist__in=therapists, seen_at=None, answered_at__gte=earliest - TOGETHER
    ).select_related("appointment")
    for row in unseen:
        if row.needs_a_look and row.answered_at:
            answers.setdefault(row.appointment.therapist_id, []).append(row.answered_at)
    return {
        message: Waiting(therapists[key], answers.get(key, []))
        for message, key in keys.items()
        if key in therapists
    }


def therapist_still_waits(message: OutgoingMessage, waiting: Waiting, _now: datetime) -> str:
    """Why the therapist must not be told any more; empty: an answer waits."""
    user = waiting.therapist.user
    if user is None or not user.is_active or not user.email:
        return "The therapist has no account to write to."
    if not waiting.answered_at:
        return "The therapist has seen it."
    return ""
