"""Availability as one would explain it to a child: slow, and with nothing of the code under test.

It reads the rows itself, walks over every minute of the period, and asks of each whether the whole
of session and turnover is free. Only `timeline.intervals` and Python's zone rules are borrowed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Model, Q

from booking.models import Appointment, BookingPolicy
from locations.models import Location, Room
from therapists.models import Therapist
from timeline.intervals import Interval, intersect, merge, subtract
from treatments.models import TreatmentOption

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TAKES_UP_TIME = ("held", "booked", "arrived", "in_session", "completed")


@lru_cache(maxsize=100_000)
def when_clocks_reach(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The first minute at which clocks show `wall` of `day`, or have jumped over it."""
    shown = datetime.combine(day, wall)
    minute = shown.replace(tzinfo=UTC) - timedelta(hours=15)
    while minute.astimezone(zone).replace(tzinfo=None) < shown:
        minute += MINUTE
    return minute


def on_the_wall(day: date, starts: time, ends: time, zone: ZoneInfo) -> Interval:
    last_day = day if starts < ends else day + DAY
    return Interval(when_clocks_reach(day, starts, zone), when_clocks_reach(last_day, ends, zone))


def days_around(first: date, days: int) -> list[date]:
    return [first + number * DAY for number in range(-3, days + 3)]


@dataclass(frozen=True)
class ListedStart:
    at: datetime
    therapists: list[str]
    preferred: bool


@dataclass
class ObviousModel:
    """What can be booked at `location` on `days` dates from `first`; therapist None: any."""

    location: Location
    option: TreatmentOption
    therapist: Therapist | None
    first: date
    days: int
    now: datetime
    by_staff: bool = False
    patient: int | None = None
    ignoring: int | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.location.zone_name)

    @cached_property
    def policy(self) -> BookingPolicy:
        return BookingPolicy.objects.get(location=self.location)

    @cached_property
    def dates(self) -> list[date]:
        return days_around(self.first, self.days)

    @property
    def block(self) -> timedelta:
        return (self.option.minutes + self.option.turnover_minutes) * MINUTE

    @cached_property
    def therapists(self) -> list[Therapist]:
        found = [one for one in self.option.treatment.therapists.all() if one.is_active]
        if not self.by_staff:
            found = [one for one in found if one.is_online]
        return [one for one in found if self.therapist in (None, one)]

    @cached_property
    def opening(self) -> list[Interval]:
        hours = list(self.location.opening_hours.all())
        doors = [
            on_the_wall(day, one.opens, one.closes, self.zone)
            for day in self.dates
            for one in hours
            if one.weekday == day.weekday()
        ]
        return subtract(doors, _times(self.location.closures.all()))

    @cached_property
    def rooms(self) -> list[list[Interval]]:
        """For each suitable room the times at which it is free."""
        suitable = []
        for room in Room.objects.filter(location=self.location, is_active=True):
            suits = {row.treatment_id for row in room.suits.all()}
            if not suits or self.option.treatment_id in suits:
                suitable.append(subtract(self.opening, self._taken(Q(room=room))))
        return suitable

    def _taken(self, whose: Q) -> list[Interval]:
        return [Interval(row.starts_at, row.blocked_until) for row in self._rows(whose)]

    def _rows(self, whose: Q) -> list[Appointment]:
        rows = Appointment.objects.filter(whose, status__in=TAKES_UP_TIME)
        return [
            row
            for row in rows.exclude(pk=self.ignoring or 0)
            if row.status != "held" or (row.expires_at and row.expires_at > self.now)
        ]

    @cached_property
    def patients_time(self) -> list[Interval]:
        if self.patient is None:
            return []
        return [Interval(row.starts_at, row.ends_at) for row in self._rows(Q(patient=self.patient))]

    def _works_on(self, therapist: Therapist, day: date) -> Iterator[tuple[time, time]]:
        changes = [change for change in therapist.shift_changes.all() if change.date == day]
        for change in changes:
            if change.location_id == self.location.pk and change.starts and change.ends:
                yield change.starts, change.ends
        if changes:
            return
        for shift in therapist.weekly_shifts.filter(location=self.location, weekday=day.weekday()):
            last = shift.valid_until or date.max
            if shift.valid_from <= day <= last and _counts(
                shift.valid_from, shift.every_weeks, day
            ):
                yield shift.starts, shift.ends

    @cached_property
    def free(self) -> dict[str, list[Interval]]:
        """For each therapist the times at which they work here and have nothing to do."""
        return {one.slug: self._free(one) for one in self.therapists}

    def _free(self, therapist: Therapist) -> list[Interval]:
        shifts = [
            on_the_wall(day, starts, ends, self.zone)
            for day in self.dates
            for starts, ends in self._works_on(therapist, day)
        ]
        away = _times(therapist.time_off.all())
        booked = self._taken(Q(therapist=therapist))
        return subtract(intersect(shifts, self.opening), away + booked)

    @cached_property
    def work(self) -> dict[str, list[Interval]]:
        return {one.slug: merge(self._taken(Q(therapist=one))) for one in self.therapists}

    def may_start(self, at: datetime) -> bool:
        """On the grid, and inside notice and horizon."""
        shown = at.astimezone(self.zone)
        if (shown.hour * 60 + shown.minute) % self.policy.start_step_minutes:
            return False
        if self.by_staff:
            return self.now - DAY - MINUTE < at < self.now + 365 * DAY
        last_day = self.now.astimezone(self.zone).date() + self.policy.horizon_days * DAY
        notice = self.policy.notice_minutes * MINUTE
        return self.now + notice <= at and shown.date() <= last_day

    def who_can(self, at: datetime) -> list[str]:
        """Those who can take a session at `at`, least booked that day first."""
        whole, session = Interval(at, at + self.block), Interval(at, at + self._session)
        if not self.may_start(at):
            return []
        if not any(_inside(whole, room) for room in self.rooms):
            return []
        if any(session.overlaps(other) for other in self.patients_time):
            return []
        able = [slug for slug, free in self.free.items() if _inside(whole, free)]
        return sorted(able, key=lambda slug: (self._load(slug, at), slug))

    @property
    def _session(self) -> timedelta:
        return self.option.minutes * MINUTE

    def _load(self, slug: str, at: datetime) -> timedelta:
        day = at.astimezone(self.zone).date()
        whole_day = on_the_wall(day, time(0), time(0), self.zone)
        shared = intersect([whole_day], self.work[slug])
        return sum((one.end - one.start for one in shared), timedelta())

    @cached_property
    def shortest(self) -> timedelta:
        here = Therapist.objects.filter(weekly_shifts__location=self.location)
        options = TreatmentOption.objects.filter(
            is_active=True, treatment__is_active=True, treatment__therapists__in=here
        )
        lengths = [one.minutes + one.turnover_minutes for one in options]
        return min(lengths) * MINUTE if lengths else self.block

    def leaves_no_short_gap(self, slug: str, at: datetime) -> bool:
        stretch = next(
            one for one in self.free[slug] if one.contains(Interval(at, at + self.block))
        )
        gaps = (at - stretch.start, stretch.end - (at + self.block))
        return all(not gap or gap >= self.shortest for gap in gaps)

    @cached_property
    def period(self) -> Interval:
        last_day = self.first + (self.days - 1) * DAY
        start = on_the_wall(self.first, time(0), time(0), self.zone).start
        return Interval(start, on_the_wall(last_day, time(0), time(0), self.zone).end)

    def minutes(self) -> Iterator[datetime]:
        at = self.period.start
        while at < self.period.end:
            yield at
            at += MINUTE

    def starts(self) -> list[ListedStart]:
        listed = []
        for at in self.minutes():
            able = self.who_can(at)
            if able:
                preferred = any(self.leaves_no_short_gap(slug, at) for slug in able)
                listed.append(ListedStart(at, able, preferred))
        return listed


def _times(rows: Iterable[Model]) -> list[Interval]:
    return [Interval(row.starts_at, row.ends_at) for row in rows]  # type: ignore[attr-defined]


def _inside(whole: Interval, free: list[Interval]) -> bool:
    return any(stretch.contains(whole) for stretch in free)


def _counts(first: date, every_weeks: int, day: date) -> bool:
    """Whether `day` is in a week that counts, the week of `first` being the first that does."""
    monday = first - first.weekday() * DAY
    while monday <= day:
        if day - monday < 7 * DAY:
            return True
        monday += every_weeks * 7 * DAY
    return False
