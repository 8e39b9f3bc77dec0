"""What a patient takes along on paper: one side, without the ways to other pages."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.every_page import EveryPage
from tests.browser.steps import DESK

A_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
WAYS_ON = ".site-nav, .site-account, .site-footer, .btn, .thumb-bar, .skip"


@pytest.fixture
def pages(live_site: str) -> EveryPage:
    return EveryPage(live_site)


def sheets(page: Page, paper: str) -> int:
    return len(A_PAGE.findall(page.pdf(format=paper, print_background=False)))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_an_appointment_fits_one_side(browser: Browser, pages: EveryPage, paper: str) -> None:
    context = pages.open(browser, DESK)
    page = context.new_page()
    page.goto(f"/appointments/{pages.scene.next_visit.token}/")
    assert sheets(page, paper) == 1
    context.close()


def test_paper_shows_what_and_not_where_to_go(browser: Browser, pages: EveryPage) -> None:
    context = pages.open(browser, DESK)
    page = context.new_page()
    page.emulate_media(media="print")
    known = pages.scene.addresses()
    for path in (f"/appointments/{pages.scene.next_visit.token}/", known["care:my_record"]):
        page.goto(path)
        ways = page.locator(WAYS_ON)
        assert ways.count(), path
        assert not any(way.is_visible() for way in ways.all()), path
        assert page.locator("h1").is_visible()
    context.close()
