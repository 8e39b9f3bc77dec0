"""The admin stands still for whoever asks their device for less motion."""

from playwright.sync_api import Browser, expect

from tests.browser.desk import open_board, open_card, panel, receptionist
from tests.factories import Clinic
from tests.frontdesk.panels import booked, soon

# What takes longer than a thousandth of a second to get where it goes.
MOVING = """() => [...document.querySelectorAll("*")].flatMap((one) =>
  ["", "::before", "::after"].map((part) => getComputedStyle(one, part)).flatMap((style) =>
    [style.transitionDuration, style.animationDuration].flatMap((times) => times.split(", "))
      .filter((time) => parseFloat(time) * (time.endsWith("ms") ? 1 : 1000) > 1)
      .map((time) => `${one.tagName} ${one.className} ${time}`)))"""


def test_nothing_moves_on_the_board_for_who_wants_less_motion(
    browser: Browser, live_site: str
) -> None:
    clinic = Clinic()
    appointment = booked(clinic, soon(clinic, 10))
    with receptionist(browser, live_site) as page:
        open_board(page, clinic.location, soon(clinic, 10))
        open_card(page, appointment)
        expect(panel(page)).to_be_visible()
        assert page.evaluate(MOVING) != []
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(MOVING) == []
