"""The messages about an appointment: which there are, when they are due, and when they lapse.

`booking.lifecycle` calls the `announce_…` functions inside its transaction. What the messages say
stands in `booking.letters`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from booking.digest.rows import told_together
from booking.models import Appointment, Status
from booking.policy import cannot_be_kept, policy_of
from booking.refusals import NobodyToTell, StateChanged
from patients.models import Patient
from reminders.models import WAITING, Channel, OutgoingMessage, State
from reminders.outbox import enqueue, revive, withdraw

SUBJECT = "appointment:"


class Kind(StrEnum):
    CONFIRMATION = "confirmation"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    REMINDER_FIRST = "reminder_first"
    REMINDER_SECOND = "reminder_second"
    ASKED_TO_MOVE = "asked_to_move"


REMINDERS = (Kind.REMINDER_FIRST, Kind.REMINDER_SECOND)
# What says where and when the appointment is; who has got the latest of these knows it.
NEWS = (Kind.CONFIRMATION, Kind.CHANGE, Kind.CANCELLATION)


def announce_booked(
    appointment: Appointment,
    *,
    now: datetime,
    tell: bool = True,
    quiet_until: datetime | None = None,
) -> None:
    """Confirms a new booking and plans its reminders; `tell` False plans the reminders only.

    Here and below, the news goes out when `quiet_until` has passed.
    """
    if tell:
        _send_news(appointment, Kind.CONFIRMATION, now, quiet_until)
    plan_reminders(appointment, now=now)


def announce_rescheduled(
    appointment: Appointment,
    *,
    now: datetime,
    news: str,
    quiet_until: datetime | None = None,
) -> None:
    """Sends `news` of the new time (see `news_of_move`); what was to go of the old is withdrawn."""
    _withdraw_older(appointment, "The appointment was moved.")
    if news:
        _send_news(appointment, Kind(news), now, quiet_until)
    plan_reminders(appointment, now=now)


def news_of_move(untold: str, *, tell: bool, shows: bool = True) -> str:
    """The kind of news that a move makes, where the patient has not heard `untold` yet; or "".

    Who has not even got the confirmation gets that, of the new time, whatever `tell` says. A move
    that does not show to the patient, as to another room, leaves what was to be told as it was.
    """
    if not shows or untold == Kind.CONFIRMATION:
        return untold
    return Kind.CHANGE if tell else ""


def announce_cancelled(
    appointment: Appointment,
    *,
    now: datetime,
    tell: bool = True,
    quiet_until: datetime | None = None,
) -> None:
    """Tells of the cancellation; whatever else was still to go is withdrawn."""
    _withdraw_older(appointment, "The appointment was cancelled.")
    if tell:
        _send_news(appointment, Kind.CANCELLATION, now, quiet_until)


def ask_to_move(
    appointment: Appointment, *, now: datetime, quiet_until: datetime | None = None
) -> None:
    """Asks the patient to choose another time, because the clinic cannot keep this one.

    Once for each place in time, however often it is called; again when it was withdrawn or given
    up. Raises StateChanged, and NobodyToTell when there is no address to ask at.
    """
    with transaction.atomic():
        rows = Appointment.objects.to_show().select_for_update(of=("self",), no_key=True)
        current = rows.get(pk=appointment.pk)
        if current.status != Status.BOOKED or current.sequence != appointment.sequence:
            raise StateChanged
        if current.starts_at <= now or not news_channels(_patient(current)):
            raise NobodyToTell
        if not when_asked([current]):
            revive(
                subject=subject_of(current),
                version=current.sequence,
                kinds=(Kind.ASKED_TO_MOVE,),
                now=quiet_until or now,
            )
        _send_news(current, Kind.ASKED_TO_MOVE, now, quiet_until)


def when_asked(appointments: Iterable[Appointment]) -> dict[int, datetime]:
    """When the patient of each was asked to choose another time than this, by key; one query.

    What was withdrawn or given up has asked nobody.
    """
    keys = {(subject_of(one), one.sequence): one.pk for one in appointments}
    asked = OutgoingMessage.objects.filter(
        Q(state__in=(*WAITING, State.SENT)) | told_together((*WAITING, State.SENT)),
        kind=Kind.ASKED_TO_MOVE,
        subject__in=[subject for subject, _ in keys],
    )
    return {
        keys[subject, version]: at
        for subject, version, at in asked.values_list(
            "subject", "version", Coalesce("sent_at", "next_try_at")
        )
        if (subject, version) in keys
    }


def announce_restored(appointment: Appointment, *, now: datetime, untold: str) -> None:
    """Takes back the news of what was undone, and sends what that had overtaken (`untold`)."""
    _withdraw_older(appointment, "The change was undone.")
    if untold:
        _send_news(appointment, Kind(untold), now)
    plan_reminders(appointment, now=now)


def revive_reminders(appointment: Appointment, *, now: datetime) -> None:
    """Sends what fell due while the patient was taken for somebody who is here already."""
    revive(subject=subject_of(appointment), version=appointment.sequence, kinds=REMINDERS, now=now)


def untold_news(appointment: Appointment) -> str:
    """The kind of news that is still to go, so that the patient may not know what holds; or ""."""
    waiting = OutgoingMessage.objects.filter(
        Q(state__in=WAITING) | told_together(WAITING),
        subject=subject_of(appointment),
        kind__in=NEWS,
    )
    kinds = set(waiting.values_list("kind", flat=True))
    return next((kind.value for kind in NEWS if kind in kinds), "")


def hold_back_news(appointment: Appointment) -> bool:
    """Keeps news of the appointment as it is from going; False: it has gone, or just goes.

    Until the transaction ends, workers pass over the rows it locks.
    """
    news = OutgoingMessage.objects.filter(
        subject=subject_of(appointment), version=appointment.sequence, kind__in=NEWS
    )
    states = set(news.select_for_update().values_list("state", flat=True))
    return not states & {State.SENDING, State.SENT}


def plan_reminders(appointment: Appointment, *, now: datetime) -> None:
    """Writes the reminders the policy asks for, over the channels the patient chose.

    Doing it again adds only what is missing, so it also serves a patient who chose a new channel.
    """
    for kind, due_at, not_after in _reminder_times(appointment):
        if due_at > now:
            channels = reminder_channels(_patient(appointment))
            _enqueue(appointment, kind, channels, due_at, not_after)


def contact_choices_changed(patient: Patient, *, now: datetime) -> None:
    """Plans reminders over channels chosen after booking; what is no longer wanted lapses itself.

    Call it in the transaction that saves the choices.
    """
    coming = Appointment.objects.to_show().filter(
        patient=patient, status=Status.BOOKED, starts_at__gt=now
    )
    for appointment in coming:
        plan_reminders(appointment, now=now)


def takes_sms(patient: Patient) -> bool:
    """Whether the patient wants text messages, can get them, and has not stopped them."""
    wanted = patient.reminders_by_sms and patient.sms_stopped_at is None
    return bool(wanted and patient.phone)


def news_channels(patient: Patient) -> list[Channel]:
    """How to tell of a booking, a move, a cancellation: by e-mail always, by SMS if chosen."""
    chosen = {
        Channel.EMAIL: bool(patient.contact_email),
        Channel.SMS: takes_sms(patient),
    }
    return [channel for channel, wanted in chosen.items() if wanted]


def reminder_channels(patient: Patient) -> list[Channel]:
    """How to remind: only as chosen."""
    channels = news_channels(patient)
    if not patient.reminders_by_email and Channel.EMAIL in channels:
        channels.remove(Channel.EMAIL)
    return channels


def subject_of(appointment: Appointment) -> str:
    return f"{SUBJECT}{appointment.pk}"


def fetch(messages: Sequence[OutgoingMessage]) -> Mapping[int, Appointment]:
    """The appointments that messages are about, by message key; one query."""
    keys = {message.pk: int(message.subject.removeprefix(SUBJECT)) for message in messages}
    found = Appointment.objects.to_show().in_bulk(set(keys.values()))
    return {message: found[key] for message, key in keys.items() if key in found}


def still_holds(message: OutgoingMessage, appointment: Appointment, now: datetime) -> str:
    """Why the message must not go any more; empty: it holds."""
    cancelling = message.kind == Kind.CANCELLATION
    if message.version != appointment.sequence:
        return "The appointment has changed since."
    if appointment.status != (Status.CANCELLED if cancelling else Status.BOOKED):
        return f"The appointment is {appointment.get_status_display().lower()}."
    if appointment.starts_at <= now:
        return "The appointment has begun."
    if message.kind == Kind.ASKED_TO_MOVE and not cannot_be_kept(appointment):
        return "The appointment can be kept after all."
    patient = _patient(appointment)
    wanted = reminder_channels if message.kind in REMINDERS else news_channels
    if message.channel not in wanted(patient):
        return f"The patient has no address for it, or chose no {Channel(message.channel).label}."
    return ""


def _reminder_times(
    appointment: Appointment,
) -> Iterable[tuple[Kind, datetime, datetime]]:
    """Kind, due and not after. A late first reminder is of no use once the second is due."""
    policy = policy_of(appointment.location)
    hours = (policy.first_reminder_hours, policy.second_reminder_hours)
    first, second = (
        None if before is None else appointment.starts_at - timedelta(hours=before)
        for before in hours
    )
    if first is not None:
        overtaken_at = second if second and first < second else appointment.starts_at
        yield Kind.REMINDER_FIRST, first, overtaken_at
    if second is not None:
        yield Kind.REMINDER_SECOND, second, appointment.starts_at


def _withdraw_older(appointment: Appointment, reason: str) -> None:
    withdraw(subject=subject_of(appointment), before_version=appointment.sequence, reason=reason)


def _send_news(
    appointment: Appointment, kind: Kind, now: datetime, quiet_until: datetime | None = None
) -> None:
    if appointment.starts_at > now:
        channels = news_channels(_patient(appointment))
        _enqueue(appointment, kind, channels, quiet_until or now, appointment.starts_at)


def _enqueue(
    appointment: Appointment,
    kind: Kind,
    channels: Iterable[Channel],
    due_at: datetime,
    not_after: datetime,
) -> None:
    for channel in channels:
        enqueue(
            subject=subject_of(appointment),
            version=appointment.sequence,
            kind=kind,
            channel=channel,
            due_at=due_at,
            not_after=not_after,
        )


def _patient(appointment: Appointment) -> Patient:
    if appointment.patient is None:
        raise ValueError("There are no messages about an appointment without a patient.")
    return appointment.patient
