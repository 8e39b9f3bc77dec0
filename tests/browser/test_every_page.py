"""Every page of the record and of the roster that no other test opens here: on a phone, by day."""

from collections.abc import Iterable
from http import HTTPStatus

import pytest
from playwright.sync_api import Browser, BrowserContext

from care.models import BreakGlass
from tests.browser.steps import PHONE, STATUS_OF_A_PAGE, inspect
from tests.care.everything import Everything
from tests.factories import Clinic

PAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "maya",
        (
            *("care:unfinished", "care:patients", "care:course", "care:intake_read"),
            *("care:templates", "care:template_new", "care:template", "care:template_delete"),
            *("care:questionnaire_here", "roster:day"),
        ),
    ),
    ("alice", ("care:intake", "care:intake_step", "care:withdraw_consent", "care:questionnaire")),
    ("mona", ("care:intake_read", "care:note", "care:progress")),
)


@pytest.fixture
def scene(live_site: str) -> Everything:
    return Everything(Clinic(therapists=2, rooms=2))


def let_mona_in(scene: Everything) -> None:
    url = scene.addresses()["care:open_by_exception"]
    scene.browser("mona").post(url, {"reason": "The college asks about the session."})
    assert BreakGlass.objects.count() == 2


def walk(context: BrowserContext, addresses: Iterable[str]) -> None:
    """Opens one after the other; the console must stay silent."""
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for address in addresses:
        answer = page.goto(address)
        assert answer
        assert answer.status == HTTPStatus.OK, address
        inspect(page)
    assert [said for said in complaints if not STATUS_OF_A_PAGE.search(said)] == []


def test_every_page_is_accessible_on_a_phone(
    browser: Browser, live_site: str, scene: Everything
) -> None:
    let_mona_in(scene)
    addresses = scene.addresses()
    for name, routes in PAGES:
        context = browser.new_context(base_url=live_site, viewport=PHONE, color_scheme="light")
        session = scene.browser(name).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_site}])
        walk(context, [addresses[route] for route in routes])
        context.close()
