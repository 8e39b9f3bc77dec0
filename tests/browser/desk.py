"""What a receptionist does on the schedule board, step by step."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from booking.models import Appointment
from locations.models import Location
from tests.browser.axe import COLOURS, USUAL, Rules, violations
from tests.browser.steps import DESK, STATUS_OF_A_PAGE
from tests.staff import at_work
from therapists.models import Therapist

TABLET: ViewportSize = {"width": 768, "height": 1024}
SCREENS: list[ViewportSize] = [
    {"width": 1920, "height": 1080},
    {"width": 1280, "height": 800},
    {"width": 1024, "height": 768},
    TABLET,
]


@contextmanager
def receptionist(
    browser: Browser, site: str, screen: ViewportSize = DESK, *, scripts: bool = True
) -> Iterator[Page]:
    """The browser of somebody at the desk who has signed in, whose console must stay silent."""
    with staff(browser, site, "receptionist", screen, scripts=scripts) as page:
        yield page


@contextmanager
def staff(
    browser: Browser,
    site: str,
    role: str,
    screen: ViewportSize = DESK,
    *,
    scripts: bool = True,
    locale: str | None = None,
) -> Iterator[Page]:
    """The same for any role."""
    complaints: list[str] = []
    context = browser.new_context(
        base_url=site, viewport=screen, java_script_enabled=scripts, locale=locale
    )
    session = at_work(role).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [said for said in complaints if not STATUS_OF_A_PAGE.search(said)] == []


def open_board(page: Page, location: Location, moment: datetime, view: str = "therapists") -> None:
    """The board of the day of `moment`, drawn."""
    day = moment.astimezone(location.zone).date()
    page.goto(f"/admin/schedule/?view={view}&date={day}&location={location.slug}")
    expect(page.locator("[data-drawn]")).to_be_visible()


def panel(page: Page) -> Locator:
    return page.locator("#panel")


def inspect_panel(page: Page) -> None:
    """No accessibility violations in the panel, and nothing wider than it."""
    expect(panel(page)).not_to_have_attribute("aria-busy", "true")
    assert violations(page, within="#panel") == "", page.url
    assert panel(page).evaluate("e => e.scrollWidth <= e.clientWidth"), page.url


def inspect_content(page: Page, screens: list[ViewportSize], rules: Rules = USUAL) -> None:
    """Nothing wider than any of the screens; within the admin's frame no violations on the last."""
    for screen in screens:
        page.set_viewport_size(screen)
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"], page.url
    assert violations(page, rules, within="#content-main") == "", page.url


def inspect_everywhere(page: Page) -> None:
    """The same on every screen of a desk, by day and in the dark."""
    inspect_content(page, SCREENS)
    page.evaluate("document.documentElement.classList.add('dark')")
    inspect_content(page, [DESK], COLOURS)
    page.evaluate("document.documentElement.classList.remove('dark')")


def toast(page: Page) -> Locator:
    return page.locator("[data-toast]")


def session(page: Page, appointment: Appointment) -> Locator:
    """The appointment where it stands on the board."""
    return page.locator(f'[data-stop="{appointment.pk}"]')


def open_card(page: Page, appointment: Appointment) -> None:
    session(page, appointment).click()
    expect(panel(page).get_by_role("heading", level=2)).to_be_visible()


def place(
    page: Page, therapist: Therapist, moment: datetime, location: Location
) -> dict[str, float]:
    """Where on the screen a moment is in a therapist's column: a few pixels into its slot."""
    local = moment.astimezone(location.zone)
    ten, eleven = (
        page.locator(f'.ec-body .ec-sidebar time[datetime$="T{hour}:00:00"]').evaluate(MIDDLE)
        for hour in (10, 11)
    )
    hours = local.hour + local.minute / 60 - 10
    head = page.locator(".ec-col-head").filter(has_text=therapist.name)
    return {"x": head.evaluate(MIDDLE)["x"], "y": ten["y"] + hours * (eleven["y"] - ten["y"]) + 4}


def drag(
    page: Page, appointment: Appointment, to: dict[str, float], *, let_go: bool = True
) -> None:
    """Takes it by its upper edge, so that it begins where it is let go."""
    box = session(page, appointment).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(to["x"], to["y"] - 10, steps=5)
    page.mouse.move(to["x"], to["y"], steps=5)
    if let_go:
        page.mouse.up()


# The label of an hour is centred on the line where its slot begins.
MIDDLE = """e => {
  const { left, top, width, height } = e.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}"""
