"""Booking at the desk, and cancelling."""

from datetime import datetime
from typing import Any

from booking import messages
from booking.actors import Actor
from booking.history import record
from booking.lifecycle.rows import (
    choice_of,
    is_as_seen,
    locked,
    move_on,
    require_reason,
    require_reason_outside_policy,
    too_late_to_cancel,
)
from booking.locking import lock_rooms, lock_therapists, one_transaction
from booking.models import Appointment, EventKind, Series, Source, Status
from booking.policy import may_cancel
from booking.refusals import StateChanged
from booking.repeats import already_cancelled, is_own, latest_of
from booking.taking import take, where_and_when
from locations.models import Location, Room
from patients.models import Patient
from therapists.models import Therapist
from treatments.models import TreatmentOption


@one_transaction
def book(
    *,
    location: Location,
    option: TreatmentOption,
    therapist: Therapist | None,
    starts_at: datetime,
    patient: Patient,
    room: Room | None = None,
    series: Series | None = None,
    now: datetime,
    actor: Actor,
    reason: str = "",
    source: Source = Source.DESK,
    tell: bool = True,
    quiet_until: datetime | None = None,
) -> Appointment:
    """Books at once, for the desk. A reason lets staff go beyond notice and horizon.

    `tell` False: the patient is told in person; `quiet_until`: hears nothing before that. Raises
    SlotTaken, NotBookable, PatientBusy, TooLate, UnknownChoice.
    """
    choice = choice_of(location, option, therapist, actor, room)
    plan, taken = take(choice, starts_at, now, patient=patient.pk)
    require_reason_outside_policy(plan, starts_at, now, actor, reason)
    appointment = Appointment.objects.create(
        **where_and_when(plan, taken),
        treatment=option.treatment,
        price=option.price,
        status=Status.BOOKED,
        patient=patient,
        series=series,
        source=source,
    )
    record(appointment, EventKind.BOOKED, now, actor, reason, tell=tell)
    messages.announce_booked(
        appointment, now=now, tell=tell, quiet_until=quiet_until, by_patient=actor.is_patient
    )
    return appointment


@one_transaction
def cancel(
    *,
    appointment: Appointment,
    now: datetime,
    actor: Actor,
    reason: str = "",
    late: bool | None = None,
    tell: bool = True,
    quiet_until: datetime | None = None,
) -> Appointment:
    """Cancels a booking as it was seen; repeated, it answers with the cancelled one.

    Patients may until the cut-off; staff later, with a reason, and may say whether it counts as
    `late` (None: by the policy). Raises TooLate, StateChanged, also when staff ask for what
    somebody else has done already, or has told the patient otherwise.
    """
    lock_therapists(appointment.therapist_id)
    lock_rooms(appointment.room_id)
    current = locked(appointment)
    if current.status == Status.CANCELLED:
        first = latest_of(current, EventKind.CANCELLED)
        if not is_own(first, actor=actor, tell=tell):
            raise StateChanged(already_cancelled(first, actor))
        return current
    cancel_locked(
        current,
        seen=appointment,
        now=now,
        actor=actor,
        reason=reason,
        late=late,
        tell=tell,
    )
    messages.announce_cancelled(
        current, now=now, tell=tell, quiet_until=quiet_until, by_patient=actor.is_patient
    )
    return current


def cancel_locked(
    current: Appointment,
    *,
    seen: Appointment,
    now: datetime,
    actor: Actor,
    reason: str,
    late: bool | None,
    **details: Any,
) -> None:
    """Cancels a row that is locked, if it is still as it was `seen`; tells nobody.

    Raises TooLate, StateChanged.
    """
    if not is_as_seen(current, seen):
        raise StateChanged
    is_late = not may_cancel(current, now)
    if is_late:
        require_reason(actor, reason, too_late_to_cancel(current, actor))
    if late is not None and actor.is_staff:
        is_late = late
    details |= {"late": is_late, "status": current.status}
    untold = messages.untold_news(current)
    move_on(
        current,
        (Status.BOOKED, Status.ARRIVED) if actor.is_staff else (Status.BOOKED,),
        Status.CANCELLED,
        sequence=current.sequence + 1,
        cancelled_late=is_late,
    )
    record(current, EventKind.CANCELLED, now, actor, reason, untold=untold, **details)
