"""Treatments and what rooms suit, in the admin."""

import pytest
from django.test import Client

from tests.factories import Clinic, make_location, make_treatment
from tests.staff import at_work
from treatments.models import RoomTreatment, TreatmentOption, TreatmentType

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(db: None) -> Client:
    return at_work("manager")


def test_it_says_which_treatments_a_room_suits(manager: Client) -> None:
    location, swedish = make_location(rooms=2), make_treatment(name="Swedish massage")
    RoomTreatment.objects.create(room=location.rooms.all()[0], treatment=swedish)
    page = manager.get("/admin/locations/room/").text
    assert "Swedish massage" in page
    assert "every treatment" in page


def test_it_saves_what_a_room_suits(manager: Client) -> None:
    room, swedish = make_location().rooms.get(), make_treatment()
    form = {
        "location": room.location_id,
        "name": "Cedar",
        "is_active": "on",
        "suits-TOTAL_FORMS": "1",
        "suits-INITIAL_FORMS": "0",
        "suits-0-treatment": swedish.pk,
    }
    manager.post(f"/admin/locations/room/{room.pk}/change/", form)
    assert room.suits.get().treatment == swedish


def test_it_refuses_two_options_of_one_duration(manager: Client) -> None:
    swedish = make_treatment(minutes=(60,))
    option = swedish.options.get()
    form = {
        "name": swedish.name,
        "slug": swedish.slug,
        "summary": swedish.summary,
        "what_happens": swedish.what_happens,
        "suits": swedish.suits,
        "intensity": swedish.intensity,
        "position": "0",
        "options-TOTAL_FORMS": "2",
        "options-INITIAL_FORMS": "1",
        "options-0-id": option.pk,
        "options-0-minutes": "60",
        "options-0-turnover_minutes": "15",
        "options-0-price": "90",
        "options-1-minutes": "60",
        "options-1-turnover_minutes": "10",
        "options-1-price": "80",
    }
    page = manager.post(f"/admin/treatments/treatmenttype/{swedish.pk}/change/", form).text
    assert "Treatment option with this Treatment and Duration (minutes) already exists." in page
    assert TreatmentOption.objects.count() == 1


def test_it_says_why_a_treatment_with_appointments_stays(manager: Client) -> None:
    clinic = Clinic()
    clinic.book(clinic.at(10))
    address = f"/admin/treatments/treatmenttype/{clinic.treatment.pk}/delete/"
    page = manager.post(address, {"post": "yes"}, follow=True).text
    assert "has appointments and stays. Switch “offered” off instead." in page
    assert TreatmentType.objects.filter(pk=clinic.treatment.pk).exists()


def test_it_shows_the_durations_that_are_offered(manager: Client) -> None:
    swedish = make_treatment(minutes=(30, 60, 90))
    swedish.options.filter(minutes=60).update(is_active=False)
    assert "30, 90" in manager.get("/admin/treatments/treatmenttype/").text
