"""The admin speaks French to whoever reads French: lists, forms, pages of our own, errors."""

import pytest
from django.contrib.admin import site
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.clinic.english import english_in
from tests.factories import Clinic
from tests.reminders.notes import make_message
from tests.staff import at_work, make_staff

pytestmark = pytest.mark.django_db

FRENCH = {"HTTP_ACCEPT_LANGUAGE": "fr-CA,fr;q=0.9"}
REGISTERED = sorted(site._registry, key=lambda model: model._meta.label)
PAGES = (
    *("admin:index", "frontdesk:attention", "frontdesk:away", "frontdesk:time_off"),
    *("frontdesk:reports", "operation:messages", "admin:reminders_messagetext_changelist"),
)


def page_of(browser: Client, address: str, **query: str) -> str:
    answer = browser.get(address, query, **FRENCH)  # type: ignore[arg-type]
    assert answer.status_code == 200, address
    return answer.text


def admin_page(model: type[Model], verb: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{verb}")


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
    answer = browser.get(admin_page(model, "add"), **FRENCH)  # type: ignore[arg-type]
    # An appointment is booked on the desk's own page.
    assert answer.status_code in (200, 302, 403)
    if answer.status_code == 200:
        assert english_in(answer.text) == []


@pytest.mark.parametrize("name", PAGES)
def test_it_says_pages_in_french(name: str) -> None:
    assert english_in(page_of(at_work("manager"), reverse(name))) == []


def test_it_finds_english() -> None:
    page = "<h2>Needs attention</h2><p title='Back to the form'>À régler</p><i>At 3 pm: closed.</i>"
    assert english_in(page) == ["Back to the form", "Needs attention"]


def test_it_finds_english_with_its_gaps_filled() -> None:
    page = "<p>The oldest message has waited for 14 minutes.</p>"
    assert english_in(page) == ["The oldest message has waited for 14 minutes."]


def test_it_takes_what_is_quoted_for_no_english() -> None:
    assert english_in("<p lang='en-ca'>Needs attention</p><span>À régler</span>") == []
