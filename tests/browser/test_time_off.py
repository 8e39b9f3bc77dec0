"""A therapist's calendar link and time off, from the phone to the manager's screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.desk import inspect_everywhere, staff
from tests.browser.steps import PHONE, STATUS_OF_A_PAGE, inspect
from tests.care.people import Cast
from tests.concurrency.schedule import soon
from tests.factories import Clinic, make_patient

TABLET: ViewportSize = {"width": 768, "height": 1024}
WIDE: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic(therapists=2, rooms=2)


@pytest.fixture
def cast(clinic: Clinic) -> Cast:
    return Cast(clinic)


@contextmanager
def maya(browser: Browser, site: str, cast: Cast, *, scripts: bool = True) -> Iterator[Page]:
    """Her phone, signed in; its console must stay silent."""
    complaints: list[str] = []
    context = browser.new_context(
        base_url=site, viewport=PHONE, java_script_enabled=scripts, reduced_motion="reduce"
    )
    session = cast.browser("maya").cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [said for said in complaints if not STATUS_OF_A_PAGE.search(said)] == []


def inspect_on_every_screen(page: Page) -> None:
    """By day and in the dark."""
    for screen in (TABLET, WIDE, PHONE):
        page.set_viewport_size(screen)
        inspect(page)
    page.emulate_media(color_scheme="dark")
    inspect(page)
    page.emulate_media(color_scheme="light")


def test_time_off_from_asking_to_what_needs_attention(
    browser: Browser, live_site: str, clinic: Clinic, cast: Cast
) -> None:
    clinic.book(soon(clinic, 10), make_patient(), now=timezone.now())
    day = soon(clinic, 12).astimezone(clinic.location.zone).date()
    with maya(browser, live_site, cast, scripts=False) as page:
        page.goto("/roster/time-off/")
        page.get_by_label("First day").fill(day.isoformat())
        page.get_by_label("Last day").fill((day - timedelta(days=1)).isoformat())
        page.get_by_role("button", name="Check").click()
        expect(page.get_by_text("The last day cannot be before the first.")).to_be_visible()
        page.get_by_label("Last day").fill(day.isoformat())
        page.get_by_role("button", name="Check").click()
        expect(page.get_by_role("status")).to_contain_text("1 booked session")
        page.get_by_role("button", name="Send the request").click()
        expect(page.get_by_text("Waits for an answer")).to_be_visible()
    with staff(browser, live_site, "manager") as page:
        page.goto("/admin/time-off/")
        expect(page.locator("#content-main")).to_contain_text("Alice Archer")
        inspect_everywhere(page)
        page.get_by_label("A word to Maya").fill("Enjoy it.")
        page.get_by_role("button", name="Grant").click()
        expect(page.locator(".card")).to_contain_text("Maya is away then.")
    with maya(browser, live_site, cast) as page:
        page.goto("/roster/time-off/")
        expect(page.get_by_text("“Enjoy it.”")).to_be_visible()
        inspect_on_every_screen(page)


def test_a_calendar_link_is_made_copied_and_renewed(
    browser: Browser, live_site: str, cast: Cast
) -> None:
    with maya(browser, live_site, cast) as page:
        page.goto("/roster/calendar/")
        page.get_by_role("button", name="Make my link").click()
        first = page.get_by_label("Address of the calendar").input_value()
        page.get_by_role("button", name="Copy the link").click()
        expect(page.locator("[data-copied]")).not_to_be_empty()
        inspect_on_every_screen(page)
        page.get_by_role("button", name="Renew the link").click()
        inspect(page)
        page.get_by_role("button", name="Yes, renew it").click()
        expect(page.get_by_label("Address of the calendar")).not_to_have_value(first)
