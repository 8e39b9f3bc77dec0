"""When a start is gone: the closest ones that are left."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from booking.availability import DayOfStarts, find_start, find_starts
from booking.keeping import kept
from booking.plan import Choice, Plan, load_plan
from booking.week import OfferedStart, offered
from timeline.wall import ONE_DAY, local_date

DAYS_AROUND = 3
SHOWN = 6


@dataclass(frozen=True)
class Nearest:
    """`same` is the start itself, if it can be had after all; `day` leads back to the week."""

    same: OfferedStart | None
    with_others: OfferedStart | None
    starts: tuple[OfferedStart, ...]
    day: date


def find_nearest(
    choice: Choice,
    starts_at: datetime,
    *,
    now: datetime,
    patient: int | None = None,
    ignoring: int | None = None,
    anybody: Plan | None = None,
) -> Nearest:
    """What can be had around `starts_at`: three days either way, then whatever is next.

    `with_others` is the same start with another therapist; `anybody` the plan for all of them, if
    it is at hand. Raises UnknownChoice.
    """
    anybody = anybody or load_plan(replace(choice, therapist=None), now=now)
    found = find_starts(
        choice,
        plan=anybody.of_one(choice.therapist) if choice.therapist else anybody,
        first=starts_at.date() - DAYS_AROUND * ONE_DAY,
        days=2 * DAYS_AROUND + 1,
        now=now,
        patient=patient,
        ignoring=ignoring,
    )
    zone = found.plan.zone
    same, starts = _closest(tuple(found.days), starts_at, zone, get_language() or "")
    return Nearest(
        same=same,
        with_others=None
        if same or choice.therapist is None
        else _with_anybody(anybody, choice, starts_at, now, patient, ignoring),
        starts=starts,
        day=local_date(found.next or starts_at, zone),
    )


# A crowd that wants one start is told the same.
@kept(64, when=lambda days, *_how: all(day.is_small for day in days))
def _closest(
    days: tuple[DayOfStarts, ...], starts_at: datetime, zone: ZoneInfo, _language: str
) -> tuple[OfferedStart | None, tuple[OfferedStart, ...]]:
    """The start itself, if it is among them, and those closest to it, in order."""
    starts = [start for day in days for start in day.starts]
    same = [start for start in starts if start.at == starts_at]
    others = [start for start in starts if start.at != starts_at]
    closest = sorted(others, key=lambda start: abs(start.at - starts_at))[:SHOWN]
    return (
        offered(same[0], zone) if same else None,
        tuple([offered(start, zone) for start in sorted(closest, key=lambda start: start.at)]),
    )


def _with_anybody(
    anybody: Plan,
    choice: Choice,
    starts_at: datetime,
    now: datetime,
    patient: int | None,
    ignoring: int | None,
) -> OfferedStart | None:
    # How many there are is said, not who would be chosen.
    who = {"patient": patient, "ignoring": ignoring}
    plan, taken = find_start(choice, starts_at, now=now, plan=anybody, fairly=False, **who)
    return offered(taken.start, plan.zone) if taken else None
