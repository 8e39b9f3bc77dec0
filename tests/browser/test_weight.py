"""Every kind of page is light: 150 kB with all that belongs to it, in an empty browser."""

import gzip
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, Response, ViewportSize

from tests.browser.every_page import EveryPage

LIMIT = 150_000
# Tall, so that pictures below the fold are loaded, too.
TALL: ViewportSize = {"width": 1280, "height": 6000}
# What the server says before each file.
HEADERS = 400
# What would move the page if it came later.
FIRST = "/js/zone_note.js"
MOST_BLOCKING = 8
RENDER_BLOCKING = """() => performance.getEntriesByType("resource")
  .filter((one) => one.renderBlockingStatus === "blocking").map((one) => one.name)"""


@pytest.fixture
def pages(live_site: str) -> EveryPage:
    return EveryPage(live_site)


def weight(answer: Response) -> int:
    """As in production: WhiteNoise compresses the site's own files, nobody the page itself."""
    body = answer.body() if answer.ok else b""
    if "/static/" in answer.url:
        return HEADERS + min(len(body), len(gzip.compress(body)))
    return HEADERS + len(body)


def test_every_page_is_light(browser: Browser, pages: EveryPage) -> None:
    for path in pages.addresses():
        context = pages.open(browser, TALL)
        answers: list[Response] = []
        context.on("response", partial(keep, answers))
        page = context.new_page()
        page.goto(path, wait_until="networkidle")
        weights = {answer.url: weight(answer) for answer in answers}
        assert sum(weights.values()) < LIMIT, (path, weights)
        assert all(url.startswith((pages.site, "data:")) for url in weights), (path, weights)
        inspect_blocking(page)
        context.close()


def keep(answers: list[Response], answer: Response) -> None:
    answers.append(answer)


def inspect_blocking(page: Page) -> None:
    """Little stands between a page and its first sight."""
    blocking = page.evaluate(RENDER_BLOCKING)
    assert len(blocking) <= MOST_BLOCKING, (page.url, blocking)
    scripts = [name for name in blocking if not name.endswith(".css")]
    assert all(name.endswith(FIRST) for name in scripts), (page.url, scripts)
