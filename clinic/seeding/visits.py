"""The appointments of a synthetic clinic, streamed day by day."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random

from booking.models import EventKind, Source, Status
from clinic.seeding.blueprint import OPEN, ZONE, Site
from clinic.seeding.day_plan import DayPlan, Room, Session, Worker, day_length, start_marks
from clinic.seeding.rows import Happening, Visit
from therapists.working_time import Hours, span_of
from timeline.minutes import union
from timeline.wall import MIDNIGHT, instant, minute_at

CANCELLED_SHARE = 0.05
NO_SHOW_SHARE = 0.03
LONGEST_LEAD_HOURS = 28 * 24


@dataclass
class Stream:
    """Makes visits for one day after another; `booked` over `worked` minutes is the occupancy.

    What a day has too much or too little is made up for on the location's next.
    """

    sites: Sequence[Site]
    seed: int
    occupancy: float
    anchor: date
    count: int = 0
    booked: int = 0
    worked: int = 0
    owed: dict[int, float] = field(default_factory=dict)

    def on(self, day: date) -> Iterator[Visit]:
        """The visits of `day` at every location."""
        for site in self.sites:
            yield from self._at(site, day)

    def _at(self, site: Site, day: date) -> Iterator[Visit]:
        chance = Random(f"{self.seed} {site.number} {day.isoformat()}")
        workers = _workers(site, day)
        minutes = sum(worker.free.bit_count() for worker in workers)
        self.worked += minutes
        owed = self.owed.get(site.number, 0.0) + minutes * self.occupancy
        plan = _plan(site, workers, day, self.occupancy, chance)
        patients = _shuffled(site.patients, chance)
        while owed > 0:
            status = self._status(day, chance)
            session = plan.place(take=status != Status.CANCELLED)
            patient = next(patients, None)
            if session is None or patient is None:
                break
            if status != Status.CANCELLED:
                owed -= session.option.blocked
                self.booked += session.option.blocked
            yield self._visit(site, day, session, patient, status, chance)
        self.owed[site.number] = owed

    def _status(self, day: date, chance: Random) -> Status:
        luck = chance.random()
        if luck < CANCELLED_SHARE:
            return Status.CANCELLED
        if day >= self.anchor:
            return Status.BOOKED
        return Status.NO_SHOW if luck < CANCELLED_SHARE + NO_SHOW_SHARE else Status.COMPLETED

    def _visit(
        self, site: Site, day: date, session: Session, patient: int, status: Status, chance: Random
    ) -> Visit:
        self.count += 1
        starts_at = instant(day, MIDNIGHT, ZONE) + timedelta(minutes=session.start)
        booked = Happening(EventKind.BOOKED, self._booked_at(starts_at, chance), "patient")
        visit = Visit(
            token=token(self.seed, self.count),
            location=site.location,
            patient=patient,
            session=session,
            starts_at=starts_at,
            status=status,
            source=Source.SEED,
            history=(booked,),
        )
        return visit._replace(history=(booked, *_ending(visit)))

    def _booked_at(self, starts_at: datetime, chance: Random) -> datetime:
        """Hours to weeks before the start, and before the day on which the clinic is looked at."""
        lead = timedelta(minutes=chance.randrange(3 * 60, LONGEST_LEAD_HOURS * 60))
        opening = instant(self.anchor, MIDNIGHT, ZONE)
        return min(starts_at, opening) - lead


def _workers(site: Site, day: date) -> list[Worker]:
    """Who works on `day`, and when: inside the opening hours."""
    origin, length = minute_at(day, 0, ZONE), day_length(day, ZONE)

    def minutes(hours: Iterable[Hours]) -> int:
        return union((span_of(day, its, ZONE) for its in hours), origin, length)

    is_open = minutes([OPEN])
    return [
        Worker(member.therapist, member.menu, minutes(member.week[day.weekday()]) & is_open)
        for member in site.staff
        if day.weekday() in member.week
    ]


def _plan(
    site: Site, workers: list[Worker], day: date, tightness: float, chance: Random
) -> DayPlan:
    rooms = [Room(room, suits) for room, suits in site.rooms]
    marks = start_marks(day, ZONE)
    return DayPlan(workers, rooms, marks=marks, tightness=tightness, chance=chance)


def _shuffled(patients: Sequence[int], chance: Random) -> Iterator[int]:
    """Patients in random order, each once, without shuffling a million of them."""
    seen: set[int] = set()
    while len(seen) < len(patients):
        place = chance.randrange(len(patients))
        if place not in seen:
            seen.add(place)
            yield patients[place]


def token(seed: int, number: int) -> str:
    """As long as a real token, but anybody who knows the seed knows it too: synthetic rows only."""
    digest = sha256(f"synthetic appointment {seed} {number}".encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _ending(visit: Visit) -> Iterator[Happening]:
    """How the visit ended, if it has."""
    if visit.status == Status.COMPLETED:
        yield Happening(EventKind.COMPLETED, visit.ends_at, "staff")
    elif visit.status == Status.NO_SHOW:
        yield Happening(EventKind.NO_SHOW, visit.ends_at, "staff")
    elif visit.status == Status.CANCELLED:
        yield Happening(EventKind.CANCELLED, visit.history[0].at + timedelta(hours=1), "patient")
