"""Every page that answers, as each of the people: found by its address, opened in a browser."""

import re
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import Literal

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

from tests.browser.arrival import SlowLine
from tests.browser.axe import COLOURS, EVERYTHING, Rules, violations
from tests.browser.steps import PHONE, STATUS_OF_A_PAGE

Language = Literal["en-CA", "fr-CA"]
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LANGUAGES: tuple[Language, ...] = ("en-CA", "fr-CA")
# A screen of 1280 by 1024 when the page is enlarged to 200 and to 400 per cent (WCAG 1.4.10).
ENLARGED = ((640, 512), (320, 256))
# Refusals are pages; Playwright says that it does what `context_of` asks for.
EXPECTED = re.compile(f"{STATUS_OF_A_PAGE.pattern}|Service Worker registration blocked")


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
        base_url=site,
        locale=language,
        reduced_motion="reduce",
        color_scheme="light",
        # It would ask the server behind our back.
        service_workers="block",
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
    arriving_on: ViewportSize | None = None,
) -> list[str]:
    """What is wrong with these pages, by day and in the dark, as they are and enlarged.

    `arriving_on`: the screen on which they come over a slow line, where that matters.
    """
    page, found = context.new_page(), list[str]()
    page.on("console", lambda message: _note(found, page, message))
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    bring = SlowLine(page).bring if arriving_on else _open_in(page)
    for address in addresses:
        page.set_viewport_size(arriving_on or screen)
        said = bring(address)
        page.set_viewport_size(screen)
        said += complaints_about(page, rules, enlarged=enlarged, in_dark=in_dark)
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


def _open_in(page: Page) -> Callable[[str], list[str]]:
    def bring(address: str) -> list[str]:
        page.goto(address)
        return []

    return bring


def _note(found: list[str], page: Page, message: ConsoleMessage) -> None:
    # The browser's own advice on forms (verbose) is no complaint.
    if message.type in ("error", "warning") and not EXPECTED.search(message.text):
        found.append(f"{page.url}: {message.text}")


def _violations(page: Page, rules: Rules, schemes: Sequence[Scheme]) -> list[str]:
    reports = []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        reports.append(violations(page, rules if scheme == "light" else COLOURS))
    return [report for report in reports if report]


def _too_wide(page: Page, screens: Sequence[tuple[int, int]]) -> list[str]:
    wide = []
    for width, height in screens:
        page.set_viewport_size({"width": width, "height": height})
        needed = page.evaluate("document.documentElement.scrollWidth")
        wide += [f"{needed} wide on {width}: {page.evaluate(BEYOND)}"] if needed > width else []
    return wide


# What stands over the edge of the screen.
BEYOND = """() => [...document.body.querySelectorAll("*")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth)
  .map((one) => one.outerHTML.slice(0, 80))"""
