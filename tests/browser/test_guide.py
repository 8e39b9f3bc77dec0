"""The guide on a phone: every page of it under axe, by day and in the dark."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import inspect, visitor
from tests.factories import Clinic

SCHEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
# A choice for each question, in its order.
ANSWERS = (
    ("None of these",),
    ("Lower back", "Stiff, I move less freely"),
    ("Longer than three months",),
    ("Moderate: it gets in the way",),
    ("Lifting, sport or work",),
    ("Physiotherapy",),
    ("Medium",),
)


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic()


def look_at(page: Page) -> None:
    # Without motion, no colour is on its way to another one.
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        inspect(page)


def test_it_leads_from_the_first_question_to_free_starts(
    clinic: Clinic, live_site: str, browser: Browser
) -> None:
    with visitor(browser, live_site) as page:
        page.goto("/")
        page.get_by_role("link", name="Which massage suits my back?").click()
        look_at(page)
        page.get_by_role("link", name="Begin").click()
        page.get_by_role("button", name="Next").click()
        look_at(page)
        for answers in ANSWERS:
            for answer in answers:
                page.get_by_label(answer).check()
            look_at(page)
            page.locator("form button.btn-primary").click()
        look_at(page)
        page.get_by_role("link", name="See free times").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("When?")


def test_a_red_flag_leads_to_a_doctor_and_not_to_a_booking(
    clinic: Clinic, live_site: str, browser: Browser
) -> None:
    with visitor(browser, live_site) as page:
        page.goto("/guide/first/")
        page.get_by_label("Chest pain").check()
        page.get_by_role("button", name="Next").click()
        look_at(page)
        assert page.locator("main a[href^='/book/']").count() == 0
        page.get_by_role("link", name="I ticked that by mistake").click()
        expect(page.get_by_label("Chest pain")).to_be_checked()
