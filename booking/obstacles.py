"""Why a start cannot be taken, in words: what is in the way, and until when.

It reads the same plan and the same busy spans as `booking.availability`, so a start that
that refuses has an obstacle here; the sentences are for the desk.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking.availability import on_grid
from booking.busy import Busy, load_busy
from booking.plan import Choice, Plan, PlannedTherapist, load_plan
from booking.policy import start_window
from booking.refusals import UnknownChoice
from booking.templatetags.clinic_time import spoken_time
from locations.models import Room
from timeline.minutes import minute_of, moment_of
from timeline.wall import ONE_DAY, local_date, minute_at

Spans = Iterable[tuple[int, int]]
UNKNOWN = _("This time is not free.")


def why_not(
    choice: Choice,
    starts_at: datetime,
    *,
    now: datetime,
    patient: int | None = None,
    ignoring: int | None = None,
) -> str:
    """What is in the way of taking `starts_at`; three queries."""
    try:
        plan = load_plan(choice, now=now)
    except UnknownChoice as refusal:
        return str(refusal)
    busy = busy_around([plan], starts_at, now=now, patient=patient, ignoring=ignoring)
    rooms = dict(Room.objects.filter(pk__in=plan.rooms).values_list("pk", "name"))
    return obstacles(plan, busy, starts_at, rooms, now=now)


def busy_around(
    plans: list[Plan],
    starts_at: datetime,
    *,
    now: datetime,
    patient: int | None = None,
    ignoring: int | None = None,
) -> Busy:
    """What is booked or held on the day of `starts_at`, the day before and the day after."""
    zone = plans[0].zone
    day = local_date(starts_at, zone)
    return load_busy(
        therapists=sorted({therapist.id for plan in plans for therapist in plan.therapists}),
        rooms=sorted({room for plan in plans for room in plan.rooms}),
        start=minute_at(day - ONE_DAY, 0, zone),
        end=minute_at(day + 2 * ONE_DAY, 0, zone),
        now=now,
        patient=patient,
        ignoring=ignoring,
    )


def obstacles(
    plan: Plan, busy: Busy, starts_at: datetime, rooms: dict[int, str], *, now: datetime
) -> str:
    """The first things in the way, as sentences; `rooms` names those of the plan."""
    wish = _Wish(plan, busy, minute_of(starts_at), local_date(starts_at, plan.zone))
    allowed = start_window(plan.policy, plan.zone, now=now, by_staff=True)
    if not allowed.earliest <= wish.start < allowed.end:
        return gettext("The desk books from yesterday to a year ahead.")
    if not on_grid(plan, starts_at):
        said = gettext("Sessions start every {minutes} minutes here.")
        return said.format(minutes=plan.policy.start_step_minutes)
    return " ".join(wish.doors() or wish.people_and_rooms(rooms)) or str(UNKNOWN)


class _Hours(NamedTuple):
    """How one says that hours begin, end, or are none."""

    opens: str | Promise
    closes: str | Promise
    is_away: str | Promise


OF_THE_CLINIC = _Hours(
    opens=_("The clinic opens at {time}."),
    closes=_("The clinic closes at {time}."),
    is_away=_("The clinic is closed then."),
)
OF_A_PERSON = _Hours(
    opens=_("{name} starts at {time}."),
    closes=_("{name} works until {time}."),
    is_away=_("{name} does not work then."),
)


@dataclass(frozen=True)
class _Wish:
    """A session with its turnover at a certain minute."""

    plan: Plan
    busy: Busy
    start: int
    day: date

    @property
    def end(self) -> int:
        """Of the turnover, so long therapist and room are taken."""
        return self.start + self.plan.blocked_minutes

    def doors(self) -> list[str]:
        """What closes the location for everybody."""
        if _first_over(self.plan.closures, self.start, self.end):
            return [gettext("The clinic is closed then.")]
        hours = self.plan.opening_hours.spans(self._days, self.plan.zone)
        return [*self._outside(hours, OF_THE_CLINIC, "")]

    def people_and_rooms(self, rooms: dict[int, str]) -> list[str]:
        return [*self._people(), *self._rooms(rooms), *self._patient()]

    def _people(self) -> Iterator[str]:
        therapists = self.plan.therapists
        if len(therapists) == 1:
            yield from self._person(therapists[0])
        elif all(any(self._person(one)) for one in therapists):
            yield gettext("Nobody who gives this treatment is free then.")

    def _person(self, therapist: PlannedTherapist) -> Iterator[str]:
        name = therapist.first_name
        shifts = therapist.working_time.spans(self._days, self.plan.zone)
        not_here = [*self._outside(shifts, OF_A_PERSON, name)]
        if not_here:
            yield from not_here
        elif _first_over(therapist.time_off, self.start, self.end):
            yield gettext("{name} is away then.").format(name=name)
        elif taken := _first_over(self.busy.therapists[therapist.id], self.start, self.end):
            yield self._taken(name, taken)

    def _rooms(self, names: dict[int, str]) -> Iterator[str]:
        over = [
            _first_over(self.busy.rooms[room], self.start, self.end) for room in self.plan.rooms
        ]
        if not over:
            yield gettext("No room here suits this treatment.")
        elif len(over) == 1 and over[0]:
            yield self._taken(names.get(self.plan.rooms[0], gettext("The room")), over[0])
        elif all(over):
            yield gettext("Every room that suits is taken then.")

    def _patient(self) -> Iterator[str]:
        end = self.start + self.plan.minutes
        if over := _first_over(self.busy.patient, self.start, end):
            said = gettext("The patient has another appointment at {time}.")
            yield said.format(time=self._clock(over[0]))

    def _taken(self, who: str, taken: tuple[int, int]) -> str:
        if taken[0] > self.start:
            said = gettext("{who} has the next appointment at {time}.")
            return said.format(who=who, time=self._clock(taken[0]))
        said = gettext("{who} is taken until {time}.")
        return said.format(who=who, time=self._clock(taken[1]))

    def _outside(self, hours: Spans, said: "_Hours", name: str) -> Iterator[str]:
        """How the wish leaves these hours."""
        touched = sorted(span for span in hours if span[0] < self.end and self.start < span[1])
        until = self.start
        for first, last in touched:
            if first > until:
                break
            until = max(until, last)
        if until >= self.end:
            return
        if until > self.start:
            yield str(said.closes).format(name=name, time=self._clock(until))
        elif touched:
            yield str(said.opens).format(name=name, time=self._clock(touched[0][0]))
        else:
            yield str(said.is_away).format(name=name)

    @property
    def _days(self) -> list[date]:
        return [self.day - ONE_DAY, self.day, self.day + ONE_DAY]

    def _clock(self, minute: int) -> str:
        return spoken_time(moment_of(minute).astimezone(self.plan.zone))


def _first_over(spans: Spans, start: int, end: int) -> tuple[int, int] | None:
    """The first span that shares a minute with `[start, end)`."""
    return min((span for span in spans if span[0] < end and start < span[1]), default=None)
