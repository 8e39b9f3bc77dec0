"""When else the same therapist could see the patients, once they are back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from booking.availability import FreeTime
from booking.models import Appointment
from booking.plan import Choice, load_plan
from booking.policy import StartWindow, start_window
from booking.refusals import UnknownChoice
from frontdesk.away.groups import groups_of, keys_of
from therapists.models import Therapist
from timeline.intervals import Interval
from timeline.minutes import minute_after, minute_of
from timeline.wall import local_date

LOOK_AHEAD = timedelta(days=28)
DAYS_SHOWN = 5


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
