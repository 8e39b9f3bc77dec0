"""A therapist's day on a phone, in a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from booking.models import Appointment, Status
from tests.browser.steps import PHONE, STATUS_OF_A_PAGE, inspect
from tests.roster.rosters import Roster, noon_clinic, write_intake

TABLET: ViewportSize = {"width": 768, "height": 1024}
LOOKED = 'document.dispatchEvent(new Event("visibilitychange"))'


@pytest.fixture
def roster(live_site: str) -> Roster:
    return Roster(noon_clinic())


@contextmanager
def maya(browser: Browser, site: str, roster: Roster) -> Iterator[Page]:
    """Her phone, signed in; its console must stay silent."""
    complaints: list[str] = []
    context = browser.new_context(base_url=site, viewport=PHONE)
    session = roster.browser("maya").cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [said for said in complaints if not STATUS_OF_A_PAGE.search(said)] == []


@pytest.fixture
def alices(roster: Roster) -> Appointment:
    """Soon, with everything that a card can say of a form without a red flag."""
    one = roster.session(10, patient=roster.alice)
    write_intake(
        one,
        sent_at=roster.now,
        reason="Stiff since the move",
        cautions=["pregnancy", "blood_thinners"],
        pressure="gentle",
        areas=["low_back_left", "sacrum"],
        avoid=["knee_right"],
    )
    return one


def test_a_day_under_one_thumb(
    browser: Browser, live_site: str, roster: Roster, alices: Appointment
) -> None:
    write_intake(roster.session(50, patient=roster.dan), sent_at=roster.now, call=True)
    with maya(browser, live_site, roster) as page:
        page.goto("/roster/")
        expect(page.get_by_text("Call before the visit")).to_be_visible()
        inspect(page)
        page.locator(".roster-thumb").get_by_role("button", name="Start Alice").click()
        expect(page.locator(".session-in_session")).to_contain_text("Alice Archer")
        page.get_by_role("button", name="15 minutes late").click()
        expect(page.get_by_role("heading", name="You are 15 minutes late")).to_be_visible()
        expect(page.locator("#late")).to_contain_text("Dan Dorsey: about")
        inspect(page)
        page.locator(".roster-thumb").get_by_role("button", name="Finish Alice").click()
        expect(page.get_by_role("link", name="Write the note")).to_be_visible()
        page.set_viewport_size(TABLET)
        inspect(page)
        page.get_by_role("link", name="Week").click()
        inspect(page)


def test_it_updates_itself_and_keeps_open_what_is_open(
    browser: Browser, live_site: str, roster: Roster, alices: Appointment
) -> None:
    Appointment.objects.filter(pk=alices.pk).update(status=Status.COMPLETED)
    dans = roster.session(55, patient=roster.dan)
    with maya(browser, live_site, roster) as page:
        page.goto("/roster/")
        page.get_by_text("What to know").click()
        with page.expect_response("**/roster/") as nothing_new:
            page.evaluate(LOOKED)
        assert nothing_new.value.status == HTTPStatus.NOT_MODIFIED
        Appointment.objects.filter(pk=dans.pk).update(status=Status.ARRIVED)
        page.evaluate(LOOKED)
        expect(page.locator(f"#session-{dans.pk}")).to_contain_text("Is here")
        expect(page.get_by_text("Stiff since the move")).to_be_visible()
