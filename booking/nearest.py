"""When a start is gone: the closest ones that are left."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from booking.availability import find_start, find_starts
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
    starts: list[OfferedStart]
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
    others = [start for start in found.starts if start.at != starts_at]
    closest = sorted(others, key=lambda start: abs(start.at - starts_at))[:SHOWN]
    same = [start for start in found.starts if start.at == starts_at]
    shown_day = found.next or starts_at
    return Nearest(
        same=offered(same[0], zone) if same else None,
        with_others=None
        if same or choice.therapist is None
        else _with_anybody(anybody, choice, starts_at, now, patient, ignoring),
        starts=[offered(start, zone) for start in sorted(closest, key=lambda start: start.at)],
        day=local_date(shown_day, zone),
    )


def _with_anybody(
    anybody: Plan,
    choice: Choice,
    starts_at: datetime,
    now: datetime,
    patient: int | None,
    ignoring: int | None,
) -> OfferedStart | None:
    plan, taken = find_start(
        choice, starts_at, now=now, patient=patient, ignoring=ignoring, plan=anybody
    )
    return offered(taken.start, plan.zone) if taken else None
