"""The public pages in a real browser: light, one-handed."""

from typing import Literal

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.axe import violations
from tests.browser.faces import drawn_therapists
from tests.factories import make_location, make_shift, make_therapist, make_treatment

ColorScheme = Literal["light", "dark"]
PHONE: ViewportSize = {"width": 375, "height": 812}
DESK: ViewportSize = {"width": 1280, "height": 900}

PAGES = (
    "/",
    "/treatments/",
    "/treatments/swedish-massage/",
    "/therapists/",
    "/therapists/maya-chen/",
    "/treatments/no-such-treatment/",
)
ERRORS: tuple[tuple[str, dict[str, object]], ...] = (
    ("400.html", {}),
    ("403.html", {}),
    ("403.html", {"csrf": True}),
    ("404.html", {"reason": "We do not know this therapist."}),
    ("405.html", {}),
    ("413.html", {}),
    ("429.html", {}),
    ("500.html", {}),
)


@pytest.fixture
def clinic(live_site: str) -> str:
    """Every drawn face, one therapist without, and a treatment that has no drawing."""
    location = make_location("port-moody")
    swedish = make_treatment("swedish-massage", name="Swedish massage")
    make_treatment("hot-stones", name="Hot stones")
    for therapist in drawn_therapists(swedish):
        make_shift(therapist, location)
    make_therapist("zoe-without-a-face", swedish)
    return live_site


def test_it_has_no_accessibility_violations_at_a_desk(page: Page, clinic: str) -> None:
    page.set_viewport_size(DESK)
    for path in PAGES:
        page.goto(clinic + path)
        assert violations(page) == "", path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_shows_accessible_error_pages(
    browser: Browser, live_site: str, rf: RequestFactory, scheme: ColorScheme
) -> None:
    # The worker that keeps the page for no connection would ask the server itself.
    context = browser.new_context(color_scheme=scheme, service_workers="block")
    page = context.new_page()
    for template, said in ERRORS:
        answer_with(page, render_to_string(template, said, rf.get("/broken/")))
        page.goto(f"{live_site}/broken/")
        assert violations(page) == "", (template, said)
    context.close()


def answer_with(page: Page, html: str) -> None:
    """The address /broken/ shows this page, with the live site's own styles."""
    page.unroute("**/broken/")
    page.route("**/broken/", lambda route: route.fulfill(body=html, content_type="text/html"))


def test_it_leads_from_the_first_page_to_the_times_of_a_treatment(page: Page, clinic: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(clinic)
    page.get_by_role("link", name="Swedish massage").click()
    page.get_by_role("link", name="See times for 60 minutes of Swedish massage").click()
    page.wait_for_url("**/book/?treatment=swedish-massage&duration=60**")


def test_it_skips_to_the_content_by_keyboard(page: Page, clinic: str) -> None:
    page.goto(clinic)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
