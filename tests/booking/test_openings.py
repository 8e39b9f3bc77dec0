"""What can begin at one place and time, and why the rest cannot."""

from datetime import datetime, timedelta

import pytest

from booking.availability import find_start
from booking.openings import Opening, Place, find_openings
from booking.plan import Choice
from tests.factories import NOW, Clinic, make_patient, make_room, make_treatment
from treatments.models import TreatmentOption

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(db: None) -> Clinic:
    """Maya gives two treatments of three durations, and is booked from eleven to noon."""
    clinic = Clinic(rooms=2)
    clinic.therapist.treatments.set(
        [make_treatment("deep", minutes=(30, 45, 90)), make_treatment("swedish", minutes=(30, 60))]
    )
    clinic.option = TreatmentOption.objects.get(treatment__slug="swedish", minutes=60)
    clinic.book(clinic.at(11))
    return clinic


def openings(clinic: Clinic, starts_at: datetime, **place: object) -> list[Opening]:
    where = {"therapist": clinic.therapist, **place}
    return find_openings(Place(clinic.location, starts_at, **where), now=NOW)  # type: ignore[arg-type]


def fitting(found: list[Opening]) -> list[tuple[str, int]]:
    return [(one.option.treatment.slug, one.option.minutes) for one in found if one.fits]


def test_it_lists_every_duration_that_fits_before_the_next_appointment(clinic: Clinic) -> None:
    found = openings(clinic, clinic.at(10))
    assert fitting(found) == [("deep", 30), ("deep", 45), ("swedish", 30)]


def test_it_says_what_is_in_the_way_of_the_others(clinic: Clinic) -> None:
    too_long = openings(clinic, clinic.at(10))[2]
    assert "has the next appointment at 11:00 am." in too_long.why_not


@pytest.mark.parametrize("hour", [8, 9, 10, 11, 12, 13, 15, 16, 17])
@pytest.mark.parametrize("minute", [0, 7, 15, 45])
def test_it_offers_exactly_what_can_be_taken(clinic: Clinic, hour: int, minute: int) -> None:
    starts_at = clinic.at(hour, minute)
    for opening in openings(clinic, starts_at):
        option = opening.option
        choice = Choice(
            clinic.location.slug,
            option.treatment.slug,
            option.minutes,
            clinic.therapist.slug,
            by_staff=True,
        )
        assert opening.fits == bool(find_start(choice, starts_at, now=NOW)[1]), opening


def test_it_asks_a_fixed_number_of_queries(
    clinic: Clinic, django_assert_num_queries: object
) -> None:
    make_treatment("not-hers", minutes=(60,))
    # The options, a plan for each of two treatments, what is busy, the names of the rooms.
    with django_assert_num_queries(5):  # type: ignore[operator]
        openings(clinic, clinic.at(10))


def test_it_leaves_out_what_the_room_does_not_suit(clinic: Clinic) -> None:
    room = make_room(clinic.location)
    room.suits.create(treatment=clinic.option.treatment)
    found = openings(clinic, clinic.at(9), room=room, therapist=None)
    assert {one.option.treatment for one in found} == {clinic.option.treatment}
    assert found[0].therapists == (clinic.therapist.first_name,)


def test_it_keeps_the_patient_from_being_in_two_places(clinic: Clinic) -> None:
    alice = make_patient()
    other = Clinic()
    other.book(other.at(14), alice)
    place = Place(clinic.location, clinic.at(14), clinic.therapist)
    found = find_openings(place, patient=alice.pk, now=NOW)
    assert not fitting(found)
    assert found[0].why_not == "The patient has another appointment at 2:00 pm."


def test_it_offers_nothing_where_nobody_works(clinic: Clinic) -> None:
    assert openings(clinic, clinic.at(10), therapist=Clinic().therapist) == []


def test_it_goes_a_year_ahead_and_not_further(clinic: Clinic) -> None:
    found = openings(clinic, clinic.at(10) + timedelta(days=400))
    assert {one.why_not for one in found} == {"The desk books from yesterday to a year ahead."}
