"""What can begin at one place and time: every treatment and duration, or why it does not fit.

One query for the options, one for each treatment's plan, one for what is busy; the durations are
told apart in memory, by the same arithmetic that `booking.lifecycle` takes a start with.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from booking.availability import FreeTime, Start
from booking.busy import Busy
from booking.obstacles import busy_around, obstacles
from booking.plan import Choice, Plan, load_plan
from booking.policy import StartWindow, start_window
from booking.refusals import UnknownChoice
from locations.models import Location, Room
from therapists.models import Therapist
from timeline.minutes import minute_of, moment_of
from treatments.models import TreatmentOption


@dataclass(frozen=True)
class Opening:
    """A duration of a treatment; `why_not` is empty when it can begin, with one of `therapists`."""

    option: TreatmentOption
    therapists: tuple[str, ...]
    why_not: str

    @property
    def fits(self) -> bool:
        return not self.why_not


@dataclass(frozen=True)
class Place:
    """Where and when something shall begin; `therapist` or `room` None means any."""

    location: Location
    starts_at: datetime
    therapist: Therapist | None = None
    room: Room | None = None


def find_openings(place: Place, *, patient: int | None = None, now: datetime) -> list[Opening]:
    """All that could begin at `place`, the durations of a treatment beside each other.

    A treatment that the therapist does not give, or the room does not suit, is left out.
    """
    planned = list(_plans(place, now))
    if not planned:
        return []
    plans = [plan for plan, _ in planned]
    busy = busy_around(plans, place.starts_at, now=now, patient=patient)
    rooms = {room.pk: room.name for room in place.location.rooms.all()}
    return [
        _opening(plan, option, place.starts_at, busy, rooms, now)
        for plan, options in planned
        for option in options
    ]


def _opening(
    of_treatment: Plan,
    option: TreatmentOption,
    starts_at: datetime,
    busy: Busy,
    rooms: dict[int, str],
    now: datetime,
) -> Opening:
    plan = replace(of_treatment, minutes=option.minutes, turnover=option.turnover_minutes)
    start = _start(plan, starts_at, busy, now)
    if start:
        return Opening(option, tuple(one.first_name for one in start.therapists), "")
    return Opening(option, (), obstacles(plan, busy, starts_at, rooms, now=now))


def _start(plan: Plan, starts_at: datetime, busy: Busy, now: datetime) -> Start | None:
    allowed = start_window(plan.policy, plan.zone, now=now, by_staff=True)
    minute = minute_of(starts_at)
    if moment_of(minute) != starts_at or not allowed.earliest <= minute < allowed.end:
        return None
    window = StartWindow(minute, minute + 1)
    return next(FreeTime(plan, window, now, busy=busy).starts(), None)


def _plans(place: Place, now: datetime) -> Iterable[tuple[Plan, list[TreatmentOption]]]:
    options = TreatmentOption.objects.filter(is_active=True, treatment__is_active=True)
    if place.therapist:
        options = options.filter(treatment__therapists=place.therapist)
    options = options.select_related("treatment").order_by(
        "treatment__position", "treatment__name", "treatment", "minutes"
    )
    for treatment, durations in groupby(options, key=lambda option: option.treatment):
        of_treatment = list(durations)
        choice = Choice(
            location=place.location.slug,
            treatment=treatment.slug,
            duration=of_treatment[0].minutes,
            therapist=place.therapist.slug if place.therapist else None,
            by_staff=True,
            room=place.room.pk if place.room else None,
        )
        try:
            yield load_plan(choice, now=now), of_treatment
        except UnknownChoice:
            continue
