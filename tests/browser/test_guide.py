"""The guide on a phone, in both languages; `test_every_page` looks at its questions."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import visitor
from tests.browser.sweep import LANGUAGES, Language, complaints_about
from tests.care.test_guide import WALK
from tests.factories import Clinic

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic()


@contextmanager
def guided(browser: Browser, site: str, language: Language) -> Iterator[Page]:
    with visitor(browser, site, locale=language) as page:
        # Without motion, no colour is on its way to another one.
        page.emulate_media(reduced_motion="reduce")
        yield page


def look_at(page: Page, language: Language) -> None:
    assert page.locator("html").get_attribute("lang") == language
    assert complaints_about(page) == [], page.url


def tick(page: Page, name: str, value: str) -> None:
    page.locator(f'main input[name="{name}"][value="{value}"]').check()


def go_on(page: Page) -> None:
    page.locator("main form button.btn-primary").click()


def test_it_leads_from_the_first_question_to_free_starts(
    clinic: Clinic, live_site: str, browser: Browser, language: Language
) -> None:
    with guided(browser, live_site, language) as page:
        page.goto("/")
        page.locator("main a[href='/guide/']").first.click()
        page.locator("main a[href='/guide/first/']").click()
        go_on(page)
        look_at(page, language)
        for step, answers in WALK.items():
            page.wait_for_url(f"**/guide/{step}/")
            for name, values in answers.items():
                for value in [values] if isinstance(values, str) else values:
                    tick(page, name, value)
            go_on(page)
        page.wait_for_url("**/guide/suggestion/")
        page.locator("main a[href^='/book/?treatment=']").first.click()
        expect(page.locator(".starts button").first).to_be_visible()


def test_a_red_flag_leads_to_a_doctor_and_not_to_a_booking(
    clinic: Clinic, live_site: str, browser: Browser, language: Language
) -> None:
    with guided(browser, live_site, language) as page:
        page.goto("/guide/first/")
        flag = page.locator('main input[name="red_flags"]').first
        flag.check()
        go_on(page)
        page.wait_for_url("**/guide/doctor/")
        look_at(page, language)
        assert page.locator("main a[href^='/book/']").count() == 0
        page.locator("main a[href='/guide/first/']").click()
        expect(flag).to_be_checked()
