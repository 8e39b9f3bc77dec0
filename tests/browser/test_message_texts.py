"""A manager writes a reminder in the clinic's own words, sees how it looks, and it goes so."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from booking import messages
from reminders import registry
from reminders.channels import EmailContent
from reminders.models import Channel, MessageText, OutgoingMessage
from reminders.words import Wording
from tests.browser.desk import inspect_everywhere, receptionist, staff
from tests.browser.steps import DESK
from tests.concurrency.schedule import soon
from tests.factories import Clinic, make_patient

# What is typed is shown after a pause and a request, on a machine that runs all tests at once.
PATIENCE = 30_000
LIST = "/admin/reminders/messagetext/"
MAIL = f"{LIST}reminder_first/email/en-ca/"
SMS = f"{LIST}reminder_first/sms/fr-ca/"


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic()


def reminder_of(clinic: Clinic) -> Any:
    """The first reminder as the worker would write it now."""
    now = timezone.now()
    appointment = clinic.book(soon(clinic, 10, days=4), make_patient(), now=now)
    message = OutgoingMessage.objects.get(
        subject=messages.subject_of(appointment), kind="reminder_first", channel=Channel.EMAIL
    )
    kind = registry.find("reminder_first")
    assert kind
    cause = kind.fetch([message])[message.pk]
    return kind.render(message, cause, now + timedelta(days=2), Wording.read())


def shown(page: Page, scheme: str = "light") -> Any:
    return page.frame_locator(f"iframe.of-{scheme}").locator("body")


def test_it_goes_as_it_was_written(browser: Browser, live_site: str, clinic: Clinic) -> None:
    with staff(browser, live_site, "manager", DESK) as page:
        page.goto(LIST)
        page.get_by_role("link", name="First reminder, E-mail, English: Ours").click()
        page.get_by_label("Opening").fill("Bring slippers, ")
        page.get_by_role("button", name="{therapist} into the text").click()
        expect(shown(page)).to_contain_text("Bring slippers, Maya", timeout=PATIENCE)
        page.get_by_label("For a child").check()
        expect(shown(page)).to_contain_text("Leo’s appointment is coming up", timeout=PATIENCE)
        page.get_by_text("Dark", exact=True).click()
        expect(shown(page, "dark")).to_contain_text("Bring slippers, Maya")
        page.get_by_text("Plain text", exact=True).click()
        expect(page.locator("pre.of-plain")).to_contain_text("Bring slippers, Maya")
        assert not MessageText.objects.exists()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved: First reminder, E-mail, English.")).to_be_visible()
        inspect_everywhere(page)

    content = reminder_of(clinic)
    assert isinstance(content, EmailContent)
    said = f"Bring slippers, {clinic.therapist.first_name}"
    assert said in content.text
    assert said in content.html


def test_it_counts_the_parts_of_a_text_while_one_types(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    with staff(browser, live_site, "manager", DESK) as page:
        page.goto(SMS)
        expect(page.get_by_text("characters of GSM-7")).to_be_visible()
        page.get_by_label("Text", exact=True).fill("À bientôt, {name}")
        expect(page.get_by_text("characters of UCS-2")).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".texts-phone.of-light")).to_contain_text("À bientôt, Robin")
        page.get_by_label("Text", exact=True).fill("{diagnosis}")
        expect(page.get_by_text("There is no placeholder {diagnosis}.")).to_be_visible(
            timeout=PATIENCE
        )
        inspect_everywhere(page)


def test_it_needs_no_script(browser: Browser, live_site: str, clinic: Clinic) -> None:
    with staff(browser, live_site, "manager", DESK, scripts=False) as page:
        page.goto(SMS)
        page.get_by_label("Text", exact=True).fill("Soyez là, {name}")
        page.get_by_role("button", name="Preview").click()
        expect(page.locator(".texts-phone.of-light")).to_contain_text("Soyez là, Robin")
        expect(page.locator(".texts-count")).to_contain_text("GSM-7")
        assert not MessageText.objects.exists()
        page.get_by_role("button", name="Save").click()
        assert MessageText.objects.get().opening == "Soyez là, {name}"


def test_the_list_and_the_way_back(browser: Browser, live_site: str, clinic: Clinic) -> None:
    MessageText.objects.create(
        kind="reminder_first", channel="email", language="en-ca", opening="Our own."
    )
    with staff(browser, live_site, "manager", DESK) as page:
        page.goto(LIST)
        inspect_everywhere(page)
        page.get_by_role("link", name="First reminder, E-mail, English: The clinic’s own").click()
        page.get_by_role("link", name="Back to our words…").click()
        inspect_everywhere(page)
        page.get_by_role("button", name="Back to our words").click()
        expect(shown(page)).to_contain_text("This is a reminder. See you soon.")


def test_the_desk_reads(browser: Browser, live_site: str, clinic: Clinic) -> None:
    with receptionist(browser, live_site) as page:
        page.goto(MAIL)
        expect(shown(page)).to_contain_text("This is a reminder. See you soon.")
        expect(page.get_by_role("button", name="Save")).to_have_count(0)
        inspect_everywhere(page)
