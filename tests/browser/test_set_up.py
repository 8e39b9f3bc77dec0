"""The set-up in a real browser, in both languages: from the first page to a free time."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from reminders import delivery
from tests.browser.desk import staff
from tests.browser.sweep import ENLARGED, LANGUAGES, Language, complaints_about
from tests.edges import Mailbox

pytestmark = pytest.mark.parametrize("language", LANGUAGES)

SCREENS = ((1920, 1080), (768, 1024), *ENLARGED)
SAVE = "#content-main form button.main"


@contextmanager
def owner(browser: Browser, site: str, language: Language) -> Iterator[Page]:
    """Somebody who opens the clinic; without motion, no colour is on its way to another one."""
    with staff(browser, site, "manager", locale=language) as page:
        page.emulate_media(reduced_motion="reduce")
        yield page


def look_at(page: Page, language: Language) -> None:
    """Readable by everybody, on every screen."""
    page.wait_for_load_state()
    # The admin writes its languages small.
    assert page.locator("html").get_attribute("lang") == language.lower()
    assert complaints_about(page, enlarged=SCREENS, in_dark=False) == [], page.url


def fill_in(page: Page, **words: str) -> None:
    for name, text in words.items():
        page.locator(f'#content-main input[name="{name}"]').fill(text)


def go_on(page: Page, language: Language, step: str, **words: str) -> None:
    """Reads the step, fills it in, and saves it."""
    page.wait_for_url(f"**/set-up/{step}/")
    look_at(page, language)
    fill_in(page, **words)
    page.locator(SAVE).click()


def try_messages(page: Page, language: Language) -> None:
    """Sends itself an e-mail, and sees it leave."""
    page.wait_for_url("**/set-up/messages/")
    page.locator('button[name="send"][value="email"]').click()
    expect(page.locator("#tests li")).to_have_count(1)
    look_at(page, language)
    delivery.run(clock=timezone.now)
    expect(page.locator("#tests")).not_to_have_attribute("hx-trigger", "every 2s")
    page.locator("#content-main button.skip").click()


def test_it_leads_from_an_empty_clinic_to_a_free_time(
    browser: Browser, live_site: str, mailbox: Mailbox, language: Language
) -> None:
    with owner(browser, live_site, language) as page:
        page.goto("/admin/")
        page.locator(".set-up-card a.main").click()
        go_on(page, language, "name", name="Backs & Necks")
        place = {"name": "Port Moody", "street": "12 Example Street", "city": "Port Moody"}
        go_on(page, language, "location", **place, postal_code="V3H 0A0")
        for step in ("hours", "rooms", "treatments"):
            go_on(page, language, step)
        go_on(page, language, "therapist", name="Maya Chen", email="maya@clinic.test")
        go_on(page, language, "policy")
        try_messages(page, language)
        expect(page.locator("#content-main a.main[href*='/book/?']")).to_be_visible()
        look_at(page, language)
        page.locator("#content-main a.main").click()
        expect(page.locator(".picked button.btn-primary")).to_be_visible()


def test_a_refusal_can_be_read_by_everybody(
    browser: Browser, live_site: str, language: Language
) -> None:
    with owner(browser, live_site, language) as page:
        page.goto("/admin/set-up/")
        look_at(page, language)
        page.goto("/admin/set-up/location/")
        page.locator(SAVE).click()
        name = page.locator('#content-main input[name="name"]')
        expect(name).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#id_name_error")).not_to_be_empty()
        look_at(page, language)
