"""Every page that answers, as each of the people: found by its address, opened in a browser."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

from tests.browser.steps import PHONE, STATUS_OF_A_PAGE

Language = Literal["en-CA", "fr-CA"]
Scheme = Literal["light", "dark"]
Rules = dict[str, object]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
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
    """Those of the addresses that this person gets a page at, and one of each kind of refusal."""
    pages, refusals = list[str](), dict[int, str]()
    for address in dict.fromkeys(addresses):
        answer = client.get(address)
        # Files, and addresses that only send on, are no pages.
        if "text/html" not in answer.headers.get("Content-Type", "") or "Location" in answer:
            continue
        if answer.status_code == HTTPStatus.OK:
            pages.append(address)
        else:
            refusals.setdefault(answer.status_code, address)
    return [*pages, *refusals.values()]


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
    in_dark: bool = True,
) -> list[str]:
    """What is wrong with these pages, by day and in the dark, as they are and enlarged."""
    page, found = context.new_page(), list[str]()
    page.on("console", lambda message: _note(found, page, message))
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    for address in addresses:
        page.set_viewport_size(screen)
        page.goto(address)
        said = complaints_about(page, rules, enlarged=enlarged, in_dark=in_dark)
        found += [f"{address}: {one}" for one in said]
    return found


def complaints_about(
    page: Page,
    rules: Rules = EVERYTHING,
    *,
    enlarged: Sequence[tuple[int, int]] = ENLARGED,
    in_dark: bool = True,
) -> list[str]:
    """What is wrong with the page that is open; its screen is as it was afterwards.

    `in_dark`: not for the admin, which has one theme.
    """
    before = page.viewport_size or PHONE
    schemes = SCHEMES if in_dark else SCHEMES[:1]
    found = [*_violations(page, rules, schemes), *_too_wide(page, enlarged)]
    page.set_viewport_size(before)
    return found


def _note(found: list[str], page: Page, message: ConsoleMessage) -> None:
    # The browser's own advice on forms (verbose) is no complaint.
    if message.type in ("error", "warning") and not STATUS_OF_A_PAGE.search(message.text):
        found.append(f"{page.url}: {message.text}")


def _violations(page: Page, rules: Rules, schemes: Sequence[Scheme]) -> list[str]:
    reports = []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=rules if scheme == "light" else COLOURS)
        reports += [found.generate_report()] if found.violations_count else []
    return reports


def _too_wide(page: Page, screens: Sequence[tuple[int, int]]) -> list[str]:
    wide = []
    for width, height in screens:
        page.set_viewport_size({"width": width, "height": height})
        needed = page.evaluate("document.documentElement.scrollWidth")
        wide += [f"{needed} wide on {width}"] if needed > width else []
    return wide
