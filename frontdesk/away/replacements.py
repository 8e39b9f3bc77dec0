"""Who could take an appointment at its own time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.availability import FreeTime
from booking.models import Appointment
from booking.plan import Choice, Plan, PlannedTherapist, load_plan
from booking.policy import StartWindow, start_window
from booking.refusals import UnknownChoice
from frontdesk.away.groups import groups_of, keys_of
from timeline.minutes import minute_of
from timeline.wall import ONE_DAY, local_date, minute_at


@dataclass(frozen=True)
class Replacement:
    """A therapist who is free then, with the `sessions` they have that day.

    `room` is set when it is the appointment's own therapist: only another room is needed.
    """

    therapist: PlannedTherapist
    sessions: int
    room: int | None = None


def find_replacements(
    appointments: Sequence[Appointment], *, now: datetime
) -> dict[int, list[Replacement]]:
    """By appointment, those with the fewest sessions that day first; two queries a group.

    The appointments are taken for gone: each could go into its own room again.
    """
    ignoring = keys_of(appointments)
    found: dict[int, list[Replacement]] = {}
    for choice, members in groups_of(appointments).items():
        free = _free_time(choice, members, ignoring, now)
        starts = {one.id: free.starts_of(one) for one in free.plan.therapists} if free else {}
        for appointment in members:
            free_then = _free_at(free, starts, appointment) if free else ()
            found[appointment.pk] = sorted(free_then, key=_fewest_sessions)
    return found


def _fewest_sessions(one: Replacement) -> tuple[int, str]:
    return one.sessions, one.therapist.slug


def _free_time(
    choice: Choice, members: Sequence[Appointment], ignoring: list[int], now: datetime
) -> FreeTime | None:
    """Around the starts of all `members`; None when nothing can be booked there any more."""
    try:
        plan = load_plan(choice, now=now)
    except UnknownChoice:
        return None
    free = FreeTime(plan, _window(plan, members, now), now, ignoring=ignoring)
    return None if free.is_empty else free


def _window(plan: Plan, members: Sequence[Appointment], now: datetime) -> StartWindow:
    allowed = start_window(plan.policy, plan.zone, now=now, by_staff=True)
    minutes = [minute_of(appointment.starts_at) for appointment in members]
    first, last = min(minutes), max(minutes)
    return StartWindow(max(first, allowed.earliest), min(last + 1, allowed.end))


def _free_at(
    free: FreeTime, starts: dict[int, int], appointment: Appointment
) -> Iterator[Replacement]:
    minute = minute_of(appointment.starts_at)
    offset = max(minute - free.origin, 0)
    for therapist in free.plan.therapists:
        if starts[therapist.id] >> offset & 1:
            is_own = therapist.id == appointment.therapist_id
            room = free.room_at(minute) if is_own else None
            yield Replacement(therapist, _sessions(free, therapist, appointment), room)


def _sessions(free: FreeTime, therapist: PlannedTherapist, appointment: Appointment) -> int:
    day = local_date(appointment.starts_at, free.plan.zone)
    start, end = (minute_at(date, 0, free.plan.zone) for date in (day, day + ONE_DAY))
    return sum(first < end and start < last for first, last in free.busy.therapists[therapist.id])
