"""What can follow a state of an appointment, and from when on the desk is offered it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from booking import lifecycle
from booking.history import latest_event
from booking.models import Appointment, AppointmentEvent, EventKind, Status
from timeline.intervals import Interval
from timeline.wall import day_interval


@dataclass(frozen=True)
class Step:
    """One click: its place in an address, the words and icon of the button, what it calls."""

    verb: str
    label: str | Promise
    icon: str
    change: Callable[..., Appointment]


ARRIVE = Step("arrive", _("Has arrived"), "how_to_reg", lifecycle.arrive)
START = Step("start", _("Start session"), "spa", lifecycle.start)
COMPLETE = Step("complete", _("Session is over"), "check", lifecycle.complete)
NO_SHOW = Step("no-show", _("No-show"), "person_off", lifecycle.no_show)
RELEASE = Step("release", _("Give the time back"), "lock_open", lifecycle.release)
# Any day before: the patient said so on the telephone.
ATTENDING = Step("attending", _("Said to be there"), "thumb_up", lifecycle.say_attending)
STEPS = {step.verb: step for step in (ATTENDING, ARRIVE, START, COMPLETE, NO_SHOW, RELEASE)}

FOLLOWING: dict[str, tuple[Step, ...]] = {
    Status.HELD: (RELEASE,),
    Status.BOOKED: (ARRIVE, START, COMPLETE, NO_SHOW),
    Status.ARRIVED: (START, COMPLETE),
    Status.IN_SESSION: (COMPLETE,),
}
# What the newest event of a day's step was called on its button.
DONE_BY: dict[str, Step] = {
    EventKind.ARRIVED: ARRIVE,
    EventKind.STARTED: START,
    EventKind.COMPLETED: COMPLETE,
    EventKind.NO_SHOW: NO_SHOW,
}
AFTER_A_STEP = (Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED, Status.NO_SHOW)
# Sessions may begin a little early.
NEAR = timedelta(minutes=15)
MOVABLE = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION)
CANCELLABLE = (Status.BOOKED, Status.ARRIVED)


@dataclass(frozen=True)
class NextSteps:
    """What one click may do, the likeliest first; `more` is what would mostly be a slip now."""

    likely: list[Step]
    more: list[Step]


def next_steps(appointment: Appointment, now: datetime) -> NextSteps:
    """What may be done to it now."""
    following = FOLLOWING.get(appointment.status, ())
    offered = [step for step in following if now >= _offered_from(appointment, step)]
    likely = [step for step in offered if _is_likely(step, appointment, now)]
    return NextSteps(likely, [step for step in offered if step not in likely])


def _is_likely(step: Step, appointment: Appointment, now: datetime) -> bool:
    """The first of its state; and the session itself when it is about to begin."""
    if step is FOLLOWING[appointment.status][0]:
        return True
    return step is START and now >= appointment.starts_at - NEAR


def _offered_from(appointment: Appointment, step: Step) -> datetime:
    """Nobody arrives on another day, and nobody stays away before the session should begin."""
    if step is RELEASE:
        return appointment.created_at
    if step is NO_SHOW:
        return appointment.starts_at
    return _day_of(appointment).start


def step_to_undo(appointment: Appointment, now: datetime) -> tuple[AppointmentEvent, str] | None:
    """The step of the day that `lifecycle.undo` takes back, and what its button said.

    None when the latest change was another, which the patient may have heard of, and from the
    end of the day on. One query at most.
    """
    if appointment.status not in AFTER_A_STEP or now >= _day_of(appointment).end:
        return None
    event = latest_event(appointment)
    step = DONE_BY.get(event.kind)
    return (event, str(step.label)) if step and event.actor_kind == "staff" else None


def _day_of(appointment: Appointment) -> Interval:
    return day_interval(appointment.starts_local.date(), appointment.zone)
