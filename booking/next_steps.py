"""What can follow a state of an appointment, and from when on the desk is offered it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from booking import lifecycle
from booking.models import Appointment, Status
from timeline.wall import day_interval


@dataclass(frozen=True)
class Step:
    """One click: its place in an address, the words and icon of the button, what it calls."""

    verb: str
    label: str
    icon: str
    change: Callable[..., Appointment]


ARRIVE = Step("arrive", "Has arrived", "how_to_reg", lifecycle.arrive)
START = Step("start", "Start session", "spa", lifecycle.start)
COMPLETE = Step("complete", "Session is over", "check", lifecycle.complete)
NO_SHOW = Step("no-show", "Did not come", "person_off", lifecycle.no_show)
RELEASE = Step("release", "Give the time back", "lock_open", lifecycle.release)
STEPS = {step.verb: step for step in (ARRIVE, START, COMPLETE, NO_SHOW, RELEASE)}

FOLLOWING: dict[str, tuple[Step, ...]] = {
    Status.HELD: (RELEASE,),
    Status.BOOKED: (ARRIVE, START, COMPLETE, NO_SHOW),
    Status.ARRIVED: (START, COMPLETE),
    Status.IN_SESSION: (COMPLETE,),
}
MOVABLE = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION)
CANCELLABLE = (Status.BOOKED, Status.ARRIVED)


def next_steps(appointment: Appointment, now: datetime) -> list[Step]:
    """What one click may do to it now, the likeliest first."""
    following = FOLLOWING.get(appointment.status, ())
    return [step for step in following if now >= _offered_from(appointment, step)]


def _offered_from(appointment: Appointment, step: Step) -> datetime:
    """Nobody arrives on another day, and nobody stays away before the session should begin."""
    if step is RELEASE:
        return appointment.created_at
    if step is NO_SHOW:
        return appointment.starts_at
    return day_interval(appointment.starts_local.date(), appointment.zone).start
