"""Moving a booking: another time, therapist, room or duration."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking import messages
from booking.actors import Actor
from booking.history import facts, record, spoken_instant
from booking.lifecycle.rows import (
    is_as_seen,
    move_on,
    require_reason,
    require_reason_outside_policy,
    too_late_to_move,
)
from booking.locking import one_transaction
from booking.models import Appointment, EventKind, Status
from booking.plan import Choice
from booking.policy import may_reschedule
from booking.refusals import StateChanged
from booking.repeats import is_own, latest_of
from booking.taking import take, where_and_when
from locations.models import Room
from therapists.models import Therapist
from timeline.wall import local_date
from treatments.models import TreatmentOption


@one_transaction
def reschedule(
    *,
    appointment: Appointment,
    therapist: Therapist | None,
    starts_at: datetime,
    option: TreatmentOption | None = None,
    room: Room | None = None,
    now: datetime,
    actor: Actor,
    reason: str = "",
    tell: bool = True,
    quiet_until: datetime | None = None,
) -> Appointment:
    """Moves a booking as it was seen, or gives it another duration; a failed move changes nothing.

    `therapist` None takes any. `option`, of the same treatment, brings its duration, turnover and
    price; without it they stay as agreed. `room` asks for that room. The location stays. Patients
    may until the cut-off; staff later, with a reason, and also when the patient has arrived; a
    session that has begun keeps its start. `tell` and `quiet_until` as for `book`; nobody is told
    of another room, and only then does it stand that the patient said to be there. Raises
    SlotTaken, NotBookable, TooLate, StateChanged, PatientBusy, UnknownChoice.
    """
    current = Appointment.objects.to_show().get(pk=appointment.pk)
    wanted = _Place(therapist, starts_at, option, room)
    if not is_as_seen(current, appointment) or not _may_move(current, wanted, actor):
        return _same_or_changed(current, wanted, actor, tell=tell)
    if wanted.is_where(current):
        return current
    place = _take(current, wanted, now, actor, reason)
    untold = messages.untold_news(current)
    shows = not wanted.is_with_whom_and_when(current)
    details = _to_undo(current, untold)
    move_on(
        current,
        (Status(current.status),),
        _status_after(current, starts_at),
        sequence=current.sequence + 1,
        attending_since=None if shows else current.attending_since,
        **place,
    )
    record(current, EventKind.RESCHEDULED, now, actor, reason, tell=tell, **details)
    messages.announce_rescheduled(
        current,
        now=now,
        news=messages.news_of_move(untold, tell=tell, shows=shows),
        was_at=appointment.starts_at,
        quiet_until=quiet_until,
        by_patient=actor.is_patient,
    )
    return current


def _take(
    current: Appointment, wanted: "_Place", now: datetime, actor: Actor, reason: str
) -> dict[str, Any]:
    """Takes the place, with a reason where the policy wants one; the fields that say it."""
    is_moved = not wanted.is_when(current)
    if is_moved and not may_reschedule(current, now):
        require_reason(actor, reason, too_late_to_move(current, actor))
    choice = wanted.choice(current, actor)
    plan, taken = take(choice, wanted.starts_at, now, patient=current.patient_id, moving=current)
    if is_moved and actor.is_staff:
        require_reason_outside_policy(plan, wanted.starts_at, now, actor, reason)
    price = {"price": wanted.option.price} if wanted.option else {}
    return where_and_when(plan, taken) | price


def _to_undo(current: Appointment, untold: messages.News) -> dict[str, Any]:
    """What the history keeps of how it was, so that the move can be taken back."""
    return {
        "before": facts(current),
        "status": current.status,
        "untold": untold,
        "attending_since": spoken_instant(current.attending_since),
    }


@dataclass(frozen=True)
class _Place:
    """Where an appointment shall go; what is None may stay."""

    therapist: Therapist | None
    starts_at: datetime
    option: TreatmentOption | None
    room: Room | None

    def is_when(self, current: Appointment) -> bool:
        return self.starts_at == current.starts_at

    def is_with_whom_and_when(self, current: Appointment) -> bool:
        same_therapist = self.therapist in (None, current.therapist)
        same_duration = self.option is None or self.option.minutes == current.minutes
        return self.is_when(current) and same_therapist and same_duration

    def is_where(self, current: Appointment) -> bool:
        return self.is_with_whom_and_when(current) and self.room in (None, current.room)

    def choice(self, current: Appointment, actor: Actor) -> Choice:
        option: Any = self.option or current
        return Choice(
            location=current.location.slug,
            treatment=current.treatment.slug,
            duration=option.minutes,
            therapist=self.therapist.slug if self.therapist else None,
            by_staff=actor.is_staff,
            agreed_turnover=option.turnover_minutes,
            room=self.room.pk if self.room else None,
            usual_room=current.room_id,
        )


def _may_move(current: Appointment, wanted: _Place, actor: Actor) -> bool:
    if wanted.option and wanted.option.treatment_id != current.treatment_id:
        raise ValueError("A move keeps the treatment.")
    if current.status == Status.BOOKED:
        return True
    has_begun = current.status == Status.IN_SESSION
    is_here = current.status == Status.ARRIVED or (has_begun and wanted.is_when(current))
    return actor.is_staff and is_here


def _status_after(current: Appointment, starts_at: datetime) -> Status:
    """Who is here today is not here on another day."""
    days = {local_date(moment, current.zone) for moment in (current.starts_at, starts_at)}
    return Status(current.status) if len(days) == 1 else Status.BOOKED


def _same_or_changed(
    current: Appointment, wanted: _Place, actor: Actor, *, tell: bool
) -> Appointment:
    """A repeated submit finds its own result; anything else is news to whoever asks."""
    agreed = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION)
    if current.status in agreed and wanted.is_where(current):
        latest = latest_of(current, EventKind.RESCHEDULED)
        if is_own(latest, actor=actor, tell=tell):
            return current
    raise StateChanged
