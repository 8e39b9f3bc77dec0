"""What people do on the booking pages, step by step, and what must hold on every page they see."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, ViewportSize

from tests.accounts.codes import newest_code
from tests.browser.axe import violations
from tests.edges import Mailbox

PHONE: ViewportSize = {"width": 375, "height": 812}
DESK: ViewportSize = {"width": 1280, "height": 900}
# Refusals are pages too; the browser writes their status to its console all the same.
STATUS_OF_A_PAGE = re.compile(r"the server responded with a status of 4\d\d")


def inspect(page: Page) -> None:
    """No accessibility violations, nothing wider than the screen."""
    found = violations(page)
    assert not found, f"{page.url}\n{found}"
    size = page.viewport_size
    assert size
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url


@contextmanager
def visitor(
    browser: Browser, site: str, *, scripts: bool = True, locale: str = "en-CA"
) -> Iterator[Page]:
    """A phone with an empty browser, whose console must stay silent."""
    complaints: list[str] = []
    context = browser.new_context(
        base_url=site, viewport=PHONE, java_script_enabled=scripts, locale=locale
    )
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [said for said in complaints if not STATUS_OF_A_PAGE.search(said)] == []


def sign_in(page: Page, mailbox: Mailbox, email: str) -> None:
    """From the page that asks for the address to the one behind the code."""
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url("**/code/**")
    page.get_by_label("Six-digit code").fill(newest_code(mailbox, email))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile("^((?!/code/).)*$"))


def fill_in_names(page: Page, given: str = "Alice", family: str = "Archer") -> None:
    page.get_by_label("Given name").fill(given)
    page.get_by_label("Family name").fill(family)


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until the thing with this name has the focus."""
    reached: list[str] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(NAME_OF_FOCUS))
        if name in reached[-1]:
            return
    where = f"{page.url}, {page.title()!r}"
    raise AssertionError(f"The keyboard does not reach {name!r} on {where}, but {reached}.")


NAME_OF_FOCUS = """() => {
  const e = document.activeElement;
  // Between the last thing and the first: the whole page is no name.
  if (e === document.body) return "";
  const labels = e.labels ? [...e.labels].map((label) => label.textContent) : [];
  return e.getAttribute("aria-label") || labels.join(" ").trim() || e.textContent.trim();
}"""
