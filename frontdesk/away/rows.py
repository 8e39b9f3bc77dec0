"""One appointment that cannot stay as it is, with all that the desk may do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.messages import news_channels
from booking.models import Appointment, Status
from booking.templatetags.clinic_time import clinic_moment, clinic_time
from frontdesk.away.decisions import LATER, Decision, Verb
from frontdesk.away.new_times import SameDay
from frontdesk.away.replacements import Replacement
from locations.models import Room


@dataclass(frozen=True)
class Option:
    """A decision as the form offers it."""

    decision: Decision
    label: str


@dataclass(frozen=True)
class Row:
    """`chosen` is what the form proposes, or what was chosen when it comes back."""

    appointment: Appointment
    replacements: list[Option] = field(default_factory=list)
    same_day: list[Option] = field(default_factory=list)
    new_times: list[Option] = field(default_factory=list)
    others: list[Option] = field(default_factory=list)
    asked_at: datetime | None = None
    chosen: str = LATER.value


def replacement_options(
    appointment: Appointment, replacements: Sequence[Replacement], rooms: dict[int, Room]
) -> list[Option]:
    """Nobody changes places in the middle of a session."""
    if appointment.status == Status.IN_SESSION:
        return []
    return [
        Option(Decision(Verb.GIVE, one.therapist.id, one.room), _label(one, rooms))
        for one in replacements
    ]


def _label(one: Replacement, rooms: dict[int, Room]) -> str:
    if one.room is not None:
        said = _("Give it {room}, with {therapist}")
        return said.format(room=rooms[one.room], therapist=one.therapist.name)
    if not one.sessions:
        said = _("Give to {therapist} (no sessions that day)")
    else:
        said = ngettext(
            "Give to {therapist} ({n} session that day)",
            "Give to {therapist} ({n} sessions that day)",
            one.sessions,
        )
    return said.format(therapist=one.therapist.name, n=one.sessions)


def same_day_options(appointment: Appointment, starts: Iterable[SameDay]) -> list[Option]:
    return [
        Option(
            Decision(Verb.MOVE, one.therapist.id, starts_at=one.at),
            _("Move to {time} with {therapist}").format(
                time=clinic_time(one.at, appointment.location), therapist=one.therapist.name
            ),
        )
        for one in starts
    ]


def new_time_options(appointment: Appointment, starts: Iterable[datetime]) -> list[Option]:
    return [
        Option(
            Decision(Verb.MOVE, starts_at=start),
            _("Move to {moment}").format(moment=clinic_moment(start, appointment.location)),
        )
        for start in starts
    ]


def other_options(appointment: Appointment, *, asked: bool, now: datetime) -> list[Option]:
    """Asking and cancelling, as far as each is still possible."""
    options: list[Option] = []
    has_address = appointment.patient is not None and news_channels(appointment.patient)
    to_come = appointment.status == Status.BOOKED and appointment.starts_at > now
    if to_come and has_address and not asked:
        options.append(Option(Decision(Verb.ASK), _("Ask the patient to choose another time")))
    if appointment.status in (Status.BOOKED, Status.ARRIVED):
        options.append(Option(Decision(Verb.CANCEL), _("Cancel it")))
    return options


def rooms_of(replacements: Iterable[Sequence[Replacement]]) -> dict[int, Room]:
    """The rooms that replacements name; one query."""
    return Room.objects.in_bulk({one.room for some in replacements for one in some if one.room})
