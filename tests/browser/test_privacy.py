"""My record on a phone, and a record opened by exception, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

from care.models import BreakGlass, ErasureRequest
from care.privacy.break_glass import LASTS
from tests.browser.desk import staff
from tests.browser.steps import PHONE, inspect, sign_in, visitor
from tests.care.full_record import fill
from tests.care.people import Cast
from tests.edges import Mailbox
from tests.factories import Clinic


@pytest.fixture
def cast(live_site: str) -> Cast:
    cast = Cast(Clinic(therapists=2, rooms=2))
    fill(cast, "stiff in the morning")
    return cast


def test_a_patient_reads_downloads_and_asks_for_erasure(
    browser: Browser, live_site: str, cast: Cast, mailbox: Mailbox
) -> None:
    with visitor(browser, live_site) as page:
        page.goto("/my-record/")
        sign_in(page, mailbox, "alice@example.test")
        expect(page.get_by_role("heading", name="My record")).to_be_visible()
        page.locator("summary").first.click()
        inspect(page)
        page.get_by_role("link", name="Who looked").click()
        inspect(page)
        page.goto("/my-record/")
        page.get_by_role("link", name="Download everything").click()
        inspect(page)
        with page.expect_download() as file:
            page.get_by_role("button", name="A page to read and print").click()
        look_at_the_file(page, file.value.path().read_text())
        page.goto("/my-record/")
        page.get_by_role("link", name="Ask us to erase everything").click()
        page.get_by_role("button", name="Yes, erase it").click()
        inspect(page)
        page.get_by_label("I am sure").check()
        page.get_by_role("button", name="Yes, erase it").click()
        expect(page.get_by_text("You asked on")).to_be_visible()
        inspect(page)
    assert ErasureRequest.objects.exists()


def look_at_the_file(page: Page, content: str) -> None:
    """By itself, without the site around it."""
    assert "stiff in the morning" in content
    alone = page.context.new_page()
    alone.set_content(content)
    inspect(alone)
    alone.close()


def test_a_manager_opens_looks_and_closes(browser: Browser, live_site: str, cast: Cast) -> None:
    with staff(browser, live_site, "manager", PHONE) as page:
        page.goto(f"/care/patients/{cast.alice.pk}/open/")
        page.get_by_label("Why do you have to see").fill("audit")
        page.get_by_role("button", name="Open for one hour").click()
        inspect(page)
        page.get_by_label("Why do you have to see").fill("The college asks about May.")
        page.get_by_role("button", name="Open for one hour").click()
        expect(page.get_by_text("You read this record by exception")).to_be_visible()
        inspect(page)
        page.get_by_role("button", name="Close it now").click()
        expect(page.get_by_role("button", name="Open for one hour")).to_be_visible()
        inspect(page)
    opened = BreakGlass.objects.exclude(user=cast.users["mona"]).get()
    assert opened.until < opened.opened_at + LASTS
