"""The life of an appointment. Nothing else changes a row of `Appointment`.

Each function is one durable transaction that locks, checks, writes the row, an AppointmentEvent
and the outbox rows, and raises a `Refused` with nothing changed when it cannot.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from booking import messages
from booking.actors import Actor, Visitor
from booking.history import facts, record
from booking.locking import (
    lock_patients,
    lock_rooms,
    lock_therapists,
    lock_visitor,
    one_transaction,
)
from booking.models import Appointment, EventKind, Source, Status
from booking.plan import Choice, Plan
from booking.policy import may_cancel, may_reschedule, within_notice_and_horizon
from booking.refusals import (
    HoldExpired,
    NotBookable,
    PatientBusy,
    Refused,
    SlotTaken,
    StateChanged,
    TooLate,
    TooManyHolds,
)
from booking.taking import NO_VISITOR, expire_holds, take, where_and_when
from locations.models import Location
from patients.models import Patient
from therapists.models import Therapist
from treatments.models import TreatmentOption

__all__ = [
    "Actor",
    "HoldExpired",
    "NotBookable",
    "PatientBusy",
    "Refused",
    "SlotTaken",
    "StateChanged",
    "TooLate",
    "TooManyHolds",
    "Visitor",
    "arrive",
    "book",
    "cancel",
    "complete",
    "confirm",
    "expire",
    "hold",
    "no_show",
    "release",
    "reschedule",
    "start",
]

# Far above what a household or an office needs at once, far below what would empty a schedule.
HOLDS_PER_NETWORK = 30


@one_transaction
def hold(
    *,
    location: Location,
    option: TreatmentOption,
    therapist: Therapist | None,
    starts_at: datetime,
    visitor: Visitor,
    idempotency_key: str | None = None,
    now: datetime,
    actor: Actor,
) -> Appointment:
    """Keeps a start for the visitor until the policy's hold time has passed.

    `therapist` None takes any. The same `idempotency_key` again answers with the first result.
    Raises SlotTaken, NotBookable, TooManyHolds, UnknownChoice.
    """
    # One at a time for each visitor: a second press waits for the first and answers with its
    # result, and nobody holds more than allowed by asking for many at once.
    lock_visitor(visitor.key)
    first = idempotency_key and Appointment.objects.filter(idempotency_key=idempotency_key).first()
    if first:
        return first
    choice = _choice(location, option, therapist, actor)
    plan, taken = take(choice, starts_at, now)
    _refuse_too_many_holds(plan, visitor, now)
    appointment = Appointment.objects.create(
        **where_and_when(plan, taken),
        treatment=option.treatment,
        price=option.price,
        status=Status.HELD,
        expires_at=now + timedelta(minutes=plan.policy.hold_minutes),
        source=Source.WEBSITE,
        visitor=visitor.key,
        network=visitor.network,
        idempotency_key=idempotency_key,
    )
    record(appointment, EventKind.HELD, now, actor)
    return appointment


@one_transaction
def book(
    *,
    location: Location,
    option: TreatmentOption,
    therapist: Therapist | None,
    starts_at: datetime,
    patient: Patient,
    now: datetime,
    actor: Actor,
    reason: str = "",
    source: Source = Source.DESK,
) -> Appointment:
    """Books at once, for the desk. A reason lets staff go beyond notice and horizon.

    Raises SlotTaken, NotBookable, PatientBusy, TooLate, UnknownChoice.
    """
    choice = _choice(location, option, therapist, actor)
    plan, taken = take(choice, starts_at, now, patient=patient.pk)
    if not within_notice_and_horizon(plan.policy, plan.zone, starts_at, now):
        _require_reason(actor, reason, "This start is outside notice or horizon.")
    appointment = Appointment.objects.create(
        **where_and_when(plan, taken),
        treatment=option.treatment,
        price=option.price,
        status=Status.BOOKED,
        patient=patient,
        source=source,
    )
    record(appointment, EventKind.BOOKED, now, actor, reason)
    messages.announce_booked(appointment, now=now)
    return appointment


@one_transaction
def confirm(
    *, appointment: Appointment, patient: Patient, now: datetime, actor: Actor
) -> Appointment:
    """Turns a live hold into the patient's booking; repeated, it answers with the booking.

    Raises HoldExpired, PatientBusy, StateChanged.
    """
    lock_therapists(appointment.therapist_id)
    lock_rooms(appointment.room_id)
    lock_patients(patient.pk)
    current = _current(appointment)
    if current.status == Status.BOOKED and current.patient_id == patient.pk:
        return current
    if current.status == Status.CANCELLED or _is_stale(current, now):
        raise HoldExpired
    _refuse_busy_patient(patient, current)
    _move_on(
        current,
        (Status.HELD,),
        Status.BOOKED,
        patient=patient,
        expires_at=None,
        **NO_VISITOR,
    )
    record(current, EventKind.BOOKED, now, actor)
    messages.announce_booked(current, now=now)
    return current


@one_transaction
def release(*, appointment: Appointment, now: datetime, actor: Actor) -> Appointment:
    """Gives a held start back; one that is no longer held stays as it is."""
    current = _current(appointment)
    if current.status == Status.HELD:
        _move_on(current, (Status.HELD,), Status.CANCELLED, expires_at=None, **NO_VISITOR)
        record(current, EventKind.RELEASED, now, actor)
    return current


@one_transaction
def expire(*, now: datetime, limit: int = 500) -> int:
    """Marks holds that have run out, and says how many. They stopped blocking by themselves."""
    stale = Appointment.objects.stale_holds(now).select_for_update(skip_locked=True, no_key=True)
    return expire_holds(list(stale.order_by("pk")[:limit]), now)


@one_transaction
def reschedule(
    *,
    appointment: Appointment,
    therapist: Therapist | None,
    starts_at: datetime,
    now: datetime,
    actor: Actor,
    reason: str = "",
) -> Appointment:
    """Moves a booking; duration, price and location stay. A failed move leaves the old time.

    `therapist` None takes any. Patients may until the cut-off; staff later, with a reason.
    Raises SlotTaken, NotBookable, TooLate, StateChanged, PatientBusy, UnknownChoice.
    """
    current = Appointment.objects.to_show().get(pk=appointment.pk)
    if current.sequence != appointment.sequence or current.status != Status.BOOKED:
        return _same_or_changed(current, therapist, starts_at)
    if _stays(current, therapist, starts_at):
        return current
    if not may_reschedule(current, now):
        _require_reason(actor, reason, _too_late(current, "move", actor))
    choice = Choice(
        location=current.location.slug,
        treatment=current.treatment.slug,
        duration=current.minutes,
        therapist=therapist.slug if therapist else None,
        by_staff=actor.is_staff,
        agreed_turnover=current.turnover_minutes,
    )
    plan, taken = take(choice, starts_at, now, patient=current.patient_id, moving=current)
    if actor.is_staff and not within_notice_and_horizon(plan.policy, plan.zone, starts_at, now):
        _require_reason(actor, reason, "The new start is outside notice or horizon.")
    before = facts(current)
    _move_on(
        current,
        (Status.BOOKED,),
        Status.BOOKED,
        sequence=current.sequence + 1,
        **where_and_when(plan, taken),
    )
    record(current, EventKind.RESCHEDULED, now, actor, reason, before=before)
    messages.announce_rescheduled(current, now=now)
    return current


@one_transaction
def cancel(
    *, appointment: Appointment, now: datetime, actor: Actor, reason: str = ""
) -> Appointment:
    """Cancels a booking; repeated, it answers with the cancelled one.

    Patients may until the cut-off; staff later, with a reason. Raises TooLate, StateChanged.
    """
    lock_therapists(appointment.therapist_id)
    lock_rooms(appointment.room_id)
    current = _current(appointment)
    if current.status == Status.CANCELLED:
        return current
    if current.sequence != appointment.sequence:
        raise StateChanged
    late = not may_cancel(current, now)
    if late:
        _require_reason(actor, reason, _too_late(current, "cancel", actor))
    _move_on(
        current,
        (Status.BOOKED, Status.ARRIVED) if actor.is_staff else (Status.BOOKED,),
        Status.CANCELLED,
        sequence=current.sequence + 1,
    )
    record(current, EventKind.CANCELLED, now, actor, reason, late=late)
    messages.announce_cancelled(current, now=now)
    return current


@one_transaction
def arrive(*, appointment: Appointment, now: datetime, actor: Actor) -> Appointment:
    """The patient is here. Raises StateChanged."""
    return _step(appointment, (Status.BOOKED,), Status.ARRIVED, EventKind.ARRIVED, now, actor)


@one_transaction
def start(*, appointment: Appointment, now: datetime, actor: Actor) -> Appointment:
    """The session begins. Raises StateChanged."""
    before = (Status.BOOKED, Status.ARRIVED)
    return _step(appointment, before, Status.IN_SESSION, EventKind.STARTED, now, actor)


@one_transaction
def complete(*, appointment: Appointment, now: datetime, actor: Actor) -> Appointment:
    """The session is over. Raises StateChanged."""
    before = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION)
    return _step(appointment, before, Status.COMPLETED, EventKind.COMPLETED, now, actor)


@one_transaction
def no_show(*, appointment: Appointment, now: datetime, actor: Actor) -> Appointment:
    """The patient did not come; the rest of the time is free again. Raises StateChanged."""
    current = _current(appointment)
    if now < current.starts_at:
        raise StateChanged("The appointment has not begun yet.")
    return _step(current, (Status.BOOKED,), Status.NO_SHOW, EventKind.NO_SHOW, now, actor)


def _choice(
    location: Location,
    option: TreatmentOption,
    therapist: Therapist | None,
    actor: Actor,
) -> Choice:
    return Choice(
        location=location.slug,
        treatment=option.treatment.slug,
        duration=option.minutes,
        therapist=therapist.slug if therapist else None,
        by_staff=actor.is_staff,
    )


def _current(appointment: Appointment) -> Appointment:
    """The row as it is now, locked, with all that messages say about it."""
    rows = Appointment.objects.to_show().select_for_update(of=("self",), no_key=True)
    return rows.get(pk=appointment.pk)


def _is_stale(appointment: Appointment, now: datetime) -> bool:
    return appointment.expires_at is not None and appointment.expires_at <= now


def _move_on(
    appointment: Appointment,
    expected: tuple[Status, ...],
    status: Status,
    **fields: Any,
) -> None:
    """Writes the new state if the row is still in an expected one. Raises StateChanged."""
    rows = Appointment.objects.filter(
        pk=appointment.pk, status__in=expected, sequence=appointment.sequence
    )
    if not rows.update(status=status, **fields):
        raise StateChanged
    appointment.refresh_from_db(from_queryset=Appointment.objects.to_show())


def _step(
    appointment: Appointment,
    expected: tuple[Status, ...],
    status: Status,
    kind: EventKind,
    now: datetime,
    actor: Actor,
) -> Appointment:
    current = _current(appointment)
    if current.status != status:
        _move_on(current, expected, status)
        record(current, kind, now, actor)
    return current


def _same_or_changed(
    current: Appointment, therapist: Therapist | None, starts_at: datetime
) -> Appointment:
    """A repeated submit finds its own result; anything else is news to whoever asks."""
    if current.status == Status.BOOKED and _stays(current, therapist, starts_at):
        return current
    raise StateChanged


def _stays(current: Appointment, therapist: Therapist | None, starts_at: datetime) -> bool:
    same_therapist = therapist is None or therapist.pk == current.therapist_id
    return same_therapist and current.starts_at == starts_at


def _require_reason(actor: Actor, reason: str, sentence: str) -> None:
    if not actor.is_staff:
        raise TooLate(sentence)
    if not reason.strip():
        raise TooLate(f"{sentence} Give a reason to do it all the same.")


def _too_late(appointment: Appointment, verb: str, actor: Actor) -> str:
    if actor.is_staff:
        return f"The time until which patients may {verb} is over."
    phone = appointment.location.phone
    call = f"Please phone us at {phone}." if phone else "Please phone the clinic."
    return f"It is too late to {verb} this appointment online. {call}"


def _refuse_busy_patient(patient: Patient, appointment: Appointment) -> None:
    others = Appointment.objects.blocking().filter(
        patient=patient,
        starts_at__lt=appointment.ends_at,
        ends_at__gt=appointment.starts_at,
    )
    if others.exclude(pk=appointment.pk).exists():
        raise PatientBusy(f"{patient.called} has another appointment at that time.")


def _refuse_too_many_holds(plan: Plan, visitor: Visitor, now: datetime) -> None:
    if not settings.RATE_LIMITS:
        return
    mine = Q(visitor=visitor.key) & ~Q(visitor="")
    network = Q(network=visitor.network) & ~Q(network="")
    counts = Appointment.objects.filter(
        mine | network, status=Status.HELD, expires_at__gt=now
    ).aggregate(mine=Count("pk", filter=mine), network=Count("pk", filter=network))
    if counts["mine"] >= plan.policy.holds_per_visitor or counts["network"] >= HOLDS_PER_NETWORK:
        raise TooManyHolds
