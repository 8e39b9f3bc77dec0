"""A synthetic clinic of any size: the same numbers and the same seed make the same clinic."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import batched, count
from random import Random

from django.db import transaction

from accounts.models import User
from booking.models import Appointment, AppointmentEvent
from clinic.seeding.blueprint import ZONE
from clinic.seeding.copying import check_references_at_once, update_statistics
from clinic.seeding.rows import Visit, store
from clinic.seeding.staffing import build_sites, make_shifts, refuse_second_clinic
from clinic.seeding.visits import Stream
from patients.models import Patient
from timeline.wall import MIDNIGHT, ONE_DAY, instant
from treatments.shipped import create_shipped_treatments

BATCH = 10_000
PATIENTS_PER_THERAPIST = 40
VISITS_PER_PATIENT = 12
# Zone rules and calendars mean nothing before.
FIRST_YEAR = 1000
# Five days of seven hours, sessions and turnover of 80 minutes on average.
MOST_VISITS_PER_THERAPIST_AND_DAY = 5 / 7 * 7 * 60 / 80


class TooManyAppointments(Exception):
    """So few therapists have not seen so many patients since the year 1000."""


@dataclass(frozen=True)
class Size:
    """What to make; `appointments` None: as many as the days bring."""

    therapists: int = 20
    locations: int = 2
    days: int = 60
    past_days: int = 0
    occupancy: float = 0.6
    appointments: int | None = None
    seed: int = 1

    @property
    def patients(self) -> int:
        """So many that each comes about a dozen times, and never twice on one day."""
        days = (self.days + self.past_days) * self.occupancy
        expected = self.therapists * days * MOST_VISITS_PER_THERAPIST_AND_DAY
        wanted = (self.appointments or int(expected)) // VISITS_PER_PATIENT
        return max(wanted, self.therapists * PATIENTS_PER_THERAPIST)


@dataclass(frozen=True)
class Made:
    """What there is now. `occupancy` is the share of the coming days' shifts that is taken."""

    rooms: int
    patients: int
    appointments: int
    first_day: date
    occupancy: float


@transaction.atomic
def make_clinic(size: Size, *, start: date, say: Callable[[str], object]) -> Made:
    """Makes all of it or nothing. `start` is the first of the coming days.

    Raises AlreadySeeded, TooManyAppointments.
    """
    refuse_second_clinic()
    check_references_at_once()
    sites = build_sites(
        create_shipped_treatments(),
        therapists=size.therapists,
        locations=size.locations,
        patients=size.patients,
        opened=instant(start, MIDNIGHT, ZONE),
        chance=Random(size.seed),
    )
    stream = Stream(sites, size.seed, size.occupancy, start)
    first_day, occupancy = _make_appointments(stream, size, say)
    make_shifts(sites, valid_from=first_day)
    update_statistics(User, Patient, Appointment, AppointmentEvent)
    return Made(
        rooms=sum(len(site.rooms) for site in sites),
        patients=size.patients,
        appointments=stream.count,
        first_day=first_day,
        occupancy=occupancy,
    )


def _make_appointments(
    stream: Stream, size: Size, say: Callable[[str], object]
) -> tuple[date, float]:
    """The first day with shifts, and the occupancy of the coming days."""
    coming = (stream.anchor + number * ONE_DAY for number in range(size.days))
    _store_all(_visits(stream, coming, size.appointments), say)
    occupancy = stream.booked / stream.worked if stream.worked else 0.0
    past = PastDays(stream.anchor, None if size.appointments is not None else size.past_days)
    _store_all(_visits(stream, past, size.appointments), say)
    return past.first, occupancy


class PastDays:
    """The days before `anchor`, backwards; `count` None: as long as somebody asks."""

    def __init__(self, anchor: date, days: int | None) -> None:
        self.first = anchor
        self.days = days

    def __iter__(self) -> Iterator[date]:
        for number in count():
            if number == self.days:
                return
            if self.first.year <= FIRST_YEAR:
                raise TooManyAppointments(
                    "So few therapists cannot have had so many appointments since the year "
                    f"{FIRST_YEAR}. Ask for more therapists."
                )
            self.first -= ONE_DAY
            yield self.first


def _visits(stream: Stream, days: Iterable[date], most: int | None) -> Iterator[Visit]:
    """The visits of `days`, up to `most` in all of the stream."""
    if most is not None and stream.count >= most:
        return
    for day in days:
        for visit in stream.on(day):
            yield visit
            if stream.count == most:
                return


def _store_all(visits: Iterator[Visit], say: Callable[[str], object]) -> None:
    """Stores them with their events, so many at a time that memory stays small."""
    for number, batch in enumerate(batched(visits, BATCH), start=1):
        store(batch)
        if number % 10 == 0:
            say(f"{number * BATCH:,} appointments so far, back to {batch[-1].starts_at:%Y-%m-%d}")
