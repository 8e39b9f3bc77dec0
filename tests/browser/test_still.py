"""Nothing moves for whoever asks their device for less motion."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import open_board, open_card, panel, receptionist
from tests.browser.steps import visitor
from tests.factories import Clinic
from tests.frontdesk.panels import booked, soon

# What takes longer than a thousandth of a second to get where it goes.
MOVING = """() => [...document.querySelectorAll("*")].flatMap((one) =>
  ["", "::before", "::after"].map((part) => getComputedStyle(one, part)).flatMap((style) =>
    [style.transitionDuration, style.animationDuration].flatMap((times) => times.split(", "))
      .filter((time) => parseFloat(time) * (time.endsWith("ms") ? 1 : 1000) > 1)
      .map((time) => `${one.tagName} ${one.className} ${time}`)))"""


def stands_still_when_asked(page: Page) -> None:
    assert page.evaluate(MOVING) != []
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == []


def test_the_board_and_its_panel_stand_still(browser: Browser, live_site: str) -> None:
    clinic = Clinic()
    appointment = booked(clinic, soon(clinic, 10))
    with receptionist(browser, live_site) as page:
        open_board(page, clinic.location, soon(clinic, 10))
        open_card(page, appointment)
        expect(panel(page)).to_be_visible()
        stands_still_when_asked(page)


def test_the_first_page_stands_still(browser: Browser, live_site: str) -> None:
    Clinic()
    with visitor(browser, live_site) as page:
        page.goto("/")
        stands_still_when_asked(page)
