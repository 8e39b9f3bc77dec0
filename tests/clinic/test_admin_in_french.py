"""What the admin says of itself and answers to forms is French for whoever reads French."""

from html import unescape
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from locations.models import Location
from patients.models import Patient
from tests.clinic.french import left_in_english
from tests.factories import make_location, make_patient, make_treatment
from tests.frontdesk.filled_form import FilledForm
from tests.staff import at_work
from treatments.models import TreatmentType

pytestmark = pytest.mark.django_db

FRENCH: Any = {"HTTP_ACCEPT_LANGUAGE": "fr-CA,fr;q=0.9"}
PAGES = (
    *("admin:index", "frontdesk:attention", "frontdesk:away", "frontdesk:time_off"),
    *("frontdesk:reports", "operation:messages", "admin:reminders_messagetext_changelist"),
)


def page_of(browser: Client, address: str, **query: str) -> str:
    answer = browser.get(address, query, **FRENCH)
    assert answer.status_code == 200, address
    return answer.text


def admin_page(model: type[Model], verb: str, *keys: int) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{verb}", args=keys)


@pytest.mark.parametrize("name", PAGES)
def test_it_says_pages_in_french(name: str) -> None:
    assert left_in_english(page_of(at_work("manager"), reverse(name))) == set()


def test_it_asks_in_french_before_it_deletes() -> None:
    treatment = make_treatment()
    page = page_of(at_work("manager"), admin_page(TreatmentType, "delete", treatment.pk))
    assert left_in_english(page) == set()
    assert "Tous ces éléments liés seront supprimés" in page


def test_it_tells_the_history_in_french() -> None:
    browser, location = at_work("manager"), make_location()
    address = admin_page(Location, "change", location.pk)
    typed = FilledForm(page_of(browser, address), "location_form").fields
    browser.post(address, {**typed, "city": "Laval"}, **FRENCH)
    page = page_of(browser, admin_page(Location, "history", location.pk))
    assert left_in_english(page) == set()
    assert "Modification" in page


def test_its_forms_refuse_in_french() -> None:
    page = at_work("manager").post(admin_page(Patient, "add"), {}, **FRENCH).text
    assert left_in_english(page) == set()
    assert "Ce champ est obligatoire." in page


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("frontdesk:away", {"therapist": "0"}, "Choisissez un massothérapeute."),
        ("frontdesk:reports", {"from": "2027-13-01"}, "Écrivez une date"),
        ("frontdesk:reports", {"from": "2027-05-03", "to": "2027-05-01"}, "Le dernier jour"),
    ],
)
def test_the_desk_refuses_in_french(name: str, typed: dict[str, str], said: str) -> None:
    answer = at_work("manager").get(reverse(name), typed, **FRENCH)
    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert left_in_english(answer.text) == set()


def test_it_speaks_of_a_patient_in_french() -> None:
    address = reverse("frontdesk:patient", args=(make_patient().pk,))
    assert left_in_english(page_of(at_work("receptionist"), address)) == set()


@pytest.mark.parametrize("role", ["receptionist", "therapist"])
def test_it_begins_in_french(role: str) -> None:
    assert left_in_english(page_of(at_work(role), reverse("admin:index"))) == set()


def test_its_times_have_no_seconds_in_french() -> None:
    page = page_of(at_work("manager"), admin_page(Location, "change", make_location().pk))
    assert 'value="07:00"' in page
