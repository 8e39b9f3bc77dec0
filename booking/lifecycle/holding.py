"""A start kept for somebody for a while, and what becomes of it: a booking, or nothing."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from booking import messages
from booking.actors import Actor, Visitor
from booking.history import event_of, record
from booking.lifecycle.rows import (
    is_stale,
    locked,
    move_on,
    refuse_busy_patient,
    refuse_what_nobody_can_give,
)
from booking.locking import (
    lock_patients,
    lock_rooms,
    lock_therapists,
    lock_visitor,
    one_transaction,
)
from booking.models import Appointment, EventKind, Source, Status
from booking.plan import Choice, Plan
from booking.refusals import HoldExpired, TooManyHolds
from booking.statements import rows_of
from booking.taking import (
    NO_VISITOR,
    expire_holds,
    refusal_of,
    take,
    therapist_called,
    where_and_when,
)
from patients.models import Patient

# Far above what a household or an office needs at once, far below what would empty a schedule.
HOLDS_PER_NETWORK = 30
# Each an index scan of its own: of the unique key, and of the partial indexes of what is held.
KNOWN_SQL = """
SELECT (SELECT id FROM booking_appointment WHERE idempotency_key = %(request)s),
  (SELECT count(*) FROM booking_appointment
   WHERE visitor = %(key)s AND visitor <> '' AND status = 'held' AND expires_at > %(now)s),
  (SELECT count(*) FROM booking_appointment
   WHERE network = %(network)s AND network <> '' AND status = 'held' AND expires_at > %(now)s)"""
# Written out, and the row together with its event: this is what crowds do, and Django takes four
# times as long to say it.
COLUMNS = [
    column.attname
    for column in Appointment._meta.concrete_fields
    if not (column.generated or column.primary_key)
]
HOLD_SQL = f"""
WITH held AS (
  INSERT INTO booking_appointment ({", ".join(COLUMNS)})
  VALUES ({", ".join(f"%({name})s" for name in COLUMNS)})
  RETURNING id),
said AS (
  INSERT INTO booking_appointmentevent
    (appointment_id, kind, at, actor_kind, user_id, reason, details)
  SELECT id, %(kind)s, %(at)s, %(actor)s, %(user)s, %(reason)s, %(details)s::jsonb FROM held)
SELECT id FROM held"""  # noqa: S608


def hold(
    *,
    choice: Choice,
    starts_at: datetime,
    visitor: Visitor,
    idempotency_key: str | None = None,
    keep_until: datetime | None = None,
    source: Source = Source.WEBSITE,
    now: datetime,
    actor: Actor,
) -> Appointment:
    """Keeps a start for the visitor until `keep_until`, or for the policy's hold time.

    The same `idempotency_key` again answers with the first result.
    Raises SlotTaken, NotBookable, TooManyHolds, UnknownChoice.
    """
    therapist = None
    if choice.therapist:
        # Most of a crowd ends here: without a transaction, and without keeping anybody waiting.
        seen = therapist_called(choice.therapist, starts_at, now, request=idempotency_key)
        if seen.first:
            return Appointment.objects.get(pk=seen.first)
        if seen.is_taken:
            raise refusal_of(choice, choice.therapist, starts_at, now)
        therapist = seen.id
    return _hold(
        choice=choice,
        therapist=therapist,
        starts_at=starts_at,
        visitor=visitor,
        idempotency_key=idempotency_key,
        keep_until=keep_until,
        source=source,
        now=now,
        actor=actor,
    )


@one_transaction
def _hold(
    *,
    choice: Choice,
    therapist: int | None,
    starts_at: datetime,
    visitor: Visitor,
    idempotency_key: str | None,
    keep_until: datetime | None,
    source: Source,
    now: datetime,
    actor: Actor,
) -> Appointment:
    # One at a time for each visitor: a second press waits for the first and answers with its
    # result, and nobody holds more than allowed by asking for many at once.
    lock_visitor(visitor.key)
    first, *held = _known_of(visitor, idempotency_key, now)
    if first:
        return Appointment.objects.get(pk=first)
    plan, taken = take(choice, starts_at, now, therapist=therapist)
    assert plan.price is not None  # What is held is offered today.
    _refuse_too_many_holds(plan, *held)
    appointment = Appointment(
        **where_and_when(plan, taken),
        treatment_id=plan.treatment_id,
        price=plan.price,
        status=Status.HELD.value,
        expires_at=keep_until or now + timedelta(minutes=plan.policy.hold_minutes),
        source=source.value,
        visitor=visitor.key,
        network=visitor.network,
        idempotency_key=idempotency_key,
        created_at=now,
    )
    _write(appointment, now, actor)
    return appointment


def _write(held: Appointment, now: datetime, actor: Actor) -> None:
    row = {name: getattr(held, name) for name in COLUMNS}
    [(held.pk,)] = rows_of(HOLD_SQL, {**row, **event_of(held, EventKind.HELD, now, actor)})
    held._state.adding, held._state.db = False, DEFAULT_DB_ALIAS


@one_transaction
def confirm(
    *, appointment: Appointment, patient: Patient, now: datetime, actor: Actor
) -> Appointment:
    """Turns a live hold into the patient's booking; repeated, it answers with the booking.

    Raises HoldExpired, TakenBack, PatientBusy, StateChanged.
    """
    lock_therapists(appointment.therapist_id)
    lock_rooms(appointment.room_id)
    lock_patients(patient.pk)
    current = locked(appointment)
    if current.status == Status.BOOKED and current.patient_id == patient.pk:
        return current
    if current.status == Status.CANCELLED or is_stale(current, now):
        raise HoldExpired
    if current.status == Status.HELD:
        refuse_what_nobody_can_give(current, now)
    refuse_busy_patient(patient, current)
    move_on(
        current,
        (Status.HELD,),
        Status.BOOKED,
        patient=patient,
        expires_at=None,
        **NO_VISITOR,
    )
    record(current, EventKind.BOOKED, now, actor)
    messages.announce_booked(current, now=now, by_patient=actor.is_patient)
    return current


@one_transaction
def release(*, appointment: Appointment, now: datetime, actor: Actor) -> Appointment:
    """Gives a held start back; one that is no longer held stays as it is."""
    current = locked(appointment)
    if current.status == Status.HELD:
        move_on(current, (Status.HELD,), Status.CANCELLED, expires_at=None, **NO_VISITOR)
        record(current, EventKind.RELEASED, now, actor)
    return current


@one_transaction
def expire(*, now: datetime, limit: int = 500) -> int:
    """Marks holds that have run out, and says how many. They stopped blocking by themselves."""
    stale = Appointment.objects.stale_holds(now).select_for_update(skip_locked=True, no_key=True)
    return expire_holds(list(stale.order_by("pk")[:limit]), now)


def _known_of(
    visitor: Visitor, idempotency_key: str | None, now: datetime
) -> tuple[int | None, int, int]:
    """The first result of this request, if it is a repeated one; the holds that live already."""
    asked = {"request": idempotency_key, "now": now, **asdict(visitor)}
    [(first, of_visitor, of_network)] = rows_of(KNOWN_SQL, asked)
    return first, of_visitor, of_network


def _refuse_too_many_holds(plan: Plan, of_visitor: int, of_network: int) -> None:
    too_many = of_visitor >= plan.policy.holds_per_visitor or of_network >= HOLDS_PER_NETWORK
    if too_many and settings.RATE_LIMITS:
        raise TooManyHolds
