"""Taking back the last change, as long as nobody has been told of it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking import messages
from booking.actors import Actor
from booking.history import facts, latest_event, record
from booking.lifecycle.rows import locked, move_on
from booking.locking import lock_patients, lock_rooms, lock_therapists, one_transaction
from booking.models import (
    BLOCKING,
    Appointment,
    AppointmentEvent,
    EventKind,
    Series,
    Source,
    Status,
)
from booking.refusals import SlotTaken, StateChanged, TooLate
from booking.series.messages import take_back
from booking.taking import expire_holds
from timeline.wall import day_interval

# The desk is offered ten seconds; the rest is for the way of a click.
UNDO_WITHIN = timedelta(seconds=15)
# What happens at the front desk itself, of which nobody is told.
STEPS = (
    EventKind.ATTENDING,
    EventKind.ARRIVED,
    EventKind.STARTED,
    EventKind.COMPLETED,
    EventKind.NO_SHOW,
)

IT_IS_TOO_LATE = _("It is too late to undo this.")


@one_transaction
def undo(*, event: AppointmentEvent, now: datetime, actor: Actor) -> Appointment:
    """Takes back what the desk did: a booking, a move, a cancellation or a step of the day.

    Only the appointment's latest change, while the patient has not been told; steps of the day
    until that day ends. Raises StateChanged, TooLate, SlotTaken, PatientBusy.
    """
    was = event.details.get("before", event.details)
    appointment = event.appointment
    lock_therapists(*{appointment.therapist_id, was["therapist"]})
    lock_rooms(*{appointment.room_id, was["room"]})
    lock_patients(*filter(None, [appointment.patient_id]))
    current = locked(appointment)
    if "series_version" in event.details:
        raise StateChanged(
            gettext("This was done for several sessions at once and told in one message.")
        )
    _refuse_unless_latest(event, current, actor)
    _refuse_half_of_an_answer(event, current)
    _refuse_when_too_late(event, current, now)
    _put_back(event, current, now, actor)
    return current


@one_transaction
def undo_series(*, series: Series, version: int, now: datetime, actor: Actor) -> list[Appointment]:
    """Takes back what the desk cancelled of a course in one go: all of it, or nothing.

    `version` as the events have it. Only the latest change of each session, while the patient has
    not been told. Raises StateChanged, TooLate, SlotTaken, PatientBusy.
    """
    done = AppointmentEvent.objects.filter(
        appointment__series=series, kind=EventKind.CANCELLED, details__series_version=version
    )
    events = list(done.select_related("appointment").order_by("appointment"))
    lock_therapists(*(event.appointment.therapist_id for event in events))
    lock_rooms(*(event.appointment.room_id for event in events))
    lock_patients(series.patient_id)
    current = [locked(event.appointment) for event in events]
    for event, one in zip(events, current, strict=True):
        _refuse_unless_latest(event, one, actor)
    if not events:
        raise StateChanged
    if now > events[0].at + UNDO_WITHIN or not take_back(series, version, now=now):
        raise TooLate(str(IT_IS_TOO_LATE))
    for event, one in zip(events, current, strict=True):
        _put_back(event, one, now, actor)
    return current


def _put_back(event: AppointmentEvent, current: Appointment, now: datetime, actor: Actor) -> None:
    going_back = _state_before(event)
    _clear_the_place(current, going_back, now)
    before = facts(current)
    move_on(
        current,
        (Status(current.status),),
        sequence=current.sequence + (event.kind not in STEPS),
        **going_back,
    )
    record(current, EventKind.UNDONE, now, actor, undone=event.kind, before=before)
    _announce(event, current, now)


def _refuse_unless_latest(event: AppointmentEvent, current: Appointment, actor: Actor) -> None:
    by_desk = actor.is_staff and event.actor_kind == "staff"
    if not by_desk or latest_event(current).pk != event.pk:
        raise StateChanged


def _refuse_half_of_an_answer(event: AppointmentEvent, current: Appointment) -> None:
    """Taking an offer may cancel what it replaces: undoing only one of them leaves neither."""
    is_taken = event.kind == EventKind.BOOKED and current.source == Source.WAITING_LIST
    if is_taken or "replaced_by" in event.details:
        raise StateChanged(
            gettext("This answered an offer of the waiting list, and cannot be undone.")
        )


def _refuse_when_too_late(event: AppointmentEvent, current: Appointment, now: datetime) -> None:
    if event.kind in STEPS:
        if now >= day_interval(current.starts_local.date(), current.zone).end:
            raise TooLate(gettext("The day is over; this can no longer be undone."))
    elif now > event.at + UNDO_WITHIN or not messages.hold_back_news(current):
        raise TooLate(str(IT_IS_TOO_LATE))


def _state_before(event: AppointmentEvent) -> dict[str, Any]:
    """The fields as they were before the event."""
    if event.kind == EventKind.BOOKED:
        return {"status": Status.CANCELLED}
    if event.kind == EventKind.RESCHEDULED:
        place = _place(event.details["before"])
        said = {"attending_since": _attending_since(event)}
        return {"status": event.details["status"], **place, **said}
    if event.kind == EventKind.ATTENDING:
        return {"status": event.details["status"], "attending_since": None}
    if event.kind == EventKind.CANCELLED or event.kind in STEPS:
        fields = {"cancelled_late": False} if event.kind == EventKind.CANCELLED else {}
        return {"status": event.details["status"], **fields}
    sentence = gettext("“{what}” cannot be undone.")
    raise StateChanged(sentence.format(what=event.get_kind_display()))


def _attending_since(event: AppointmentEvent) -> datetime | None:
    """What a move had taken away; events of older days know nothing of it."""
    said = event.details.get("attending_since")
    return datetime.fromisoformat(said) if said else None


def _place(was: dict[str, Any]) -> dict[str, Any]:
    moments = {
        name: datetime.fromisoformat(was[name])
        for name in ("starts_at", "ends_at", "blocked_until")
    }
    return {
        "therapist_id": was["therapist"],
        "room_id": was["room"],
        "price": Decimal(was["price"]),
        **moments,
    }


def _clear_the_place(current: Appointment, going_back: dict[str, Any], now: datetime) -> None:
    """Dead holds give way; whoever else is there stays. Raises SlotTaken."""
    if going_back["status"] not in BLOCKING:
        return
    start = going_back.get("starts_at", current.starts_at)
    end = going_back.get("blocked_until", current.blocked_until)
    others = (
        Appointment.objects.blocking()
        .exclude(pk=current.pk)
        .filter(
            Q(therapist=going_back.get("therapist_id", current.therapist_id))
            | Q(room=going_back.get("room_id", current.room_id)),
            blocked__overlap=(start, end),
        )
    )
    stale = others.stale_holds(now).order_by("pk").select_for_update(no_key=True)
    expire_holds(list(stale), now)
    if others.exists():
        raise SlotTaken(gettext("Somebody else has this time by now. Nothing has changed."))


def _announce(event: AppointmentEvent, current: Appointment, now: datetime) -> None:
    if event.kind == EventKind.BOOKED:
        messages.announce_cancelled(current, now=now, tell=False)
    elif event.kind in STEPS:
        messages.revive_reminders(current, now=now)
    else:
        messages.announce_restored(current, now=now, untold=_untold(event))


def _untold(event: AppointmentEvent) -> messages.News:
    """By channel; events of older days have one kind for all of them, or ""."""
    untold = event.details["untold"]
    if isinstance(untold, str):
        return messages.everywhere(messages.Kind(untold)) if untold else {}
    return dict(untold)
