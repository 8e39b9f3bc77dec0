"""A day on which nobody could be squeezed in: thirty therapists, each with ten short sessions."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from secrets import token_urlsafe

from django.db import transaction

from booking.models import (
    Appointment,
    AppointmentEvent,
    BookingPolicy,
    EventKind,
    Source,
    Status,
)
from clinic.seeding.blueprint import OPEN, ZONE
from clinic.seeding.copying import update_statistics
from clinic.seeding.day_plan import Option, Session
from clinic.seeding.names import FAMILY, GIVEN
from clinic.seeding.rows import Happening, Visit, store
from clinic.seeding.staffing import wall
from locations.models import Location, OpeningHours, Room
from patients.models import Patient
from therapists.models import Therapist, WeeklyShift
from therapists.working_time import Hours
from timeline.wall import ONE_DAY, instant
from treatments.models import TreatmentType

LOCATION, TREATMENT = "full-day", "swedish-massage"
THERAPISTS, SESSIONS = 30, 10
# Half of them work early, half late, each pair in one room; there are a few rooms to spare.
ROOMS = 18
EARLY, LATE = Hours(8 * 60, 14 * 60), Hours(14 * 60, 20 * 60)
SESSION, TURNOVER = 30, 5


@transaction.atomic
def make_full_day(day: date) -> str:
    """The slug of a location of its own with 300 appointments on `day`."""
    location = _make_location(day)
    visits = list(_visits(location, _make_therapists(location, day), day))
    store(visits)
    update_statistics(Appointment, AppointmentEvent, Patient, Therapist, WeeklyShift)
    return location.slug


def _make_location(day: date) -> Location:
    location = Location.objects.create(
        name="Full Day", slug=LOCATION, zone_name=ZONE.key, street="1 Example Street", city="Delta"
    )
    BookingPolicy.objects.create(location=location)
    OpeningHours.objects.create(
        location=location, weekday=day.weekday(), opens=wall(OPEN.starts), closes=wall(OPEN.ends)
    )
    Room.objects.bulk_create(
        Room(location=location, name=f"Room {number + 1}") for number in range(ROOMS)
    )
    return location


def _make_therapists(location: Location, day: date) -> list[Therapist]:
    therapists = Therapist.objects.bulk_create(
        Therapist(name=f"{GIVEN[number]} {FAMILY[-number]}", slug=f"{LOCATION}-{number}")
        for number in range(THERAPISTS)
    )
    WeeklyShift.objects.bulk_create(
        WeeklyShift(
            therapist=therapist,
            location=location,
            weekday=day.weekday(),
            starts=wall(_hours(number).starts),
            ends=wall(_hours(number).ends),
            valid_from=day - ONE_DAY,
        )
        for number, therapist in enumerate(therapists)
    )
    return therapists


def _hours(number: int) -> Hours:
    return EARLY if number % 2 == 0 else LATE


def _visits(location: Location, therapists: Sequence[Therapist], day: date) -> Iterator[Visit]:
    option = Option(
        TreatmentType.objects.get(slug=TREATMENT).pk, SESSION, TURNOVER, Decimal("70.00")
    )
    rooms = list(location.rooms.order_by("pk"))
    patients = iter(_make_patients(len(therapists) * SESSIONS))
    for number, therapist in enumerate(therapists):
        for turn in range(SESSIONS):
            start = _hours(number).starts + turn * (SESSION + TURNOVER)
            starts_at = instant(day, wall(start), ZONE)
            yield Visit(
                token=token_urlsafe(32),
                location=location.pk,
                patient=next(patients).pk,
                session=Session(therapist.pk, rooms[number // 2].pk, option, start),
                starts_at=starts_at,
                status=Status.BOOKED,
                source=Source.WEBSITE,
                history=(Happening(EventKind.BOOKED, starts_at - timedelta(days=9), "patient"),),
            )


def _make_patients(count: int) -> list[Patient]:
    return Patient.objects.bulk_create(
        Patient(given_name=GIVEN[number % len(GIVEN)], family_name=FAMILY[number % len(FAMILY)])
        for number in range(count)
    )
