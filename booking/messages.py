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
from booking.policy import cannot_be_kept
from booking.quiet import Useful, hold_back_reminder, hold_back_text, reminder_times, text_at
from booking.refusals import NobodyToTell, StateChanged
from booking.telling import to_tell
from patients.models import Patient
from reminders.models import WAITING, Channel, OutgoingMessage, State
from reminders.outbox import enqueue, revive, withdraw
from reminders.registry import Later

SUBJECT = "appointment:"


class Kind(StrEnum):
    CONFIRMATION = "confirmation"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    REMINDER_FIRST = "reminder_first"
    REMINDER_SECOND = "reminder_second"
    ASKED_TO_MOVE = "asked_to_move"


REMINDERS = (Kind.REMINDER_FIRST, Kind.REMINDER_SECOND)
# The rest: each about one appointment, whoever else has one that day.
OF_ONE = tuple(kind for kind in Kind if kind not in REMINDERS)
# What says where and when the appointment is; who has got the latest of these knows it.
NEWS = (Kind.CONFIRMATION, Kind.CHANGE, Kind.CANCELLATION)
UNKEPT = "The appointment cannot take place as agreed."
# How soon a reminder of such a one asks whether that has been decided.
UNDECIDED = timedelta(minutes=10)
# Which kind of news goes over which channel.
News = Mapping[str, str]


def announce_booked(
    appointment: Appointment,
    *,
    now: datetime,
    tell: bool = True,
    quiet_until: datetime | None = None,
    by_patient: bool = False,
) -> None:
    """Confirms a new booking and plans its reminders; `tell` False plans the reminders only.

    Here and below, the news goes out when `quiet_until` has passed; by SMS, what is not done
    `by_patient` waits for the end of quiet hours.
    """
    if tell:
        news = everywhere(Kind.CONFIRMATION)
        _send_news(appointment, news, quiet_until or now, now=now, by_patient=by_patient)
    plan_reminders(appointment, now=now)


def announce_rescheduled(
    appointment: Appointment,
    *,
    now: datetime,
    news: News,
    was_at: datetime | None = None,
    quiet_until: datetime | None = None,
    by_patient: bool = False,
) -> None:
    """Sends `news` of the new time (see `news_of_move`); what was to go of the old is withdrawn.

    `was_at` is the old start: whoever is not told by then comes in vain.
    """
    _withdraw_older(appointment, "The appointment was moved.")
    due_at = quiet_until or now
    _send_news(appointment, news, due_at, now=now, by_patient=by_patient, was_at=was_at)
    plan_reminders(appointment, now=now)


def news_of_move(untold: News, *, tell: bool, shows: bool = True) -> News:
    """The news that a move makes, where the patient has not heard `untold` yet.

    Who has not even got the confirmation gets that, of the new time, whatever `tell` says. A move
    that does not show to the patient, as to another room, leaves what was to be told as it was.
    """
    if not shows:
        return untold
    unconfirmed = {where: what for where, what in untold.items() if what == Kind.CONFIRMATION}
    return {**(everywhere(Kind.CHANGE) if tell else {}), **unconfirmed}


def everywhere(kind: Kind) -> News:
    """The same over every channel."""
    return dict.fromkeys(Channel.values, kind.value)


def announce_cancelled(
    appointment: Appointment,
    *,
    now: datetime,
    tell: bool = True,
    quiet_until: datetime | None = None,
    by_patient: bool = False,
) -> None:
    """Tells of the cancellation; whatever else was still to go is withdrawn."""
    _withdraw_older(appointment, "The appointment was cancelled.")
    if tell:
        news = everywhere(Kind.CANCELLATION)
        _send_news(appointment, news, quiet_until or now, now=now, by_patient=by_patient)


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
        _send_news(current, everywhere(Kind.ASKED_TO_MOVE), quiet_until or now, now=now)


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


def announce_restored(appointment: Appointment, *, now: datetime, untold: News) -> None:
    """Takes back the news of what was undone, and sends what that had overtaken (`untold`)."""
    _withdraw_older(appointment, "The change was undone.")
    _send_news(appointment, untold, now, now=now)
    plan_reminders(appointment, now=now)


def revive_reminders(appointment: Appointment, *, now: datetime) -> None:
    """Sends what fell due while the patient was taken for somebody who is here already."""
    revive(subject=subject_of(appointment), version=appointment.sequence, kinds=REMINDERS, now=now)


def untold_news(appointment: Appointment) -> News:
    """What is still to go, so that the patient may not know there what holds."""
    waiting = OutgoingMessage.objects.filter(
        Q(state__in=WAITING) | told_together(WAITING),
        subject=subject_of(appointment),
        kind__in=NEWS,
    )
    rows = set(waiting.values_list("channel", "kind"))
    return {
        channel: kind.value
        for kind in reversed(NEWS)
        for channel in Channel.values
        if (channel, kind) in rows
    }


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
    for kind, reminder in zip(REMINDERS, reminder_times(appointment), strict=True):
        if reminder and reminder.due_at > now:
            for channel in reminder_channels(_patient(appointment)):
                _enqueue(appointment, kind, channel, reminder)


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
    return bool(patient.wants_texts and patient.phone)


def takes(patient: Patient, channel: Channel, *, is_reminder: bool) -> bool:
    """Whether to tell over this channel: news by e-mail always; all else only as chosen."""
    if channel == Channel.SMS:
        return takes_sms(patient)
    return bool(patient.contact_email) and (patient.reminders_by_email or not is_reminder)


def news_channels(patient: Patient) -> list[Channel]:
    """How to tell of a booking, a move, a cancellation: by e-mail always, by SMS if chosen."""
    return [channel for channel in Channel if takes(patient, channel, is_reminder=False)]


def reminder_channels(patient: Patient) -> list[Channel]:
    """How to remind: only as chosen."""
    return [channel for channel in Channel if takes(patient, channel, is_reminder=True)]


def subject_of(appointment: Appointment) -> str:
    return f"{SUBJECT}{appointment.pk}"


def fetch(messages: Sequence[OutgoingMessage]) -> Mapping[int, Appointment]:
    """The appointments that messages are about, by message key; four queries."""
    keys = {message.pk: int(message.subject.removeprefix(SUBJECT)) for message in messages}
    appointments = to_tell()
    if all(message.channel == Channel.EMAIL for message in messages):
        # Taking a telephone number apart costs as much as all the rest.
        appointments = appointments.defer("patient__phone")
    found = appointments.in_bulk(set(keys.values()))
    return {message: found[key] for message, key in keys.items() if key in found}


def still_holds(message: OutgoingMessage, appointment: Appointment, now: datetime) -> Later | str:
    """Why the message must not go any more, or not at this hour; empty: it holds."""
    if reason := why_not(message, appointment, now):
        return reason
    if message.kind in REMINDERS:
        waits = hold_back_unkept(message, appointment, now)
        return waits or hold_back_reminder(message, appointment.location, now)
    return hold_back_text(message, appointment.location, now, needed_by=appointment.starts_at)


def why_not(message: OutgoingMessage, appointment: Appointment, now: datetime) -> str:
    """Why the message must not go any more, at whatever hour; empty: it holds."""
    cancelling = message.kind == Kind.CANCELLATION
    if message.version != appointment.sequence:
        return "The appointment has changed since."
    if appointment.status != (Status.CANCELLED if cancelling else Status.BOOKED):
        return f"The appointment is {appointment.get_status_display().lower()}."
    if appointment.starts_at <= now:
        return "The appointment has begun."
    if message.kind == Kind.ASKED_TO_MOVE and not cannot_be_kept(appointment):
        return "The appointment can be kept after all."
    channel = Channel(message.channel)
    if not takes(_patient(appointment), channel, is_reminder=message.kind in REMINDERS):
        return f"The patient has no address for it, or chose no {channel.label}."
    return ""


def hold_back_unkept(
    message: OutgoingMessage, appointment: Appointment, now: datetime
) -> Later | str:
    """Later, while the clinic cannot keep the appointment: "see you then" would not be true.

    Looked at again and again, because the desk may find that it takes place all the same.
    """
    if not cannot_be_kept(appointment):
        return ""
    until = now + UNDECIDED
    return Later(until, UNKEPT) if until < message.not_after else UNKEPT


def _withdraw_older(appointment: Appointment, reason: str) -> None:
    withdraw(subject=subject_of(appointment), before_version=appointment.sequence, reason=reason)


def _send_news(
    appointment: Appointment,
    news: News,
    due_at: datetime,
    *,
    now: datetime,
    by_patient: bool = False,
    was_at: datetime | None = None,
) -> None:
    start = appointment.starts_at
    if start <= now:
        return
    needed_by = min(start, was_at) if was_at and was_at > now else start
    for channel in news_channels(_patient(appointment)):
        if channel in news:
            goes_at = due_at
            if channel == Channel.SMS and not by_patient:
                goes_at = text_at(appointment.location, due_at, needed_by=needed_by)
            _enqueue(appointment, Kind(news[channel]), channel, Useful(goes_at, start))


def _enqueue(appointment: Appointment, kind: Kind, channel: Channel, useful: Useful) -> None:
    enqueue(
        subject=subject_of(appointment),
        version=appointment.sequence,
        kind=kind,
        channel=channel,
        due_at=useful.due_at,
        not_after=useful.not_after,
    )


def _patient(appointment: Appointment) -> Patient:
    if appointment.patient is None:
        raise ValueError("There are no messages about an appointment without a patient.")
    return appointment.patient
