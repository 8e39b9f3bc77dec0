"""A therapist writes the note of a session on a phone: kept as typed, signed, added to."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from booking.models import Appointment
from care.models import SessionNote
from tests.browser.steps import PHONE, STATUS_OF_A_PAGE, inspect
from tests.care.notes import attend
from tests.care.people import Cast
from tests.factories import Clinic
from tests.staff import browser_of

pytestmark = pytest.mark.django_db(transaction=True)
# What a browser writes when there is no connection; htmx repeats it.
NO_CONNECTION = re.compile("ERR_INTERNET_DISCONNECTED|htmx:(sendError|afterRequest)")


@pytest.fixture
def session(live_site: str) -> Appointment:
    """Alice's, with Maya; it is over."""
    return attend(Cast(Clinic(therapists=2, rooms=2)).appointment)


@contextmanager
def phone_of_the_therapist(
    browser: Browser, site: str, session: Appointment
) -> Iterator[BrowserContext]:
    complaints: list[str] = []
    context = browser.new_context(base_url=site, viewport=PHONE)
    assert session.therapist.user
    key = browser_of(session.therapist.user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": key, "url": site}])
    context.on("console", lambda message: complaints.append(message.text))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    silent = (STATUS_OF_A_PAGE, NO_CONNECTION)
    assert [said for said in complaints if not any(one.search(said) for one in silent)] == []


def open_note(phone: BrowserContext, session: Appointment) -> Page:
    page = phone.new_page()
    page.goto(f"/care/patients/{session.patient_id}/sessions/{session.pk}/note/")
    return page


def saved(page: Page) -> None:
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"Saved \d+:\d\d [ap]m"))


def test_it_is_written_signed_and_added_to(
    browser: Browser, live_site: str, session: Appointment
) -> None:
    with phone_of_the_therapist(browser, live_site, session) as phone:
        page = open_note(phone, session)
        inspect(page)
        page.get_by_label("What the patient says").press_sequentially("Stiff")
        saved(page)
        page.get_by_label("Friction").check()
        page.get_by_role("group", name="Pain before the session").get_by_label("6").check()
        page.locator('[data-area="low_back_left"]').click()
        expect(page.get_by_text("Marked: Left lower back")).to_be_visible()

        # Without a connection what was typed waits, and is saved when it is back.
        phone.set_offline(True)
        page.get_by_label("What comes next").fill("Again in a week")
        page.get_by_label("What you find").focus()
        expect(page.get_by_role("alert")).to_contain_text("still on this page")
        inspect(page)
        phone.set_offline(False)
        expect(page.get_by_role("alert")).to_be_hidden()
        saved(page)

        # Whoever signs at once takes the last words along.
        page.get_by_label("What you make of it").press_sequentially("Muscular")
        page.get_by_role("button", name="Sign…").click()
        expect(page.get_by_text("Still empty")).to_be_visible()
        inspect(page)
        page.get_by_role("button", name="Sign it").click()
        expect(page.get_by_text("by Maya Miller. It stays as it is.")).to_be_visible()
        page.get_by_label("Add to this note").fill("She phoned: better")
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("article").filter(has_text="She phoned: better")).to_be_visible()
        inspect(page)
        page.get_by_role("link", name="Alice Archer").click()
        expect(page.get_by_role("link", name="Note signed")).to_be_visible()
        inspect(page)
    content = SessionNote.objects.get().content
    assert (content["subjective"], content["assessment"]) == ("Stiff", "Muscular")
    assert content["plan"] == "Again in a week"
    assert (content["areas"], content["pain_before"]) == (["low_back_left"], 6)


def test_two_tabs_lose_nothing(browser: Browser, live_site: str, session: Appointment) -> None:
    with phone_of_the_therapist(browser, live_site, session) as phone:
        one, other = open_note(phone, session), open_note(phone, session)
        one.get_by_label("What comes next").fill("Ice")
        saved(one)
        other.get_by_label("What comes next").fill("Heat")
        expect(other.get_by_text("This note was changed meanwhile")).to_be_visible()
        expect(other.get_by_label("What comes next")).to_have_value("Heat")
        inspect(other)
        other.get_by_role("button", name="Put both together").click()
        expect(other.get_by_label("What comes next")).to_have_value("Heat\n\nIce")
    assert SessionNote.objects.get().content["plan"] == "Heat\n\nIce"
