"""Several sessions of one patient at once: all of them change, or none."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from booking.actors import Actor
from booking.history import facts, record
from booking.lifecycle.changing import cancel_locked
from booking.lifecycle.rows import (
    choice_of,
    is_as_seen,
    locked,
    move_on,
    require_reason,
    require_reason_outside_policy,
    too_late_to_move,
)
from booking.locking import (
    lock_name,
    lock_patients,
    lock_rooms,
    lock_therapists,
    one_transaction,
)
from booking.messages import (
    announce_booked,
    announce_cancelled,
    announce_rescheduled,
    news_of_move,
    untold_news,
)
from booking.models import Appointment, EventKind, Series, Source, Status
from booking.plan import Choice
from booking.policy import may_reschedule
from booking.refusals import Refused, SessionRefused, StateChanged
from booking.series import messages
from booking.taking import take, where_and_when
from locations.models import Location, Room
from patients.models import Patient
from therapists.models import Therapist
from treatments.models import TreatmentOption


class Session(NamedTuple):
    """One session to book."""

    option: TreatmentOption
    therapist: Therapist
    starts_at: datetime


class Move(NamedTuple):
    """Where one session goes; `appointment` as the one who asks has seen it."""

    appointment: Appointment
    therapist: Therapist
    starts_at: datetime

    @property
    def is_done(self) -> bool:
        return (self.appointment.therapist_id, self.appointment.starts_at) == (
            self.therapist.pk,
            self.starts_at,
        )


@one_transaction
def book_series(
    *,
    location: Location,
    patient: Patient,
    sessions: Sequence[Session],
    every_weeks: int,
    now: datetime,
    actor: Actor,
    reason: str = "",
    tell: bool = True,
    idempotency_key: str | None = None,
) -> Series:
    """Books all sessions, or none. The same `idempotency_key` again answers with the first series.

    A reason lets staff go beyond notice and horizon. The patient gets one message about all of
    them, and reminders of each. Raises SessionRefused, which names the session, and Refused.
    """
    if idempotency_key:
        lock_name(idempotency_key)
        first = Series.objects.filter(appointments__idempotency_key=idempotency_key).first()
        if first:
            return first
    _lock(location, [session.therapist.pk for session in sessions], patient.pk)
    series = Series.objects.create(patient=patient, every_weeks=every_weeks)

    def book(session: Session) -> None:
        choice = choice_of(location, session.option, session.therapist, actor)
        plan, taken = take(choice, session.starts_at, now, patient=patient.pk)
        require_reason_outside_policy(plan, session.starts_at, now, actor, reason)
        appointment = Appointment.objects.create(
            **where_and_when(plan, taken),
            treatment=session.option.treatment,
            price=session.option.price,
            status=Status.BOOKED,
            patient=patient,
            series=series,
            source=Source.DESK,
            idempotency_key=idempotency_key if session is sessions[0] else None,
        )
        record(appointment, EventKind.BOOKED, now, actor, reason, series_version=0)
        announce_booked(appointment, now=now, tell=False)

    _each(sessions, book)
    messages.announce(messages.Kind.BOOKED, series, 0, now=now, tell=tell)
    return series


@one_transaction
def move_series(
    *,
    series: Series,
    moves: Sequence[Move],
    now: datetime,
    actor: Actor,
    reason: str = "",
    tell: bool = True,
) -> Series:
    """Moves sessions of a series, or none of them; repeated, it finds them moved.

    Sessions may go where others of them have been. Late moves, and starts beyond notice or
    horizon, need a reason. The patient gets one message. Raises SessionRefused and Refused.
    """
    olds = [move.appointment for move in moves]
    therapists = [old.therapist_id for old in olds] + [move.therapist.pk for move in moves]
    _lock(olds[0].location, therapists, series.patient_id, rooms=[old.room_id for old in olds])
    current = _locked(series, olds)
    moved = [Move(current[move.appointment.pk], *move[1:]) for move in moves]
    if all(move.is_done and _agreed(move.appointment) for move in moved):
        return series
    version = messages.next_version(series, changes=len(moved))
    _each(olds, lambda old: _may_move(current[old.pk], old, now, actor, reason))
    # Out of the schedule with all of them, so that none is in the way of another.
    Appointment.objects.filter(pk__in=current).update(status=Status.CANCELLED)

    def set_down(move: Move) -> None:
        it = move.appointment
        it.status = Status.CANCELLED
        choice = _choice(it, move.therapist, actor)
        plan, taken = take(choice, move.starts_at, now, patient=it.patient_id)
        require_reason_outside_policy(plan, move.starts_at, now, actor, reason)
        untold, before = untold_news(it), facts(it)
        place = {**where_and_when(plan, taken), "attending_since": None}
        move_on(it, (Status.CANCELLED,), Status.BOOKED, sequence=it.sequence + 1, **place)
        details = {"before": before, "status": Status.BOOKED, "untold": untold}
        record(it, EventKind.RESCHEDULED, now, actor, reason, series_version=version, **details)
        news = {} if tell else news_of_move(untold, tell=False)
        announce_rescheduled(it, now=now, news=news)

    _each(moved, set_down)
    messages.announce(messages.Kind.MOVED, series, version, now=now, tell=tell)
    return series


@one_transaction
def cancel_series(
    *,
    series: Series,
    sessions: Sequence[Appointment],
    now: datetime,
    actor: Actor,
    reason: str = "",
    late: bool | None = None,
    tell: bool = True,
    quiet_until: datetime | None = None,
) -> Series:
    """Cancels these sessions of a series, as they were seen, or none; repeated, it finds them so.

    `late` and `quiet_until` as for `cancel`. The patient gets one message. Raises SessionRefused
    and Refused.
    """
    lock_therapists(*(session.therapist_id for session in sessions))
    lock_rooms(*(session.room_id for session in sessions))
    lock_patients(series.patient_id)
    current = _locked(series, sessions)
    if all(one.status == Status.CANCELLED for one in current.values()):
        return series
    version = messages.next_version(series, changes=len(sessions))

    def cancel(session: Appointment) -> None:
        it = current[session.pk]
        cancel_locked(
            it,
            seen=session,
            now=now,
            actor=actor,
            reason=reason,
            late=late,
            series_version=version,
        )
        announce_cancelled(it, now=now, tell=False)

    _each(sessions, cancel)
    messages.announce(
        messages.Kind.CANCELLED, series, version, now=now, tell=tell, quiet_until=quiet_until
    )
    return series


def _each[T](things: Sequence[T], change: Callable[[T], Any]) -> None:
    """Does it to each; a refusal says of which."""
    for position, thing in enumerate(things):
        try:
            change(thing)
        except Refused as refusal:
            raise SessionRefused(position, refusal) from refusal


def _lock(
    location: Location, therapists: Sequence[int], patient: int, rooms: Sequence[int] = ()
) -> None:
    """All that taking may lock, at once and in the global order: the rooms are any of the place."""
    lock_therapists(*therapists)
    lock_rooms(*rooms, *Room.objects.filter(location=location).values_list("pk", flat=True))
    lock_patients(patient)


def _locked(series: Series, sessions: Sequence[Appointment]) -> dict[int, Appointment]:
    """The rows as they are now, locked in the order of their keys. Raises StateChanged."""
    by_key = sorted(sessions, key=lambda session: session.pk)
    current = {session.pk: locked(session) for session in by_key}
    if any(one.series_id != series.pk for one in current.values()):
        raise StateChanged
    return current


def _agreed(appointment: Appointment) -> bool:
    return appointment.status == Status.BOOKED


def _may_move(
    current: Appointment, seen: Appointment, now: datetime, actor: Actor, reason: str
) -> None:
    if not is_as_seen(current, seen) or not _agreed(current):
        raise StateChanged
    if not may_reschedule(current, now):
        require_reason(actor, reason, too_late_to_move(current, actor))


def _choice(appointment: Appointment, therapist: Therapist, actor: Actor) -> Choice:
    """What was agreed, at another time, in the same room if that is free."""
    return Choice(
        location=appointment.location.slug,
        treatment=appointment.treatment.slug,
        duration=appointment.minutes,
        therapist=therapist.slug,
        by_staff=actor.is_staff,
        agreed_turnover=appointment.turnover_minutes,
        usual_room=appointment.room_id,
    )
