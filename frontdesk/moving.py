"""A move before it is made: whether it can be, what it changes, in words."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from booking.availability import Availability, find_start, find_starts
from booking.models import Appointment, Status
from booking.obstacles import why_not
from booking.plan import Choice
from booking.policy import may_reschedule, policy_of, within_notice_and_horizon
from booking.refusals import UnknownChoice
from frontdesk.history import spoken_place
from locations.models import Room
from therapists.models import Therapist
from treatments.models import TreatmentOption


@dataclass(frozen=True)
class Wish:
    """Where an appointment shall go; therapist or room None means any, option None its own."""

    appointment: Appointment
    therapist: Therapist | None
    room: Room | None
    option: TreatmentOption | None

    @property
    def minutes(self) -> int:
        return self.option.minutes if self.option else self.appointment.minutes

    @property
    def price(self) -> Decimal:
        return self.option.price if self.option else self.appointment.price

    @property
    def choice(self) -> Choice:
        there = self.appointment
        turnover = self.option.turnover_minutes if self.option else there.turnover_minutes
        return Choice(
            location=there.location.slug,
            treatment=there.treatment.slug,
            duration=self.minutes,
            therapist=self.therapist.slug if self.therapist else None,
            by_staff=True,
            agreed_turnover=turnover,
            room=self.room.pk if self.room else None,
            usual_room=there.room_id,
        )


@dataclass(frozen=True)
class Proposal:
    """What a move would change; `obstacle` says why it cannot be made."""

    before: str
    after: str
    price: Decimal | None
    minutes: int | None
    is_room_only: bool
    needs_reason: bool
    obstacle: str = ""


def propose(wish: Wish, starts_at: datetime, *, now: datetime) -> Proposal:
    """The move to `starts_at` in words; four queries, and three more when it cannot be made."""
    there = wish.appointment
    room, therapist, obstacle = _target(wish, starts_at, now)
    same_time = starts_at == there.starts_at
    same = same_time and wish.option is None and therapist == there.therapist.first_name
    if not obstacle and same and room == there.room.name:
        obstacle = _("It is there already.")
    return Proposal(
        before=_spoken(there, there.starts_at, there.therapist.first_name, there.room.name),
        after=_spoken(there, starts_at, therapist, room),
        price=wish.price if wish.price != there.price else None,
        minutes=wish.minutes if wish.option else None,
        is_room_only=same,
        needs_reason=not same_time and needs_reason(there, starts_at, now),
        obstacle=_begun(there, starts_at) or obstacle,
    )


def needs_reason(appointment: Appointment, starts_at: datetime, now: datetime) -> bool:
    """Whether patients could not make this move themselves."""
    policy = policy_of(appointment.location)
    allowed = within_notice_and_horizon(policy, appointment.zone, starts_at, now)
    return not allowed or not may_reschedule(appointment, now)


def free_starts(wish: Wish, day: date, *, now: datetime) -> Availability | None:
    """The starts of `day`; None when nothing is offered at all. A begun session keeps its own."""
    there = wish.appointment
    try:
        found = find_starts(
            wish.choice,
            first=day,
            days=1,
            now=now,
            patient=there.patient_id,
            ignoring=there.pk,
        )
    except UnknownChoice:
        return None
    if there.status == Status.IN_SESSION:
        found.starts[:] = [start for start in found.starts if start.at == there.starts_at]
    return found


def _target(wish: Wish, starts_at: datetime, now: datetime) -> tuple[str, str, str]:
    """The names of room and therapist that it would get, and what is in the way."""
    there = wish.appointment
    who: dict[str, Any] = {"patient": there.patient_id, "ignoring": there.pk}
    named = wish.therapist.first_name if wish.therapist else ""
    room = wish.room.name if wish.room else ""
    try:
        taken = find_start(wish.choice, starts_at, now=now, **who)[1]
    except UnknownChoice as refusal:
        return room, named, str(refusal)
    if taken is None:
        return room, named, why_not(wish.choice, starts_at, now=now, **who)
    rooms = Room.objects.values_list("name", flat=True)
    return rooms.get(pk=taken.room), taken.start.therapists[0].first_name, ""


def _begun(appointment: Appointment, starts_at: datetime) -> str:
    if appointment.status == Status.IN_SESSION and starts_at != appointment.starts_at:
        return _("The session has begun: its start stays.")
    return ""


def _spoken(appointment: Appointment, starts_at: datetime, therapist: str, room: str) -> str:
    words = spoken_place(starts_at, appointment)
    if therapist:
        words = _("{moment} with {therapist}").format(moment=words, therapist=therapist)
    return f"{words}, {room}" if room else words
