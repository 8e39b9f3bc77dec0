"""Booking in French from start to end, in a browser that asks for it."""

import re

from playwright.sync_api import Browser, Page, expect

from booking.models import Appointment, Status
from tests.accounts.codes import newest_code
from tests.browser.steps import inspect, visitor
from tests.edges import Mailbox
from tests.factories import Clinic

ALICE = "alice@example.test"
HELD = re.compile("/book/[^/]{43}/$")
# Words of the pages themselves; the clinic of the tests has English names.
ENGLISH = re.compile(r"\b(the|your|please|book|time|until|cancel|appointment)\b", re.IGNORECASE)


def look(page: Page) -> None:
    """Sound, and no English on it."""
    inspect(page)
    assert page.locator("html").get_attribute("lang") == "fr-CA"
    said = page.locator("main").inner_text()
    assert not ENGLISH.search(said), said


def choose(page: Page, clinic: Clinic) -> None:
    page.goto("/book/")
    look(page)
    page.get_by_role("link", name=f"{clinic.treatment}, 60 min").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quand?")
    page.get_by_role("link", name="Après").first.click()
    expect(page.get_by_role("link", name="Avant").first).to_be_visible()
    look(page)
    page.get_by_role("button", name=re.compile(r"\b9\sh, avec ")).first.click()
    page.wait_for_url(HELD)


def sign_in(page: Page, mailbox: Mailbox) -> None:
    page.get_by_role("button", name="M’envoyer un code").click()
    look(page)
    page.get_by_label("Votre adresse courriel").fill(ALICE)
    page.get_by_role("button", name="M’envoyer un code").click()
    page.wait_for_url("**/code/")
    look(page)
    page.get_by_label("Code à six chiffres").fill(newest_code(mailbox, ALICE))
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(HELD)


def test_it_books_moves_and_cancels_in_french(
    browser: Browser, live_site: str, mailbox: Mailbox
) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    with visitor(browser, live_site, locale="fr-CA") as page:
        choose(page, clinic)
        expect(page.locator(".countdown")).to_contain_text("Nous vous gardons cette plage jusqu’à")
        sign_in(page, mailbox)
        page.get_by_role("button", name="Réserver ce rendez-vous").click()
        look(page)
        page.get_by_label("Prénom", exact=False).first.fill("Hélène")
        page.get_by_label("Nom de famille").fill("Roy")
        page.get_by_role("button", name="Réserver ce rendez-vous").click()
        page.wait_for_url("**/appointments/*/")
        expect(page.get_by_role("status")).to_contain_text("C’est réservé.")
        look(page)
        page.get_by_role("link", name="Déplacer").click()
        look(page)
        page.locator("button.start").first.click()
        expect(page.get_by_role("status")).to_contain_text("Déplacé au")
        page.get_by_role("link", name="Annuler").click()
        look(page)
        page.get_by_role("button", name="Oui, annuler").click()
        expect(page.get_by_role("status")).to_contain_text("Votre rendez-vous est annulé.")
        look(page)
    assert Appointment.objects.get().status == Status.CANCELLED
