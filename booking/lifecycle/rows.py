"""What every change of an appointment does with its row: read under lock, compare, write."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from booking.actors import Actor
from booking.models import Appointment, Status
from booking.plan import Choice, Plan
from booking.policy import within_notice_and_horizon
from booking.refusals import PatientBusy, StateChanged, TakenBack, TooLate
from booking.stranded import find_stranded
from locations.models import Location, Room
from patients.models import Patient
from therapists.models import Therapist
from treatments.models import TreatmentOption


def choice_of(
    location: Location,
    option: TreatmentOption,
    therapist: Therapist | None,
    actor: Actor,
    room: Room | None = None,
) -> Choice:
    return Choice(
        location=location.slug,
        treatment=option.treatment.slug,
        duration=option.minutes,
        therapist=therapist.slug if therapist else None,
        by_staff=actor.is_staff,
        room=room.pk if room else None,
    )


def locked(appointment: Appointment) -> Appointment:
    """The row as it is now, locked, with all that messages say about it."""
    rows = Appointment.objects.to_show().select_for_update(of=("self",), no_key=True)
    return rows.get(pk=appointment.pk)


def is_as_seen(current: Appointment, seen: Appointment) -> bool:
    """Steps of the day leave the sequence as it is, so the status counts too."""
    return (current.sequence, current.status) == (seen.sequence, seen.status)


def is_stale(appointment: Appointment, now: datetime) -> bool:
    return appointment.expires_at is not None and appointment.expires_at <= now


def move_on(
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


def require_reason(actor: Actor, reason: str, sentence: str) -> None:
    if not actor.is_staff:
        raise TooLate(sentence)
    if not reason.strip():
        raise TooLate(
            _("{sentence} Give a reason to do it all the same.").format(sentence=sentence)
        )


def require_reason_outside_policy(
    plan: Plan, starts_at: datetime, now: datetime, actor: Actor, reason: str
) -> None:
    if not within_notice_and_horizon(plan.policy, plan.zone, starts_at, now):
        is_over = starts_at < now
        sentence = (
            _("This time has passed.") if is_over else _("This start is outside notice or horizon.")
        )
        require_reason(actor, reason, sentence)


def too_late_to_move(appointment: Appointment, actor: Actor) -> str:
    if actor.is_staff:
        return _("The time until which patients may move is over.")
    phone = appointment.location.phone
    if phone:
        said = _("It is too late to move this appointment online. Please phone us at {phone}.")
        return said.format(phone=phone)
    return _("It is too late to move this appointment online. Please phone the clinic.")


def too_late_to_cancel(appointment: Appointment, actor: Actor) -> str:
    if actor.is_staff:
        return _("The time until which patients may cancel is over.")
    phone = appointment.location.phone
    if phone:
        said = _("It is too late to cancel this appointment online. Please phone us at {phone}.")
        return said.format(phone=phone)
    return _("It is too late to cancel this appointment online. Please phone the clinic.")


def refuse_busy_patient(patient: Patient, appointment: Appointment) -> None:
    others = Appointment.objects.blocking().filter(
        patient=patient,
        starts_at__lt=appointment.ends_at,
        ends_at__gt=appointment.starts_at,
    )
    if others.exclude(pk=appointment.pk).exists():
        said = _("{name} has another appointment at that time.")
        raise PatientBusy(said.format(name=patient.called))


def refuse_what_nobody_can_give(held: Appointment, now: datetime) -> None:
    """A hold outlives the plans it was made by: the therapist may be away, the room shut."""
    if find_stranded(now=now, appointments=[held.pk], with_holds=True):
        raise TakenBack
