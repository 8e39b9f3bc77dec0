"""Giving other rooms to appointments that only lost theirs; no patient is told of a room."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking.actors import Actor
from booking.models import Appointment, Attention, Status
from booking.refusals import Refused, SlotTaken
from frontdesk.away.decisions import Decision, Verb, carry_out
from frontdesk.away.replacements import Replacement, find_replacements

# More wait for the next click: a request has to end.
AT_ONCE = 100
NO_ROOM = _("No other suitable room is free then.")


@dataclass
class Rehoused:
    """Those that have another room now, and those that could not, each with the reason."""

    done: list[Appointment] = field(default_factory=list)
    refused: list[tuple[Appointment, str]] = field(default_factory=list)


def needs_only_a_room(appointment: Appointment, replacements: Iterable[Replacement]) -> bool:
    """Whether its own therapist could give it at its time, in another room."""
    return _other_room(appointment, replacements) is not None


def give_other_rooms(entries: Iterable[Attention], *, now: datetime, actor: Actor) -> Rehoused:
    """One after the other, each in a transaction of its own; what is refused stays on the list."""
    rehoused = Rehoused()
    for appointment in _that_need_only_a_room(entries, now)[:AT_ONCE]:
        try:
            _give_other_room(appointment, now=now, actor=actor)
        except SlotTaken:
            rehoused.refused.append((appointment, str(NO_ROOM)))
        except Refused as refused:
            rehoused.refused.append((appointment, str(refused)))
        else:
            rehoused.done.append(appointment)
    return rehoused


def _that_need_only_a_room(entries: Iterable[Attention], now: datetime) -> list[Appointment]:
    appointments = [_as_noticed(entry) for entry in entries]
    replacements = find_replacements(appointments, now=now)
    return [one for one in appointments if needs_only_a_room(one, replacements[one.pk])]


def _as_noticed(entry: Attention) -> Appointment:
    """What happened since is not overwritten unseen."""
    appointment = entry.appointment
    appointment.sequence = entry.sequence
    return appointment


def _give_other_room(appointment: Appointment, *, now: datetime, actor: Actor) -> None:
    """Asks anew which room is free: the one before may have taken it."""
    free = find_replacements([appointment], now=now)[appointment.pk]
    room = _other_room(appointment, free)
    if room is None:
        raise SlotTaken
    decision = Decision(Verb.GIVE, appointment.therapist_id, room)
    reason = gettext("Its room cannot be used.")
    carry_out(decision, appointment, tell=True, reason=reason, now=now, actor=actor)


def _other_room(appointment: Appointment, replacements: Iterable[Replacement]) -> int | None:
    if appointment.status == Status.IN_SESSION:
        return None
    rooms = (one.room for one in replacements if one.therapist.id == appointment.therapist_id)
    return next((room for room in rooms if room not in (None, appointment.room_id)), None)
