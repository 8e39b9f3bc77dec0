"""The admin speaks French to whoever reads French: lists, forms, pages of our own, errors."""

from html import unescape
from typing import Any

import pytest
from django.contrib.admin import site
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import User
from locations.models import Location, Room
from patients.models import Patient
from tests.clinic.english import english_in
from tests.factories import Clinic, make_location, make_patient, make_treatment
from tests.frontdesk.filled_form import FilledForm
from tests.reminders.notes import make_message
from tests.staff import at_work, browser_of, make_staff
from therapists.models import Therapist
from treatments.models import TreatmentType

pytestmark = pytest.mark.django_db

FRENCH: Any = {"HTTP_ACCEPT_LANGUAGE": "fr-CA,fr;q=0.9"}
REGISTERED = sorted(site._registry, key=lambda model: model._meta.label)
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


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_it_lists_in_french(model: type[Model]) -> None:
    Clinic()
    make_message()
    assert english_in(page_of(at_work("manager"), admin_page(model, "changelist"))) == []


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_it_asks_in_french(model: type[Model]) -> None:
    person = make_staff("manager")
    browser = Client()
    browser.force_login(person)
    answer = browser.get(admin_page(model, "add"), **FRENCH)
    # An appointment is booked on the desk's own page.
    assert answer.status_code in (200, 302, 403)
    if answer.status_code == 200:
        assert english_in(answer.text) == []


@pytest.mark.parametrize("name", PAGES)
def test_it_says_pages_in_french(name: str) -> None:
    assert english_in(page_of(at_work("manager"), reverse(name))) == []


def test_it_asks_in_french_before_it_deletes() -> None:
    treatment = make_treatment()
    page = page_of(at_work("manager"), admin_page(TreatmentType, "delete", treatment.pk))
    assert english_in(page) == []
    assert "Tous ces éléments liés seront supprimés" in page


def test_it_tells_the_history_in_french() -> None:
    browser, location = at_work("manager"), make_location()
    address = admin_page(Location, "change", location.pk)
    typed = FilledForm(page_of(browser, address), "location_form").fields
    browser.post(address, {**typed, "city": "Laval"}, **FRENCH)
    page = page_of(browser, admin_page(Location, "history", location.pk))
    assert english_in(page) == []
    assert "Modification" in page


def test_its_forms_refuse_in_french() -> None:
    page = at_work("manager").post(admin_page(Patient, "add"), {}, **FRENCH).text
    assert english_in(page) == []
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
    assert english_in(answer.text) == []


@pytest.mark.parametrize("model", [Location, Room, TreatmentType, Therapist, Patient, User])
def test_it_shows_one_in_french(model: type[Model]) -> None:
    clinic, person = Clinic(), make_staff("manager")
    shown = {Patient: make_patient(), User: person, Therapist: clinic.therapist}.get(model)
    key = (shown or model._default_manager.first()).pk  # type: ignore[union-attr]
    assert english_in(page_of(browser_of(person), admin_page(model, "change", key))) == []


def test_it_speaks_of_a_patient_in_french() -> None:
    address = reverse("frontdesk:patient", args=(make_patient().pk,))
    assert english_in(page_of(at_work("receptionist"), address)) == []


@pytest.mark.parametrize("role", ["receptionist", "therapist"])
def test_it_begins_in_french(role: str) -> None:
    assert english_in(page_of(at_work(role), reverse("admin:index"))) == []


def test_its_times_have_no_seconds_in_french() -> None:
    page = page_of(at_work("manager"), admin_page(Location, "change", make_location().pk))
    assert 'value="07:00"' in page


def test_it_finds_english() -> None:
    page = "<h2>Needs attention</h2><p title='Back to the form'>À régler</p><i>At 3 pm: closed.</i>"
    assert english_in(page) == ["Back to the form", "Needs attention"]


def test_it_finds_english_with_its_gaps_filled() -> None:
    page = "<p>The oldest message has waited for 14 minutes.</p>"
    assert english_in(page) == ["The oldest message has waited for 14 minutes."]


def test_it_takes_what_is_quoted_for_no_english() -> None:
    assert english_in("<p lang='en-ca'>Needs attention</p><span>À régler</span>") == []
