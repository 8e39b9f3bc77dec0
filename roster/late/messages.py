"""The message that tells of a later start: one for each statement, and when it lapses.

Its row holds all it needs: the subject names the appointment and its version, the version is the
statement's, and `not_after` is the new start. What it says stands in `roster.late.letters`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_noop as _

from booking.messages import news_channels
from booking.models import Appointment, Status
from reminders.models import WAITING, Channel, OutgoingMessage, State
from reminders.outbox import enqueue, withdraw_these
from roster.models import RunningLate

KIND = "running_late"
SUBJECT = "running_late:"
# A slip of the thumb can be taken back before anybody hears of it.
QUIET = timedelta(seconds=12)


@dataclass(frozen=True)
class LateStart:
    """An appointment, the statement it is told about, and the therapist's newest one."""

    appointment: Appointment
    statement: RunningLate
    newest: int


def subject_of(appointment: Appointment) -> str:
    """With the version of the appointment: whoever was moved since is not told."""
    return f"{SUBJECT}{appointment.pk}:{appointment.sequence}"


def tell(
    appointment: Appointment, statement: RunningLate, starts_at: datetime, *, now: datetime
) -> None:
    """Writes the message of the new start; call it in the transaction of the statement."""
    if appointment.patient is None or starts_at <= now:
        return
    for channel in news_channels(appointment.patient):
        enqueue(
            subject=subject_of(appointment),
            version=statement.pk,
            kind=KIND,
            channel=channel,
            due_at=now + QUIET,
            not_after=starts_at,
        )


def withdraw_waiting(appointments: Iterable[Appointment], *, reason: str) -> None:
    """Takes back what has not gone yet about any of them."""
    waiting = rows_about(appointments).filter(state__in=WAITING).order_by("pk")
    withdraw_these(list(waiting.select_for_update()), reason=reason)


def rows_about(appointments: Iterable[Appointment]) -> QuerySet[OutgoingMessage]:
    """All that was ever written about a late start of these, as they stand."""
    subjects = [subject_of(one) for one in appointments]
    return OutgoingMessage.objects.filter(kind=KIND, subject__in=subjects)


def told_starts(appointments: Iterable[Appointment]) -> dict[int, datetime]:
    """The start that was told last, by appointment, of those who got a message."""
    keys = {subject_of(one): one.pk for one in appointments}
    sent = OutgoingMessage.objects.filter(kind=KIND, subject__in=keys, state=State.SENT)
    rows = sent.order_by("version").values_list("subject", "not_after")
    return {keys[subject]: starts_at for subject, starts_at in rows}


def fetch(messages: Sequence[OutgoingMessage]) -> Mapping[int, LateStart]:
    """What messages are about, by message key; three queries."""
    keys = {one.pk: int(one.subject.split(":")[1]) for one in messages}
    appointments = Appointment.objects.to_show().in_bulk(set(keys.values()))
    statements = RunningLate.objects.in_bulk({one.version for one in messages})
    by_therapist = RunningLate.objects.filter(
        therapist__in={one.therapist_id for one in statements.values()}
    )
    newest = dict(by_therapist.order_by().values_list("therapist").annotate(Max("pk")))
    return {
        one.pk: LateStart(
            appointments[keys[one.pk]],
            statements[one.version],
            newest[statements[one.version].therapist_id],
        )
        for one in messages
        if keys[one.pk] in appointments and one.version in statements
    }


def still_holds(message: OutgoingMessage, late: LateStart, now: datetime) -> str:
    """Why the message must not go any more, as it is stored; empty: it holds."""
    appointment = late.appointment
    if message.subject != subject_of(appointment):
        return _("The appointment has changed since.")
    if appointment.status != Status.BOOKED:
        state = str(appointment.get_status_display()).lower()
        return _("The appointment is {state}.").format(state=state)
    if late.newest != late.statement.pk:
        return _("The therapist has said otherwise since.")
    if message.not_after <= now:
        return _("The session should have begun by now.")
    if appointment.patient is None or message.channel not in news_channels(appointment.patient):
        said = _("The patient has no address for it, or chose no {channel}.")
        return said.format(channel=Channel(message.channel).label)
    return ""
