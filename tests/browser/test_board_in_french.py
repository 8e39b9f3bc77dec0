"""The schedule board in French in a real browser: a card, a move, and the move taken back."""

import pytest
from playwright.sync_api import Browser, Page, expect

from booking.models import Appointment
from tests.browser.desk import (
    SCREENS,
    drag,
    inspect_panel,
    open_board,
    open_card,
    panel,
    place,
    receptionist,
    session,
    toast,
)
from tests.factories import Clinic
from tests.frontdesk.panels import booked, soon

# A space that does not break.
_ = "\u00a0"


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic(therapists=2, rooms=2)


@pytest.fixture
def alice(clinic: Clinic) -> Appointment:
    """Alice's, at ten with the first therapist."""
    return booked(clinic, soon(clinic, 10), therapist=clinic.therapists[0])


def begin(page: Page, clinic: Clinic) -> None:
    page.set_extra_http_headers({"Accept-Language": "fr-CA"})
    open_board(page, clinic.location, soon(clinic, 10))


def press(page: Page, name: str) -> None:
    panel(page).get_by_role("button", name=name, exact=True).click()


def test_it_opens_a_card(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        said = f"10{_}h à 11{_}h, Alice Archer, {clinic.treatment}, {alice.room}, Confirmé"
        expect(page.get_by_role("button", name=said)).to_be_visible()
        expect(page.locator(".ec-body .ec-sidebar time").first).to_contain_text(f"{_}h")
        open_card(page, alice)
        expect(panel(page)).to_contain_text(f"10{_}h à 11{_}h")
        expect(
            panel(page).get_by_role("button", name="Copier à la semaine suivante")
        ).to_be_visible()
        inspect_panel(page)


def test_it_moves_a_session_and_takes_it_back(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        spot = place(page, clinic.therapists[0], soon(clinic, 13), clinic.location)
        drag(page, alice, spot, let_go=False)
        expect(page.locator(".ec-preview")).to_contain_text(f"13{_}h à 14{_}h")
        page.mouse.up()
        expect(panel(page).get_by_role("heading", name="Déplacer")).to_be_visible()
        press(page, "Déplacer")
        expect(toast(page)).to_contain_text("Déplacé, ")
        expect(session(page, alice)).to_contain_text(f"13{_}h–14{_}h")
        toast(page).get_by_role("button", name="Annuler l’action").click()
        expect(toast(page)).to_contain_text(f"De retour à 10{_}h. Le patient n’en a rien su.")
        expect(session(page, alice)).to_contain_text(f"10{_}h–11{_}h")
    alice.refresh_from_db()
    assert alice.starts_at == soon(clinic, 10)


def test_it_fits_every_screen_of_the_desk(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        for screen in SCREENS:
            page.set_viewport_size(screen)
            needed = page.evaluate("document.documentElement.scrollWidth")
            assert needed <= screen["width"], screen
