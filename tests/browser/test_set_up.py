"""The set-up in a real browser: from the first page to a free time, readable by everybody."""

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from reminders import delivery
from tests.browser.desk import inspect_everywhere, staff
from tests.edges import Mailbox

SAVE = "Save and go on"


def go_on(page: Page) -> None:
    """Reads the step on every screen, then saves it as it stands."""
    inspect_everywhere(page)
    page.get_by_role("button", name=SAVE).click()


def test_it_leads_from_an_empty_clinic_to_a_free_time(
    browser: Browser, live_site: str, mailbox: Mailbox
) -> None:
    with staff(browser, live_site, "manager") as page:
        page.goto("/admin/")
        page.get_by_role("link", name="Set the clinic up").click()
        page.get_by_label("Name of the clinic").fill("Backs & Necks")
        go_on(page)
        page.get_by_label("What people call it").fill("Port Moody")
        page.get_by_label("Street and number").fill("12 Example Street")
        page.get_by_label("City").fill("Port Moody")
        page.get_by_label("Postal code").fill("V3H 0A0")
        for _step in ("location", "hours", "rooms", "treatments"):
            go_on(page)
        page.get_by_label("Name", exact=True).fill("Maya Chen")
        page.get_by_label("E-mail", exact=True).fill("maya@clinic.test")
        go_on(page)
        go_on(page)
        page.get_by_role("button", name="Send me an e-mail").click()
        inspect_everywhere(page)
        delivery.run(clock=timezone.now)
        expect(page.get_by_text("It has left")).to_be_visible()
        page.get_by_role("link", name="Go on", exact=True).click()
        expect(page.get_by_role("heading", name="Patients can book")).to_be_visible()
        inspect_everywhere(page)
        page.get_by_role("link", name="Book a test appointment").click()
        expect(page.get_by_role("button", name="Book this time")).to_be_visible()


def test_a_refusal_can_be_read_by_everybody(browser: Browser, live_site: str) -> None:
    with staff(browser, live_site, "manager") as page:
        page.goto("/admin/set-up/")
        inspect_everywhere(page)
        page.goto("/admin/set-up/location/")
        page.get_by_role("button", name=SAVE).click()
        expect(page.get_by_text("Give the location a name.")).to_be_visible()
        expect(page.get_by_label("What people call it")).to_have_attribute("aria-invalid", "true")
        inspect_everywhere(page)
