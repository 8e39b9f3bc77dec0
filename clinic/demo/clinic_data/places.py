"""The two locations: addresses that do not exist, numbers that nobody answers."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from booking.models import BookingPolicy
from locations.models import Closure, Location, OpeningHours, Room, Weekday
from timeline.wall import day_interval
from treatments.models import RoomTreatment, TreatmentType

ZONE_NAME = "America/Vancouver"
GENTLE_ROOM = "Fern"
GENTLE_TREATMENTS = ("swedish-massage", "myofascial-release")


class Place(NamedTuple):
    slug: str
    name: str
    street: str
    city: str
    postal_code: str
    phone: str
    email: str
    finding_us: str
    how_to_prepare: str
    finding_us_in_french: str
    how_to_prepare_in_french: str
    rooms: tuple[str, ...]
    hours: dict[Weekday, tuple[str, str]]


HOW_TO_PREPARE = (
    "Come about ten minutes early, in comfortable clothes. Leave an hour after a large meal. You "
    "undress only as far as you like, in private; a sheet covers you throughout. Bring a water "
    "bottle, and your insurance card if you would like to claim the visit."
)

HOW_TO_PREPARE_IN_FRENCH = (
    "Arrivez une dizaine de minutes à l’avance, dans des vêtements confortables. Après un gros "
    "repas, attendez une heure. Vous ne vous déshabillez que dans la mesure où vous le voulez, à "
    "l’abri des regards; un drap vous couvre tout le temps. Apportez une bouteille d’eau et, si "
    "vous voulez demander un remboursement, votre carte d’assurance."
)

PLACES = (
    Place(
        slug="port-moody",
        name="Port Moody",
        street="9055 St. Johns Street, Suite 2",
        city="Port Moody",
        postal_code="V3H 0V0",
        phone="604-555-0142",
        email="port-moody@clinic.test",
        finding_us=(
            "One floor up above the bakery; the lift is behind the glass door on the left. Free "
            "parking for two hours on the street. Moody Centre station is a seven-minute walk."
        ),
        how_to_prepare=HOW_TO_PREPARE,
        finding_us_in_french=(
            "À l’étage, au-dessus de la boulangerie; l’ascenseur est derrière la porte vitrée à "
            "gauche. Stationnement gratuit de deux heures dans la rue. La station Moody Centre "
            "est à sept minutes à pied."
        ),
        how_to_prepare_in_french=HOW_TO_PREPARE_IN_FRENCH,
        rooms=("Arbutus", "Cedar", GENTLE_ROOM),
        hours={
            Weekday.MONDAY: ("09:00", "18:30"),
            Weekday.TUESDAY: ("09:00", "20:30"),
            Weekday.WEDNESDAY: ("09:00", "18:30"),
            Weekday.THURSDAY: ("09:00", "20:30"),
            Weekday.FRIDAY: ("09:00", "18:30"),
            Weekday.SATURDAY: ("09:00", "16:00"),
            Weekday.SUNDAY: ("10:00", "15:00"),
        },
    ),
    Place(
        slug="coquitlam",
        name="Coquitlam",
        street="9410 Austin Avenue",
        city="Coquitlam",
        postal_code="V3K 0V0",
        phone="604-555-0168",
        email="coquitlam@clinic.test",
        finding_us=(
            "On the ground floor, the blue door beside the pharmacy; no steps. Our parking spaces "
            "are behind the building, entrance from the lane. Bus stop in front of the door."
        ),
        how_to_prepare=HOW_TO_PREPARE,
        finding_us_in_french=(
            "Au rez-de-chaussée, la porte bleue à côté de la pharmacie; aucune marche. Nos places"
            " de stationnement sont derrière l’immeuble, entrée par la ruelle. Arrêt d’autobus "
            "devant la porte."
        ),
        how_to_prepare_in_french=HOW_TO_PREPARE_IN_FRENCH,
        rooms=("Dogwood", "Maple", "Salal"),
        hours={
            Weekday.MONDAY: ("09:00", "20:00"),
            Weekday.TUESDAY: ("09:00", "18:00"),
            Weekday.WEDNESDAY: ("09:00", "20:00"),
            Weekday.THURSDAY: ("09:00", "18:00"),
            Weekday.FRIDAY: ("09:00", "18:00"),
            Weekday.SATURDAY: ("10:00", "15:00"),
        },
    ),
)


def make_places(today: date, treatments: dict[str, TreatmentType]) -> dict[str, Location]:
    """Both locations with policy, hours, rooms and a year of closures, by slug."""
    return {place.slug: _make_place(place, today, treatments) for place in PLACES}


def _make_place(place: Place, today: date, treatments: dict[str, TreatmentType]) -> Location:
    location = Location.objects.create(
        slug=place.slug,
        name=place.name,
        zone_name=ZONE_NAME,
        street=place.street,
        city=place.city,
        postal_code=place.postal_code,
        phone=place.phone,
        email=place.email,
        finding_us=place.finding_us,
        how_to_prepare=place.how_to_prepare,
        finding_us_in_french=place.finding_us_in_french,
        how_to_prepare_in_french=place.how_to_prepare_in_french,
    )
    BookingPolicy.objects.create(location=location)
    OpeningHours.objects.bulk_create(
        OpeningHours(location=location, weekday=weekday, opens=opens, closes=closes)
        for weekday, (opens, closes) in place.hours.items()
    )
    _make_rooms(location, place.rooms, treatments)
    Closure.objects.bulk_create(
        Closure(location=location, starts_at=its.start, ends_at=its.end, reason=reason)
        for day, reason in closed_days(today)
        for its in [day_interval(day, location.zone)]
    )
    return location


def _make_rooms(
    location: Location, names: tuple[str, ...], treatments: dict[str, TreatmentType]
) -> None:
    rooms = Room.objects.bulk_create(Room(location=location, name=name) for name in names)
    RoomTreatment.objects.bulk_create(
        RoomTreatment(room=room, treatment=treatments[slug])
        for room in rooms
        if room.name == GENTLE_ROOM
        for slug in GENTLE_TREATMENTS
    )


def closed_days(today: date) -> Iterator[tuple[date, str]]:
    """The holidays on which the clinic is closed, from two months back to a year ahead."""
    for year in range(today.year - 1, today.year + 2):
        for day, reason in _holidays(year):
            if today - timedelta(days=60) <= day <= today + timedelta(days=365):
                yield day, reason


def _holidays(year: int) -> Iterator[tuple[date, str]]:
    """British Columbia's, as the clinic keeps them."""
    yield date(year, 1, 1), "New Year's Day"
    yield _monday_from(date(year, 2, 15)), "Family Day"
    yield _monday_from(date(year, 5, 18)), "Victoria Day"
    yield date(year, 7, 1), "Canada Day"
    yield _monday_from(date(year, 8, 1)), "B.C. Day"
    yield _monday_from(date(year, 9, 1)), "Labour Day"
    yield date(year, 9, 30), "National Day for Truth and Reconciliation"
    yield _monday_from(date(year, 10, 8)), "Thanksgiving"
    yield date(year, 11, 11), "Remembrance Day"
    yield date(year, 12, 25), "Christmas Day"
    yield date(year, 12, 26), "Boxing Day"


def _monday_from(day: date) -> date:
    """The first Monday not before `day`."""
    return day + timedelta(days=-day.weekday() % 7)
