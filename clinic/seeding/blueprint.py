"""The plan of a synthetic clinic: who works when, the same for the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from zoneinfo import ZoneInfo

from clinic.seeding.day_plan import Menu
from therapists.working_time import Hours

ZONE = ZoneInfo("America/Vancouver")
ROOMS_PER_THERAPIST = 0.6
# From this many rooms on, one of them suits only gentle treatments.
ROOMS_WITH_A_GENTLE_ONE = 4
WORKING_DAYS = range(6)  # Monday to Saturday
OPEN = Hours(8 * 60, 20 * 60)

EARLY = (Hours(8 * 60, 15 * 60),)
LATE = (Hours(13 * 60, 20 * 60),)
SPLIT = (Hours(9 * 60, 12 * 60), Hours(14 * 60, 18 * 60))


def rooms_for(therapists: int) -> int:
    """Fewer rooms than therapists, at least one."""
    return ceil(therapists * ROOMS_PER_THERAPIST)


def weekly_hours(number: int) -> dict[int, tuple[Hours, ...]]:
    """The week of a location's therapist `number`: five days of seven hours, by weekday.

    Early and late shifts alternate and the days off go round, so that a location never has far
    more therapists than rooms.
    """
    day_off = number % len(WORKING_DAYS)
    return {weekday: _hours(number, weekday) for weekday in WORKING_DAYS if weekday != day_off}


def _hours(number: int, weekday: int) -> tuple[Hours, ...]:
    if number % 5 == 4:
        return SPLIT
    return EARLY if (number + weekday) % 2 == 0 else LATE


@dataclass(frozen=True)
class StaffMember:
    """A therapist's key, what they give, and their week."""

    therapist: int
    menu: Menu
    week: dict[int, tuple[Hours, ...]]


@dataclass(frozen=True)
class Site:
    """A location as the planner sees it: keys, and for each room the treatments it suits.

    `number` counts locations: keys depend on what the database held before.
    """

    number: int
    location: int
    staff: Sequence[StaffMember]
    rooms: Sequence[tuple[int, frozenset[int]]]
    patients: Sequence[int]
