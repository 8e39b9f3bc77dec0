"""What a patient takes along on paper: one side, without the ways to other pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.steps import DESK
from tests.browser.sweep import context_of
from tests.care.everything import Everything
from tests.factories import Clinic

A_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
WAYS_ON = ".site-nav, .site-account, .site-footer, .btn, .thumb-bar, .skip"


@pytest.fixture
def scene(live_site: str) -> Everything:
    return Everything(Clinic(therapists=2, rooms=2))


@contextmanager
def alice(browser: Browser, site: str, scene: Everything) -> Iterator[Page]:
    with context_of(browser, site, scene.browser("alice"), "en-CA") as context:
        page = context.new_page()
        page.set_viewport_size(DESK)
        yield page


def sheets(page: Page, paper: str) -> int:
    return len(A_PAGE.findall(page.pdf(format=paper, print_background=False)))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_an_appointment_fits_one_side(
    browser: Browser, live_site: str, scene: Everything, paper: str
) -> None:
    with alice(browser, live_site, scene) as page:
        page.goto(f"/appointments/{scene.next_visit.token}/")
        assert sheets(page, paper) == 1


def test_paper_shows_what_and_not_where_to_go(
    browser: Browser, live_site: str, scene: Everything
) -> None:
    known = scene.addresses()
    with alice(browser, live_site, scene) as page:
        page.emulate_media(media="print")
        for path in (f"/appointments/{scene.next_visit.token}/", known["care:my_record"]):
            page.goto(path)
            ways = page.locator(WAYS_ON)
            assert ways.count(), path
            assert not any(way.is_visible() for way in ways.all()), path
            assert page.locator("h1").is_visible()
