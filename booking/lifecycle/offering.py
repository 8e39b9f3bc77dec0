"""A free start offered to one person of the waiting list: held, taken, or given back.

Locks follow the order of `booking.locking`; the entry and its offer come last.
"""

from datetime import datetime

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from booking import messages
from booking.actors import Actor
from booking.history import record
from booking.lifecycle.rows import (
    is_stale,
    locked,
    move_on,
    refuse_busy_patient,
    refuse_what_nobody_can_give,
)
from booking.locking import LookAgain, lock_patients, lock_rooms, lock_therapists, one_transaction
from booking.models import (
    Appointment,
    EventKind,
    Source,
    Status,
    WaitlistEntry,
    WaitlistOffer,
)
from booking.plan import Choice
from booking.refusals import HoldExpired, PatientBusy, StateChanged, TooLate
from booking.taking import NO_VISITOR, expire_holds, take, where_and_when
from booking.waiting.messages import announce_offer, withdraw_offer
from booking.waiting.terms import (
    PAUSE_AFTER,
    SHORTEST_ANSWER,
    answer_from,
    answer_until,
    is_to_be_replaced,
)
from therapists.models import Therapist
from treatments.models import TreatmentOption

Answer, State = WaitlistOffer.Answer, WaitlistEntry.State
OVER = _("This time is no longer kept for you. Nothing has been booked.")
IS_EARLIER = _("Your appointment has been moved to an earlier time meanwhile, so it stays.")


@one_transaction
def offer(
    *,
    entry: WaitlistEntry,
    therapist: Therapist | None,
    starts_at: datetime,
    now: datetime,
    actor: Actor,
) -> WaitlistOffer:
    """Holds a start for one entry, by the patients' rules whoever asks, and writes the message.

    `therapist` None takes any. Raises SlotTaken, NotBookable, UnknownChoice, PatientBusy, TooLate
    when too little time is left to answer, StateChanged when the entry no longer waits.
    """
    choice = Choice(
        location=entry.location.slug,
        treatment=entry.treatment.slug,
        duration=entry.minutes,
        therapist=therapist.slug if therapist else None,
    )
    plan, taken = take(choice, starts_at, now)
    terms = plan.policy, plan.zone, starts_at, now
    keep_until = answer_until(*terms)
    if keep_until - now < SHORTEST_ANSWER:
        raise TooLate(gettext("Too little time is left to answer an offer of this time."))
    lock_patients(entry.patient_id)
    waiting = _locked_entry(entry)
    if waiting.state != State.WAITING or waiting.offers.open().exists():
        raise StateChanged(gettext("This person no longer waits, or has an offer already."))
    place = where_and_when(plan, taken)
    _refuse_busy(waiting, place["starts_at"], place["ends_at"])
    option = TreatmentOption.objects.get(treatment=entry.treatment, minutes=entry.minutes)
    appointment = Appointment.objects.create(
        **place,
        treatment=entry.treatment,
        price=option.price,
        status=Status.HELD,
        expires_at=keep_until,
        source=Source.WAITING_LIST,
    )
    record(appointment, EventKind.HELD, now, actor)
    made = WaitlistOffer.objects.create(
        entry=waiting, appointment=appointment, offered_at=now, expires_at=keep_until
    )
    announce_offer(made, now=now, texts_at=answer_from(*terms))
    return made


@one_transaction
def accept(*, offer: WaitlistOffer, now: datetime, actor: Actor) -> Appointment:
    """Books the offered start, and cancels in the same moment what it comes instead of.

    The patient's other wishes to replace the same booking end with it. Repeated, it answers with
    the booking. Raises HoldExpired, TakenBack, PatientBusy, StateChanged.
    """
    entry = WaitlistEntry.objects.select_related("instead_of").get(pk=offer.entry_id)
    involved = [one for one in (offer.appointment, entry.instead_of) if one]
    lock_therapists(*(one.therapist_id for one in involved))
    lock_rooms(*(one.room_id for one in involved))
    lock_patients(entry.patient_id)
    rows = _locked_appointments(involved)
    waiting, current = _locked_entry(entry), _locked_offer(offer)
    if (waiting.patient_id, waiting.instead_of_id) != (entry.patient_id, entry.instead_of_id):
        raise LookAgain
    appointment = rows[current.appointment_id]
    if current.answer == Answer.ACCEPTED:
        return appointment
    is_open = current.answer == Answer.NONE and appointment.status == Status.HELD
    if not is_open or is_stale(appointment, now):
        raise HoldExpired(str(OVER))
    refuse_what_nobody_can_give(appointment, now)
    if waiting.instead_of_id:
        _cancel_replaced(rows[waiting.instead_of_id], appointment, now, actor)
    refuse_busy_patient(waiting.patient, appointment)
    move_on(
        appointment,
        (Status.HELD,),
        Status.BOOKED,
        patient=waiting.patient,
        expires_at=None,
        **NO_VISITOR,
    )
    record(appointment, EventKind.BOOKED, now, actor)
    messages.announce_booked(appointment, now=now, by_patient=actor.is_patient)
    _answer(current, waiting, Answer.ACCEPTED, now)
    _end(waiting, State.BOOKED, now)
    _end_the_like(waiting, now)
    return appointment


@one_transaction
def decline(*, offer: WaitlistOffer, now: datetime, actor: Actor) -> WaitlistOffer:
    """Gives the offered start back; an offer that was answered or ran out stays as it is.

    It is the patient who declines; from anybody else it is taken back.
    """
    held = locked(offer.appointment)
    waiting, current = _locked_entry(offer.entry), _locked_offer(offer)
    if current.answer == Answer.NONE and not is_stale(held, now):
        _let_go(held, now, actor)
        _answer(current, waiting, _answer_of(actor), now)
    return current


@one_transaction
def lapse(*, offer: WaitlistOffer, now: datetime) -> WaitlistOffer:
    """Ends an open offer whose hold is over; after some in a row the entry is paused.

    Somebody at the desk may have given the held time back: that counts as no answer of anybody.
    """
    held = locked(offer.appointment)
    waiting, current = _locked_entry(offer.entry), _locked_offer(offer)
    is_over = held.status != Status.HELD or is_stale(held, now)
    if current.answer != Answer.NONE or not is_over:
        return current
    if held.status == Status.HELD:
        expire_holds([held], now)
    _answer(current, waiting, Answer.LAPSED if current.expires_at <= now else Answer.WITHDRAWN, now)
    if waiting.unanswered >= PAUSE_AFTER and waiting.state == State.WAITING:
        waiting.state = State.UNANSWERED
        waiting.save(update_fields=["state"])
    return current


@one_transaction
def stop_waiting(
    *, entry: WaitlistEntry, state: WaitlistEntry.State, now: datetime, actor: Actor
) -> WaitlistEntry:
    """Ends an entry with `state`, and gives back what it is offered; one that ended stays so."""
    return _stop_waiting(entry, state, now, actor)


def _stop_waiting(
    entry: WaitlistEntry, state: WaitlistEntry.State, now: datetime, actor: Actor
) -> WaitlistEntry:
    found = entry.offers.open().select_related("appointment").first()
    held = locked(found.appointment) if found else None
    waiting = _locked_entry(entry)
    if waiting.state not in (State.WAITING, State.UNANSWERED):
        return waiting
    current = waiting.offers.open().select_for_update(no_key=True).first()
    if current != found:
        raise LookAgain
    if current and held:
        _let_go(held, now, actor)
        _answer(current, waiting, _answer_of(actor), now)
    _end(waiting, state, now)
    return waiting


def _locked_entry(entry: WaitlistEntry) -> WaitlistEntry:
    rows = WaitlistEntry.objects.select_related("patient__account")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=entry.pk)


def _locked_offer(offer: WaitlistOffer) -> WaitlistOffer:
    return WaitlistOffer.objects.select_for_update(no_key=True).get(pk=offer.pk)


def _locked_appointments(involved: list[Appointment]) -> dict[int, Appointment]:
    rows = Appointment.objects.to_show().filter(pk__in=[one.pk for one in involved])
    in_order = rows.order_by("pk").select_for_update(of=("self",), no_key=True)
    return {one.pk: one for one in in_order}


def _refuse_busy(entry: WaitlistEntry, starts_at: datetime, ends_at: datetime) -> None:
    """The booking that an earlier start replaces is in nobody's way."""
    others = Appointment.objects.blocking().filter(
        patient=entry.patient_id, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    if others.exclude(pk=entry.instead_of_id or 0).exists():
        raise PatientBusy(
            gettext("{name} has another appointment at that time.").format(
                name=entry.patient.called
            )
        )


def _cancel_replaced(replaced: Appointment, by: Appointment, now: datetime, actor: Actor) -> None:
    """One that is over or gone stays so."""
    if replaced.status != Status.BOOKED or replaced.starts_at <= now:
        return
    if not is_to_be_replaced(replaced, by.starts_at):
        raise StateChanged(str(IS_EARLIER))
    untold = messages.untold_news(replaced)
    move_on(replaced, (Status.BOOKED,), Status.CANCELLED, sequence=replaced.sequence + 1)
    details = {"late": False, "status": Status.BOOKED, "untold": untold, "replaced_by": by.pk}
    record(
        replaced,
        EventKind.CANCELLED,
        now,
        actor,
        gettext_noop("An earlier time was taken."),
        **details,
    )
    messages.announce_cancelled(replaced, now=now, by_patient=actor.is_patient)


def _let_go(held: Appointment, now: datetime, actor: Actor) -> None:
    if held.status == Status.HELD:
        move_on(held, (Status.HELD,), Status.CANCELLED, expires_at=None, **NO_VISITOR)
        record(held, EventKind.RELEASED, now, actor)


def _answer_of(actor: Actor) -> WaitlistOffer.Answer:
    return Answer.DECLINED if actor.kind == "patient" else Answer.WITHDRAWN


def _answer(
    current: WaitlistOffer, entry: WaitlistEntry, answer: WaitlistOffer.Answer, now: datetime
) -> None:
    current.answer, current.answered_at = answer, now
    current.save(update_fields=["answer", "answered_at"])
    if answer != Answer.WITHDRAWN:
        entry.unanswered = entry.unanswered + 1 if answer == Answer.LAPSED else 0
        entry.save(update_fields=["unanswered"])
    withdraw_offer(current)


def _end_the_like(entry: WaitlistEntry, now: datetime) -> None:
    """What one booking was replaced by, no other start can replace again."""
    if entry.instead_of_id:
        like = WaitlistEntry.objects.unfinished().filter(instead_of=entry.instead_of_id)
        for other in like.filter(patient=entry.patient_id).order_by("pk"):
            _stop_waiting(other, State.BOOKED, now, Actor("system"))


def _end(entry: WaitlistEntry, state: WaitlistEntry.State, now: datetime) -> None:
    entry.state, entry.ended_at = state, now
    entry.save(update_fields=["state", "ended_at"])
