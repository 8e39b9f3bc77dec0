"""Writes the rows of a synthetic clinic, all but its appointments."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date, datetime, time
from functools import cache
from random import Random

from accounts.models import User
from booking.models import BookingPolicy
from clinic.seeding.blueprint import (
    OPEN,
    ROOMS_WITH_A_GENTLE_ONE,
    WORKING_DAYS,
    ZONE,
    Site,
    StaffMember,
    rooms_for,
    weekly_hours,
)
from clinic.seeding.copying import built_at_the_end, copy_rows, reserve_ids
from clinic.seeding.day_plan import Menu, Option
from clinic.seeding.names import CITIES, full_name, phone_number
from locations.models import Location, OpeningHours, Room
from patients.models import Patient, Relationship
from therapists.models import Registration, Therapist, WeeklyShift
from treatments.models import Intensity, RoomTreatment, TreatmentOption, TreatmentType

SLUG = "seed"
GENTLE = (Intensity.GENTLE, Intensity.GENTLE_TO_MEDIUM)
# Of ten patients, so many have an account; the others are booked by the desk.
WITH_ACCOUNT_OF_TEN = 7
# What patients are found by has an index that is slow to add to.
SEARCH_INDEX = "patients_search_text_trigram"
MANY_PATIENTS = 5_000


class AlreadySeeded(Exception):
    """The database holds a synthetic clinic; the text is a sentence for people."""


def refuse_second_clinic() -> None:
    """Raises AlreadySeeded when the names that a synthetic clinic takes are taken."""
    for model in (Location, Therapist):
        taken = model.objects.filter(slug__startswith=f"{SLUG}-").order_by("pk").first()
        if taken:
            raise AlreadySeeded(
                f"This database holds a synthetic clinic already ({taken.slug}). "
                "Use an empty database."
            )


def build_sites(
    treatments: Sequence[TreatmentType],
    *,
    therapists: int,
    locations: int,
    patients: int,
    opened: datetime,
    chance: Random,
) -> list[Site]:
    """Locations with rooms, therapists and patients, these spread evenly; `opened`: rows' age."""
    staff_counts = _spread(therapists, locations)
    patient_counts = _spread(patients, locations)
    sites = []
    with built_at_the_end(SEARCH_INDEX) if patients >= MANY_PATIENTS else nullcontext():
        for number in range(locations):
            location = _make_location(number)
            sites.append(
                Site(
                    number=number,
                    location=location.pk,
                    staff=_make_staff(treatments, sum(staff_counts[:number]), staff_counts[number]),
                    rooms=_make_rooms(location, rooms_for(staff_counts[number]), treatments),
                    patients=_make_patients(
                        sum(patient_counts[:number]), patient_counts[number], opened, chance
                    ),
                )
            )
    return sites


def _spread(count: int, places: int) -> list[int]:
    return [count // places + (place < count % places) for place in range(places)]


def _make_location(number: int) -> Location:
    city = CITIES[number % len(CITIES)]
    location = Location.objects.create(
        name=f"{city} {number + 1}",
        slug=f"{SLUG}-{number + 1}",
        zone_name=ZONE.key,
        street=f"{90001 + number} Example Street",
        city=city,
        postal_code="V0V 0V0",
        phone=phone_number(number),
        how_to_prepare="Come ten minutes early in comfortable clothes.",
    )
    BookingPolicy.objects.create(location=location)
    OpeningHours.objects.bulk_create(
        OpeningHours(
            location=location, weekday=day, opens=wall(OPEN.starts), closes=wall(OPEN.ends)
        )
        for day in WORKING_DAYS
    )
    return location


def _make_rooms(
    location: Location, count: int, treatments: Sequence[TreatmentType]
) -> list[tuple[int, frozenset[int]]]:
    """Keys with what each room suits, the choosiest room first."""
    rooms = Room.objects.bulk_create(
        Room(location=location, name=f"Room {number + 1}") for number in range(count)
    )
    suits = [(room.pk, frozenset[int]()) for room in rooms]
    if count < ROOMS_WITH_A_GENTLE_ONE:
        return suits
    gentle = [treatment for treatment in treatments if treatment.intensity in GENTLE]
    RoomTreatment.objects.bulk_create(
        RoomTreatment(room=rooms[-1], treatment=treatment) for treatment in gentle
    )
    return [(rooms[-1].pk, frozenset(treatment.pk for treatment in gentle)), *suits[:-1]]


def _make_staff(treatments: Sequence[TreatmentType], first: int, count: int) -> list[StaffMember]:
    therapists = Therapist.objects.bulk_create(
        _therapist(number) for number in range(first, first + count)
    )
    Registration.objects.bulk_create(
        Registration(
            therapist=therapist, college="Synthetic college", number=therapist.slug.upper()
        )
        for therapist in therapists
    )
    offered = [_offered(treatments, place) for place in range(count)]
    menu = cache(_menu)
    offer = Therapist.treatments.through
    offer.objects.bulk_create(
        offer(therapist_id=therapist.pk, treatmenttype_id=treatment.pk)
        for therapist, its in zip(therapists, offered, strict=True)
        for treatment in its
    )
    return [
        StaffMember(therapist.pk, menu(its), weekly_hours(place))
        for place, (therapist, its) in enumerate(zip(therapists, offered, strict=True))
    ]


def _therapist(number: int) -> Therapist:
    given, family = full_name(Random(number))
    return Therapist(name=f"{given} {family}", slug=f"{SLUG}-therapist-{number + 1}")


def _offered(treatments: Sequence[TreatmentType], place: int) -> tuple[TreatmentType, ...]:
    """A location's first therapist gives everything, the others leave out one type each."""
    if place == 0:
        return tuple(treatments)
    return tuple(treatment for number, treatment in enumerate(treatments) if number != place % 5)


def _menu(treatments: Sequence[TreatmentType]) -> Menu:
    options = TreatmentOption.objects.filter(treatment__in=treatments, is_active=True)
    return Menu(
        [
            Option(option.treatment_id, option.minutes, option.turnover_minutes, option.price)
            for option in options.order_by("treatment__position", "minutes")
        ]
    )


def make_shifts(sites: Sequence[Site], valid_from: date) -> None:
    """The weekly shifts of everybody, without end."""
    WeeklyShift.objects.bulk_create(
        WeeklyShift(
            therapist_id=member.therapist,
            location_id=site.location,
            weekday=weekday,
            starts=wall(hours.starts),
            ends=wall(hours.ends),
            valid_from=valid_from,
        )
        for site in sites
        for member in site.staff
        for weekday, day in member.week.items()
        for hours in day
    )


def wall(minutes: int) -> time:
    """The wall time so many minutes after midnight."""
    return time(minutes // 60, minutes % 60)


def _make_patients(first: int, count: int, opened: datetime, chance: Random) -> list[int]:
    """The keys of new patients, most of them with an account of their own."""
    numbers = range(first, first + count)
    names = {number: full_name(chance) for number in numbers}
    with_account = [number for number in numbers if number % 10 < WITH_ACCOUNT_OF_TEN]
    accounts = dict(zip(with_account, reserve_ids(User, len(with_account)), strict=True))
    copy_rows(
        User,
        ("id", "email", "name", "password", "date_joined"),
        # A password that starts with "!" never matches: these people sign in by code.
        (
            (accounts[number], _email(number), " ".join(names[number]), "!synthetic", opened)
            for number in with_account
        ),
    )
    keys = reserve_ids(Patient, count)
    copy_rows(
        Patient,
        (
            *("id", "account", "relationship", "given_name", "family_name"),
            *("email", "phone", "date_of_birth", "created_at"),
        ),
        (
            (
                key,
                accounts.get(number),
                Relationship.SELF,
                *names[number],
                "" if number in accounts else _email(number),
                phone_number(number),
                date(1935 + number * 7 % 80, 1 + number % 12, 1 + number % 28),
                opened,
            )
            for number, key in zip(numbers, keys, strict=True)
        ),
    )
    return keys


def _email(number: int) -> str:
    return f"patient-{number + 1}@seed.test"
