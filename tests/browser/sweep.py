"""Every page that answers, as each of the people: found by its address, opened in a browser."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

from tests.browser.steps import PHONE, STATUS_OF_A_PAGE

Language = Literal["en-CA", "fr-CA"]
Rules = dict[str, object]
LANGUAGES: tuple[Language, ...] = ("en-CA", "fr-CA")
# Beyond what axe looks at unasked: how large a target must be is new in WCAG 2.2.
EVERYTHING: Rules = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS: Rules = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
}
# Without what is only good practice: Unfold draws headings of columns without words.
STANDARD: Rules = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
}
# A screen of 1280 by 1024 when the page is enlarged to 200 and to 400 per cent (WCAG 1.4.10).
ENLARGED = ((640, 512), (320, 256))


def pages_among(client: Client, addresses: Iterable[str]) -> list[str]:
    """Those of the addresses that this person gets a page at, refusals included."""
    return [one for one in dict.fromkeys(addresses) if _is_a_page(client, one)]


def _is_a_page(client: Client, address: str) -> bool:
    answer = client.get(address)
    # Files, and addresses that only send on or take what is posted, are no pages.
    is_shown = answer.status_code not in (HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.FOUND)
    return is_shown and "text/html" in answer.headers.get("Content-Type", "")


def context_of(browser: Browser, site: str, client: Client, language: Language) -> BrowserContext:
    """A browser in the language, with the cookies that the client has."""
    context = browser.new_context(
        base_url=site, locale=language, reduced_motion="reduce", color_scheme="light"
    )
    for name, cookie in client.cookies.items():
        context.add_cookies([{"name": name, "value": cookie.value, "url": site}])
    return context


def complaints_of(
    context: BrowserContext,
    addresses: Iterable[str],
    *,
    screen: ViewportSize = PHONE,
    rules: Rules = EVERYTHING,
    enlarged: Sequence[tuple[int, int]] = ENLARGED,
) -> list[str]:
    """What is wrong with these pages, by day and in the dark, as they are and enlarged."""
    page, found = context.new_page(), list[str]()
    page.on("console", lambda message: _note(found, page, message))
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    for address in addresses:
        page.set_viewport_size(screen)
        page.goto(address)
        found += [f"{address}: {one}" for one in complaints_about(page, rules, enlarged=enlarged)]
    return found


def complaints_about(
    page: Page, rules: Rules = EVERYTHING, *, enlarged: Sequence[tuple[int, int]] = ENLARGED
) -> list[str]:
    """What is wrong with the page that is open; its screen is as it was afterwards."""
    before = page.viewport_size or PHONE
    found = [*_violations(page, rules), *_too_wide(page, enlarged)]
    page.set_viewport_size(before)
    return found


def _note(found: list[str], page: Page, message: ConsoleMessage) -> None:
    # The browser's own advice on forms (verbose) is no complaint.
    if message.type in ("error", "warning") and not STATUS_OF_A_PAGE.search(message.text):
        found.append(f"{page.url}: {message.text}")


def _violations(page: Page, rules: Rules) -> list[str]:
    page.emulate_media(color_scheme="light")
    by_day = Axe().run(page, options=rules)
    page.emulate_media(color_scheme="dark")
    at_night = Axe().run(page, options=COLOURS)
    return [one.generate_report() for one in (by_day, at_night) if one.violations_count]


def _too_wide(page: Page, screens: Sequence[tuple[int, int]]) -> list[str]:
    wide = []
    for width, height in screens:
        page.set_viewport_size({"width": width, "height": height})
        needed = page.evaluate("document.documentElement.scrollWidth")
        wide += [f"{needed} wide on {width}"] if needed > width else []
    return wide
