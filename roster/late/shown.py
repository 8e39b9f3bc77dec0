"""What the roster says about running late: the statement that holds, and who knows of it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from booking.messages import news_channels
from booking.models import Appointment, Status
from patients.models import Patient
from reminders.models import WAITING, Channel, OutgoingMessage, State
from roster.late.estimates import late_starts, to_come
from roster.late.messages import rows_about, subject_of
from roster.models import RunningLate


@dataclass(frozen=True)
class Told:
    """One who comes later than agreed, and in words how far they know."""

    appointment: Appointment
    starts_at: datetime
    words: str
    needs_you: bool = False


@dataclass(frozen=True)
class Lateness:
    """`latest` is the key of what was said last, ever; `statement` holds today."""

    latest: int
    statement: RunningLate | None
    can_say: bool
    told: list[Told]

    @property
    def minutes(self) -> int:
        return self.statement.minutes if self.statement else 0

    def start_of(self, appointment: Appointment) -> datetime | None:
        """The new start, when it is later than agreed."""
        starts = {one.appointment.pk: one.starts_at for one in self.told}
        return starts.get(appointment.pk)


def load_lateness(
    latest: RunningLate | None, sessions: list[Appointment], since: datetime, *, now: datetime
) -> Lateness:
    """How things stand with today's `sessions`; `since` is midnight. Two queries, or none.

    `latest` is what the therapist said last.
    """
    waiting = to_come(sessions, now)
    holds = latest if latest and latest.said_at >= since and latest.minutes and waiting else None
    told = _told(holds, sessions, waiting, now) if holds else []
    return Lateness(
        latest=latest.pk if latest else 0,
        statement=holds if told else None,
        can_say=bool(waiting),
        told=told,
    )


def _told(
    statement: RunningLate,
    sessions: list[Appointment],
    waiting: list[Appointment],
    now: datetime,
) -> list[Told]:
    rows: dict[str, list[OutgoingMessage]] = defaultdict(list)
    for row in rows_about(waiting).order_by("version", "channel"):
        rows[row.subject].append(row)
    estimated = late_starts(sessions, statement.minutes, now=now)
    # How to reach them, which the rest of the roster need not know.
    keys = {one.patient_id for one in waiting if one.patient_id}
    patients = Patient.objects.select_related("account").in_bulk(keys)
    found = []
    for one in waiting:
        one.patient = patients.get(one.patient_id or 0)
        its = [row for row in rows[subject_of(one)] if row.state != State.WITHDRAWN]
        starts_at = its[-1].not_after if its else estimated.get(one.pk)
        if starts_at and starts_at > one.starts_at:
            found.append(_in_words(one, starts_at, its))
    return found


def _in_words(appointment: Appointment, starts_at: datetime, rows: list[OutgoingMessage]) -> Told:
    newest = [row for row in rows if row.version == rows[-1].version]
    sent = {row.channel for row in newest if row.state == State.SENT}
    if sent:
        return Told(appointment, starts_at, _told_by(sent))
    if appointment.status == Status.ARRIVED:
        return Told(appointment, starts_at, _("Is here already: please say it."), needs_you=True)
    if any(row.state in WAITING for row in newest):
        return Told(appointment, starts_at, _("The message is on its way."))
    if appointment.patient and news_channels(appointment.patient):
        return Told(appointment, starts_at, _("Not told: please call."), needs_you=True)
    return Told(appointment, starts_at, _("Has no address: please call."), needs_you=True)


def _told_by(channels: set[str]) -> str:
    if channels == {Channel.EMAIL}:
        return _("Told by e-mail.")
    if channels == {Channel.SMS}:
        return _("Told by text message.")
    return _("Told by e-mail and text message.")
