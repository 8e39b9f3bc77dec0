"""What comes to an end by itself: offers that ran out, and wishes that are met or passed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from booking.actors import Actor
from booking.lifecycle import UNDO_WITHIN, offering
from booking.models import (
    AppointmentEvent,
    EventKind,
    Status,
    WaitlistEntry,
    WaitlistOffer,
)
from booking.models.waiting import IN_LINE
from booking.stranded import find_stranded
from timeline.wall import local_date

SYSTEM = Actor("system")
State = WaitlistEntry.State
# Without a state: nothing is sure until the desk can no longer undo it.
Ending = tuple[WaitlistEntry, WaitlistEntry.State | None]


def settle(now: datetime) -> list[WaitlistEntry]:
    """Ends what is over, and returns who can be offered something, in the order of the line.

    A wish that is paused ends like every other: it counts against what one may wait for.
    """
    asked = set(_settle_offers(now))
    line = list(WaitlistEntry.objects.unfinished().order_by(*IN_LINE).to_show())
    over = list(_endings(line, now))
    for entry, state in over:
        if state:
            offering.stop_waiting(entry=entry, state=state, now=now, actor=SYSTEM)
    out = asked | {entry.pk for entry, _ in over}
    return [entry for entry in line if entry.pk not in out and entry.state == State.WAITING]


def _settle_offers(now: datetime) -> Iterator[int]:
    """The entries whose offer is still out; offers that are over are ended."""
    offers = list(WaitlistOffer.objects.open().select_related("appointment", "entry"))
    stranded = _stranded(offers, now)
    for offer in offers:
        if offer.expires_at <= now or offer.appointment.status != Status.HELD:
            offering.lapse(offer=offer, now=now)
        elif offer.appointment_id in stranded:
            offering.decline(offer=offer, now=now, actor=SYSTEM)
        else:
            yield offer.entry_id


def _stranded(offers: list[WaitlistOffer], now: datetime) -> set[int]:
    """The held starts that nobody could give any more; no query when nothing is out."""
    if not offers:
        return set()
    keys = [offer.appointment_id for offer in offers]
    found = find_stranded(now=now, appointments=keys, with_holds=True)
    return {one.appointment.pk for one in found}


def _endings(line: list[WaitlistEntry], now: datetime) -> Iterator[Ending]:
    cancelled, booked = _cancellations(line), _booked_since(line)
    for entry in line:
        replaced = entry.instead_of
        if entry.last_day < local_date(now, entry.location.zone):
            yield entry, State.PASSED
        elif replaced is None:
            yield from _ending_by_booking(entry, booked[entry.patient_id], now)
        elif replaced.status == Status.CANCELLED:
            yield from _ending_by_cancellation(entry, cancelled.get(replaced.pk), now)
        elif replaced.status != Status.BOOKED or replaced.starts_at <= now:
            yield entry, State.PASSED


def _ending_by_booking(
    entry: WaitlistEntry, bookings: list[AppointmentEvent], now: datetime
) -> Iterator[Ending]:
    """Somebody who has booked what they wait for needs no offer."""
    for booking in bookings:
        if _is_the_wish(entry, booking):
            yield entry, None if _may_be_undone(booking, now) else State.BOOKED
            return


def _ending_by_cancellation(
    entry: WaitlistEntry, event: AppointmentEvent | None, now: datetime
) -> Iterator[Ending]:
    """Who cancels a booking no longer waits for an earlier one. The clinic's own cancellation
    makes it worse for them: then any start of the wish helps."""
    if event and event.actor_kind != "staff":
        yield entry, State.LEFT
    elif event and _may_be_undone(event, now):
        yield entry, None
    else:
        entry.instead_of = None
        entry.save(update_fields=["instead_of"])


def _may_be_undone(event: AppointmentEvent, now: datetime) -> bool:
    return event.actor_kind == "staff" and now <= event.at + UNDO_WITHIN


def _is_the_wish(entry: WaitlistEntry, booking: AppointmentEvent) -> bool:
    """Whether this was booked since, and is the treatment there on one of the days."""
    appointment = booking.appointment
    day = local_date(appointment.starts_at, entry.location.zone)
    return (
        booking.at >= entry.created_at
        and appointment.treatment_id == entry.treatment_id
        and appointment.location_id == entry.location_id
        and entry.first_day <= day <= entry.last_day
    )


def _cancellations(line: list[WaitlistEntry]) -> dict[int, AppointmentEvent]:
    """The latest cancellation of each booking that was to be replaced and is cancelled."""
    keys = [
        entry.instead_of_id
        for entry in line
        if entry.instead_of and entry.instead_of.status == Status.CANCELLED
    ]
    if not keys:
        return {}
    events = AppointmentEvent.objects.filter(appointment__in=keys, kind=EventKind.CANCELLED)
    return {event.appointment_id: event for event in events.order_by("pk")}


def _booked_since(line: list[WaitlistEntry]) -> dict[int, list[AppointmentEvent]]:
    """The bookings, by patient, that were made since somebody of the line began to wait."""
    booked: dict[int, list[AppointmentEvent]] = defaultdict(list)
    if not line:
        return booked
    events = AppointmentEvent.objects.filter(
        kind=EventKind.BOOKED,
        at__gte=min(entry.created_at for entry in line),
        appointment__status=Status.BOOKED,
        appointment__patient__in={entry.patient_id for entry in line if not entry.instead_of_id},
    )
    for event in events.select_related("appointment"):
        if event.appointment.patient_id:
            booked[event.appointment.patient_id].append(event)
    return booked
