"""When else the patients could come: that day to a colleague, or once the therapist is back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.availability import FreeTime, Start
from booking.models import Appointment
from booking.plan import Choice, Named, load_plan
from booking.policy import StartWindow, start_window
from booking.refusals import UnknownChoice
from frontdesk.away.groups import groups_of, keys_of
from therapists.models import Therapist
from timeline.intervals import Interval
from timeline.minutes import minute_after, minute_of
from timeline.wall import ONE_DAY, local_date, minute_at

LOOK_AHEAD = timedelta(days=28)
DAYS_SHOWN = 5
SAME_DAY_SHOWN = 3


@dataclass(frozen=True)
class SameDay:
    """Another start on the appointment's own day, with a colleague who is free then."""

    at: datetime
    therapist: Named


def find_new_times(
    appointments: Sequence[Appointment], therapist: Therapist, *, after: datetime, now: datetime
) -> dict[int, list[datetime]]:
    """By appointment, one start on each of the next days: the nearest to its own time of day.

    Two queries a group of appointments, and one for what else their patients have booked.
    """
    busy = _sessions_of_patients(appointments, after)
    found: dict[int, list[datetime]] = {}
    for choice, members in groups_of(appointments).items():
        starts = _starts(choice, therapist, after, keys_of(appointments), now)
        for one in members:
            others = busy.get(one.patient_id or 0, [])
            found[one.pk] = _nearest_by_day(one, [at for at in starts if _free(one, at, others)])
    return found


def find_same_day(
    appointments: Sequence[Appointment], therapist: Therapist, *, now: datetime
) -> dict[int, list[SameDay]]:
    """By appointment, the starts of its day with a colleague, the nearest to its own time first.

    Who is due today is never asked to come sooner. As many queries as `find_new_times`.
    """
    if not appointments:
        return {}
    busy = _sessions_of_patients(appointments, min(one.starts_at for one in appointments) - ONE_DAY)
    found: dict[int, list[SameDay]] = {}
    for choice, members in groups_of(appointments).items():
        starts = _colleagues_starts(choice, therapist, members, keys_of(appointments), now)
        for one in members:
            others = busy.get(one.patient_id or 0, [])
            free = (start for start in starts if _suits_on_its_day(one, start.at, now))
            found[one.pk] = _nearest_apart(
                one, [start for start in free if _free(one, start.at, others)]
            )
    return found


def _nearest_apart(appointment: Appointment, starts: Sequence[SameDay]) -> list[SameDay]:
    """The nearest to its own time, none of which stands in another's way."""
    blocked = appointment.blocked_until - appointment.starts_at
    chosen: list[SameDay] = []
    for start in sorted(starts, key=lambda start: abs(start.at - appointment.starts_at)):
        if all(abs(start.at - other.at) >= blocked for other in chosen):
            chosen.append(start)
    return chosen[:SAME_DAY_SHOWN]


def _colleagues_starts(
    choice: Choice,
    absent: Therapist,
    members: Sequence[Appointment],
    ignoring: list[int],
    now: datetime,
) -> list[SameDay]:
    """All of the days of `members`, each with whoever has least to do."""
    try:
        plan = load_plan(choice, now=now)
    except UnknownChoice:
        return []
    days = [local_date(one.starts_at, plan.zone) for one in members]
    first, end = (minute_at(day, 0, plan.zone) for day in (min(days), max(days) + ONE_DAY))
    allowed = start_window(plan.policy, plan.zone, now=now, by_staff=True)
    window = StartWindow(max(first, allowed.earliest), min(end, allowed.end))
    free = FreeTime(plan, window, now, ignoring=ignoring)
    return list(_with_colleagues(free.starts(), absent))


def _with_colleagues(starts: Iterator[Start], absent: Therapist) -> Iterator[SameDay]:
    for start in starts:
        colleagues = (one for one in start.therapists if one.id != absent.pk)
        if colleague := next(colleagues, None):
            yield SameDay(start.at, colleague)


def _suits_on_its_day(appointment: Appointment, start: datetime, now: datetime) -> bool:
    zone, own = appointment.zone, appointment.starts_at
    day = local_date(own, zone)
    if start == own or local_date(start, zone) != day:
        return False
    return start > own or day > local_date(now, zone)


def _starts(
    choice: Choice, therapist: Therapist, after: datetime, ignoring: list[int], now: datetime
) -> list[datetime]:
    try:
        plan = load_plan(choice.with_therapist(therapist.slug), now=now)
    except UnknownChoice:
        return []
    allowed = start_window(plan.policy, plan.zone, now=now, by_staff=True)
    first = max(minute_after(after), minute_after(now))
    window = StartWindow(first, min(minute_of(after + LOOK_AHEAD), allowed.end))
    return [start.at for start in FreeTime(plan, window, now, ignoring=ignoring).starts()]


def _nearest_by_day(appointment: Appointment, starts: Sequence[datetime]) -> list[datetime]:
    zone = appointment.zone
    wished = appointment.starts_local
    by_day: dict[object, list[datetime]] = {}
    for start in starts:
        by_day.setdefault(local_date(start, zone), []).append(start)

    def off_the_wished_time(start: datetime) -> int:
        shown = start.astimezone(zone)
        return abs(shown.hour * 60 + shown.minute - wished.hour * 60 - wished.minute)

    return [min(day, key=off_the_wished_time) for day in list(by_day.values())[:DAYS_SHOWN]]


def _sessions_of_patients(
    appointments: Sequence[Appointment], after: datetime
) -> dict[int, list[Interval]]:
    patients = {one.patient_id for one in appointments}
    rows = Appointment.objects.blocking().filter(
        patient__in=patients, starts_at__lt=after + 2 * LOOK_AHEAD, ends_at__gt=after
    )
    sessions: dict[int, list[Interval]] = {}
    for row in rows.exclude(pk__in=keys_of(appointments)):
        sessions.setdefault(row.patient_id or 0, []).append(row.interval)
    return sessions


def _free(appointment: Appointment, start: datetime, others: Sequence[Interval]) -> bool:
    session = Interval(start, start + (appointment.ends_at - appointment.starts_at))
    return not any(session.overlaps(other) for other in others)
