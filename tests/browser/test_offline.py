"""Without a connection: a page of ours instead of the browser's, and requests that say so."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.booking.pages import choice
from tests.browser.steps import inspect
from tests.factories import Clinic

HAS_TAKEN_OVER = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller)"
WEEK = re.compile(r"/book/\?")
KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    for (const one of await (await caches.open(name)).keys()) kept.push(new URL(one.url).pathname);
  }
  return kept;
}"""


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic(therapists=2, rooms=2)


@pytest.fixture
def keeping(page: Page, live_site: str, context: BrowserContext) -> Iterator[Page]:
    """A browser that has been here before, so the page is kept."""
    page.goto(f"{live_site}/accounts/sign-in/")
    page.evaluate(HAS_TAKEN_OVER)
    yield page
    context.set_offline(False)


def test_it_goes_offline_and_back(keeping: Page, context: BrowserContext, live_site: str) -> None:
    context.set_offline(True)
    keeping.goto(f"{live_site}/therapists/")
    expect(keeping.get_by_role("heading", level=1)).to_have_text("No connection")
    expect(keeping.get_by_role("heading", name="Pas de connexion")).to_be_visible()
    inspect(keeping)
    context.set_offline(False)
    keeping.get_by_role("link", name="Try again").click()
    expect(keeping.get_by_role("heading", level=1)).to_have_text("Therapists")
    assert keeping.url == f"{live_site}/therapists/"


def test_it_does_not_say_that_nothing_was_booked(
    keeping: Page, context: BrowserContext, live_site: str
) -> None:
    # A form may have gone through, and the connection failed on the way to the page after it.
    context.set_offline(True)
    keeping.goto(f"{live_site}/therapists/")
    said = keeping.locator("main").inner_text()
    assert "Nothing has been booked" not in said
    assert "Rien n’a été réservé" not in said
    expect(keeping.get_by_text("it is done whole or not at all")).to_be_visible()
    expect(keeping.get_by_text("c’est fait en entier ou pas du tout")).to_be_visible()
    for name in ("My appointments", "Mes rendez-vous"):
        link = keeping.get_by_role("link", name=name)
        expect(link).to_have_attribute("href", "/appointments/")


def test_it_tells_who_sends_a_form_that_nothing_typed_is_lost(
    keeping: Page, context: BrowserContext
) -> None:
    field = keeping.get_by_label("Your e-mail address")
    field.fill("alice@example.test")
    context.set_offline(True)
    keeping.get_by_role("button", name="Send me a code").click()
    expect(keeping.get_by_text("what you typed is still there")).to_be_visible()
    context.set_offline(False)
    keeping.go_back()
    expect(field).to_have_value("alice@example.test")


def test_it_keeps_no_page_of_anybody(clinic: Clinic, keeping: Page, live_site: str) -> None:
    for path in ("/", "/book/", "/appointments/", "/admin/", "/api/v1/locations"):
        keeping.goto(live_site + path)
    kept = keeping.evaluate(KEPT)
    assert {"/offline/", "/offline/form/"} == {one for one in kept if "/static/" not in one}


def test_it_leaves_the_admin_alone(keeping: Page, context: BrowserContext, live_site: str) -> None:
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        keeping.goto(f"{live_site}/admin/")


@pytest.fixture
def choosing(page: Page, clinic: Clinic, live_site: str) -> Page:
    """The page of free times, where htmx asks for the next week."""
    chosen = choice(clinic, **{"from": ""})
    page.goto(f"{live_site}/book/?" + "&".join(f"{k}={v}" for k, v in chosen.items() if v))
    return page


def test_a_lost_request_can_be_sent_again(choosing: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    later = choosing.get_by_role("link", name="Later").first
    address = choosing.url
    later.click()
    lost = choosing.get_by_text("No connection. Nothing you typed is lost.")
    expect(lost).to_be_visible()
    inspect(choosing)
    context.set_offline(False)
    choosing.get_by_role("button", name="Try again").click()
    expect(choosing).not_to_have_url(address)
    expect(lost).to_be_hidden()


def test_a_fault_of_ours_is_called_one(choosing: Page) -> None:
    choosing.route(WEEK, lambda route: route.fulfill(status=503, body=""))
    choosing.get_by_role("link", name="Later").first.click()
    expect(choosing.get_by_text("the fault is ours")).to_be_visible()
    choosing.unroute(WEEK)
    choosing.get_by_role("button", name="Try again").click()
    expect(choosing.get_by_text("the fault is ours")).to_be_hidden()


def test_a_slow_answer_is_announced_and_moves_nothing(choosing: Page) -> None:
    held: list[Route] = []
    choosing.route(WEEK, lambda route: held.append(route))
    before = choosing.locator("#question").bounding_box()
    choosing.get_by_role("link", name="Later").first.click()
    expect(choosing.locator("#choosing")).to_have_attribute("aria-busy", "true")
    expect(choosing.get_by_text("One moment, please")).to_be_visible()
    assert choosing.locator("#question").bounding_box() == before
    held.pop().continue_()
    expect(choosing.get_by_text("One moment, please")).to_be_hidden()
    expect(choosing.locator("#choosing")).not_to_have_attribute("aria-busy", "true")
