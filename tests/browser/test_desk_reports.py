"""A manager reads the reports: piece by piece, by keyboard, on any screen."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from booking.models import Status
from tests.browser.desk import SCREENS, inspect_content
from tests.browser.steps import DESK, STATUS_OF_A_PAGE, tab_to
from tests.factories import Clinic
from tests.frontdesk.report_rows import put
from tests.staff import at_work

# Long ago: the site under test has the real clock, and misses count only when they are due.
WEEKS_AGO = 150
WEEK = "/admin/reports/?from=2024-06-17&to=2024-06-23"
TITLES = (
    "Booked hours over offered hours",
    "No-shows and late cancellations",
    "Income",
    "New and returning patients",
    "Lead time",
)


@contextmanager
def manager(browser: Browser, site: str) -> Iterator[Page]:
    """The browser of a manager who has signed in, whose console must stay silent."""
    complaints: list[str] = []
    context = browser.new_context(base_url=site, viewport=DESK)
    session = at_work("manager").cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [said for said in complaints if not STATUS_OF_A_PAGE.search(said)] == []


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    """A week with something in every report."""
    clinic = Clinic(therapists=2)
    day = 1 - 7 * WEEKS_AGO
    put(clinic, clinic.at(9, days=day), minutes=90)
    put(clinic, clinic.at(12, days=day), Status.NO_SHOW, therapist=clinic.therapists[1])
    put(clinic, clinic.at(14, days=day), Status.CANCELLED, cancelled_late=True)
    put(clinic, clinic.at(16, days=day), Status.BOOKED)
    return clinic


def wait_for_all(page: Page) -> None:
    expect(page.locator(".report .sum")).to_have_count(len(TITLES))


def test_it_shows_every_report(browser: Browser, live_site: str, clinic: Clinic) -> None:
    with manager(browser, live_site) as page:
        page.goto(WEEK)
        wait_for_all(page)
        for title in TITLES:
            expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        expect(page.get_by_role("img", name="No-shows and late")).to_be_visible()
        inspect_content(page, SCREENS)


def test_its_address_holds_what_is_shown(browser: Browser, live_site: str, clinic: Clinic) -> None:
    with manager(browser, live_site) as page:
        page.goto(WEEK)
        page.get_by_label("Location", exact=True).select_option(label=clinic.location.name)
        page.get_by_role("button", name="Show").click()
        page.wait_for_url(re.compile(r"location="))
        wait_for_all(page)
        page.reload()
        wait_for_all(page)
        expect(page.get_by_label("From", exact=True)).to_have_value("2024-06-17")
        expect(page.get_by_label("Location", exact=True)).to_have_value(clinic.location.slug)


def test_a_period_with_a_name_is_one_click(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    with manager(browser, live_site) as page:
        page.goto(WEEK)
        page.get_by_role("link", name="Last 12 months").click()
        current = page.locator("a[aria-current]", has_text="Last 12 months")
        expect(current).to_be_visible()


def test_an_empty_period_says_so(browser: Browser, live_site: str, clinic: Clinic) -> None:
    clinic.location.opening_hours.all().delete()
    with manager(browser, live_site) as page:
        page.goto("/admin/reports/?from=2026-01-01&to=2026-01-31")
        nothing = page.get_by_text("There is nothing to count in this period.")
        expect(nothing).to_have_count(len(TITLES))
        inspect_content(page, [DESK])


def test_a_wrong_period_is_said_beside_the_field(browser: Browser, live_site: str) -> None:
    with manager(browser, live_site) as page:
        page.goto("/admin/reports/?from=2027-05-09&to=2027-05-03")
        field = page.locator(".form-field", has=page.get_by_label("To", exact=True))
        expect(field.get_by_text("The last day cannot be before the first.")).to_be_visible()
        expect(page.get_by_label("From", exact=True)).to_have_value("2027-05-09")


def test_a_report_alone_leads_back_to_all(browser: Browser, live_site: str, clinic: Clinic) -> None:
    with manager(browser, live_site) as page:
        page.goto(WEEK.replace("?", "income/?"))
        expect(page.get_by_text("$90.00 from completed sessions")).to_be_visible()
        inspect_content(page, [DESK])
        page.get_by_role("link", name="All reports").click()
        wait_for_all(page)
        assert page.url.endswith(WEEK)


def test_the_keyboard_reaches_the_file(
    browser: Browser, live_site: str, clinic: Clinic, tmp_path: Path
) -> None:
    with manager(browser, live_site) as page:
        page.goto(WEEK)
        wait_for_all(page)
        tab_to(page, "By treatment as a CSV file")
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename == (
            "income-by-treatment-2024-06-17-2024-06-23.csv"
        )
        download.value.save_as(tmp_path / "income.csv")
    text = (tmp_path / "income.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].startswith(f'"{clinic.treatment.name}",1,90.00')


def test_the_menu_leads_there(browser: Browser, live_site: str) -> None:
    with manager(browser, live_site) as page:
        page.goto("/admin/")
        page.locator("main, #main").get_by_role("link", name="Reports").click()
        page.wait_for_url("**/admin/reports/")
        assert urlsplit(page.url).path == "/admin/reports/"
