"""The two scripts of the site: the countdown of a hold, the note about another zone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

NOW = datetime(2027, 5, 3, 16, 0, tzinfo=UTC)
NOTE = '<p data-offset-minutes="-420" data-at="2027-05-03T16:00:00Z" hidden>Vancouver time</p>'


def show(page: Page, live_site: str, html: str, script: str) -> None:
    """A page of the live site that holds only this and one script."""
    html = f'<!doctype html><main>{html}</main><script src="/static/js/{script}"></script>'
    page.route("**/alone/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{live_site}/alone/")


@pytest.fixture
def countdown(page: Page, live_site: str) -> Page:
    """A hold with two minutes and a half left, in a browser whose own clock is years off."""
    page.clock.install(time=datetime(2001, 1, 1, tzinfo=UTC))
    about = {
        "expires_at": NOW + timedelta(seconds=150),
        "now": NOW,
        "until": "9:02 am",
        "over_url": "/book/",
    }
    html = render_to_string("components/countdown.html", about)
    show(page, live_site, html, "countdown.js")
    return page


def test_it_counts_by_the_servers_clock(countdown: Page) -> None:
    countdown.clock.run_for(10_000)
    assert countdown.locator("[data-left]").text_content() == "2:20"


def test_it_speaks_at_full_minutes_only(countdown: Page) -> None:
    spoken = countdown.get_by_role("status")
    countdown.clock.run_for(20_000)
    assert spoken.text_content() == ""
    countdown.clock.run_for(11_000)
    assert spoken.text_content() == "2 minutes left."


def test_it_says_when_the_hold_has_run_out(countdown: Page) -> None:
    countdown.clock.run_for(151_000)
    assert not countdown.locator("[data-running]").is_visible()
    assert countdown.get_by_role("link", name="See whether it is still free").is_visible()
    assert countdown.get_by_role("status").text_content() == "The time is no longer kept for you."


@pytest.mark.parametrize(
    ("zone", "visible"),
    [("America/Vancouver", False), ("America/Phoenix", False), ("Europe/London", True)],
)
def test_it_notes_that_the_viewers_clock_differs(
    browser: Browser, live_site: str, zone: str, visible: bool
) -> None:
    page = browser.new_page(timezone_id=zone)
    show(page, live_site, NOTE, "zone_note.js")
    assert page.get_by_text("Vancouver time").is_visible() is visible
    page.close()
