"""Taking a start: choose the therapist and the room, lock them, look again, clear dead holds."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext

from booking.actors import Actor
from booking.availability import Taken, find_start, on_grid
from booking.busy import STATUSES
from booking.history import record
from booking.locking import LookAgain, lock_patients, lock_rooms, lock_therapists
from booking.models import Appointment, EventKind, Status
from booking.plan import Choice, Plan, load_plan
from booking.refusals import NotBookable, PatientBusy, Refused, SlotTaken, UnknownChoice
from booking.statements import rows_of

THERAPIST_SQL = f"""
SELECT id, EXISTS (
  SELECT FROM booking_appointment
  WHERE therapist_id = therapists_therapist.id AND blocked @> %(start)s::timestamptz
    AND status IN ({STATUSES}) AND (expires_at IS NULL OR expires_at > %(now)s)),
  (SELECT id FROM booking_appointment WHERE idempotency_key = %(request)s)
FROM therapists_therapist WHERE slug = %(slug)s"""  # noqa: S608
# Nearly always there is none: written out, because a queryset takes ten times as long to ask so.
HAS_STALE_SQL = """
SELECT EXISTS (
  SELECT FROM booking_appointment
  WHERE (therapist_id = %(therapist_id)s OR room_id = %(room_id)s)
    AND blocked && tstzrange(%(starts_at)s, %(blocked_until)s)
    AND status = 'held' AND expires_at <= %(now)s)"""
NO_VISITOR = {"visitor": "", "network": ""}


def take(
    choice: Choice,
    starts_at: datetime,
    now: datetime,
    *,
    patient: int | None = None,
    moving: Appointment | None = None,
    therapist: int | None = None,
) -> tuple[Plan, Taken]:
    """Locks a therapist, a room and the patient for `starts_at`, and what is moved away from.

    `therapist` is the one of `choice`, if known.
    Raises NotBookable, SlotTaken, or PatientBusy when nobody but the patient is in the way.
    """
    try:
        return _take(choice, starts_at, now, patient, moving, therapist)
    except SlotTaken:
        ignoring = moving.pk if moving else None
        if patient and find_start(choice, starts_at, now=now, ignoring=ignoring)[1]:
            raise PatientBusy from None
        raise


def _take(
    choice: Choice,
    starts_at: datetime,
    now: datetime,
    patient: int | None,
    moving: Appointment | None,
    therapist: int | None,
) -> tuple[Plan, Taken]:
    """Any therapist: the fairest choice is made without a lock, then looked at again under it."""
    ignoring = moving.pk if moving else None
    if choice.therapist is None:
        plan, taken = find_start(choice, starts_at, now=now, patient=patient, ignoring=ignoring)
        fairest = _of(plan, taken, starts_at).start.therapists[0]
        choice = choice.with_therapist(fairest.slug)
        plan, taken = _look_under_lock(choice, fairest.id, starts_at, now, patient, moving)
        if taken is None:
            raise LookAgain
    else:
        wanted = therapist or therapist_called(choice.therapist, starts_at, now).id
        plan, taken = _look_under_lock(choice, wanted, starts_at, now, patient, moving)
    taken = _of(plan, taken, starts_at)
    lock_rooms(taken.room, *([moving.room_id] if moving else []))
    if patient:
        lock_patients(patient)
    _expire_overlapping(plan, taken, now)
    return plan, taken


class SeenTherapist(NamedTuple):
    """As seen without a lock; `first` is what this request was answered with before, if it was."""

    id: int
    is_taken: bool
    first: int | None


def therapist_called(
    slug: str, starts_at: datetime, now: datetime, *, request: str | None = None
) -> SeenTherapist:
    """Who that is, and whether somebody has that very moment already. Raises UnknownChoice."""
    asked = {"slug": slug, "start": starts_at, "now": now, "request": request}
    for seen in rows_of(THERAPIST_SQL, asked):
        return SeenTherapist(*seen)
    raise UnknownChoice("therapist", gettext("We have no such therapist."))


def refusal_of(choice: Choice, therapist: str, starts_at: datetime, now: datetime) -> Refused:
    """What is wrong with a start that somebody else has. Raises UnknownChoice."""
    anybody = load_plan(replace(choice, therapist=None), now=now)
    anybody.of_one(therapist)
    if not on_grid(anybody, starts_at):
        return NotBookable()
    refusal = SlotTaken()
    refusal.anybody = anybody
    return refusal


def _look_under_lock(
    choice: Choice,
    therapist: int,
    starts_at: datetime,
    now: datetime,
    patient: int | None,
    moving: Appointment | None,
) -> tuple[Plan, Taken | None]:
    lock_therapists(therapist, *([moving.therapist_id] if moving else []))
    ignoring = moving.pk if moving else None
    return find_start(choice, starts_at, now=now, patient=patient, ignoring=ignoring)


def _of(plan: Plan, taken: Taken | None, starts_at: datetime) -> Taken:
    if taken is None:
        raise SlotTaken if on_grid(plan, starts_at) else NotBookable
    return taken


def where_and_when(plan: Plan, taken: Taken) -> dict[str, Any]:
    starts_at = taken.start.at
    ends_at = starts_at + timedelta(minutes=plan.minutes)
    return {
        "location_id": plan.location_id,
        "therapist_id": taken.start.therapists[0].id,
        "room_id": taken.room,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "blocked_until": ends_at + timedelta(minutes=plan.turnover),
    }


def _expire_overlapping(plan: Plan, taken: Taken, now: datetime) -> None:
    """Clears away dead holds: the constraint cannot tell them from live ones."""
    where = where_and_when(plan, taken)
    [(has_stale,)] = rows_of(HAS_STALE_SQL, {**where, "now": now})
    if not has_stale:
        return
    stale = Appointment.objects.stale_holds(now).filter(
        Q(therapist=where["therapist_id"]) | Q(room=where["room_id"]),
        blocked__overlap=(where["starts_at"], where["blocked_until"]),
    )
    expire_holds(list(stale.order_by("pk").select_for_update(no_key=True)), now)


def expire_holds(stale: list[Appointment], now: datetime) -> int:
    for appointment in stale:
        record(appointment, EventKind.EXPIRED, now, Actor("system"))
    return Appointment.objects.filter(
        pk__in=[appointment.pk for appointment in stale], status=Status.HELD
    ).update(status=Status.CANCELLED, expires_at=None, **NO_VISITOR)
