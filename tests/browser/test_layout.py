"""Nothing on a page moves once it is seen, not even when the letters come late."""

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize

from tests.browser.every_page import EveryPage
from tests.browser.steps import DESK, PHONE

WATCH = """(() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      const moved = one.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? "?");
      window.shifts.push([one.value, moved]);
    }
  }).observe({ type: "layout-shift", buffered: true });
})()"""
# For a tenth of a second a browser waits for letters; after that it keeps its own for this page.
IS_SEEN = """() => new Promise((seen) => new PerformanceObserver((list) => {
  const since = list.getEntries()[0].startTime;
  const look = (now) => (now > since + 400 ? seen() : requestAnimationFrame(look));
  requestAnimationFrame(look);
}).observe({ type: "paint", buffered: true }))"""
HAS_SETTLED = """() => document.fonts.ready.then(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))))"""


@pytest.fixture
def pages(live_site: str) -> EveryPage:
    return EveryPage(live_site)


class LateFonts:
    """Keeps the fonts back until `arrive`, as a slow line does."""

    def __init__(self, page: Page) -> None:
        self.held: list[Route] = []
        page.route("**/*.woff2", lambda route: self.held.append(route))

    def arrive(self) -> None:
        for route in self.held:
            route.continue_()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_moves(browser: Browser, pages: EveryPage, size: ViewportSize) -> None:
    context = pages.open(browser, size)
    context.add_init_script(WATCH)
    for path in pages.addresses():
        page = context.new_page()
        fonts = LateFonts(page)
        page.goto(path, wait_until="commit")
        page.evaluate(IS_SEEN)
        assert fonts.held, path
        fonts.arrive()
        page.wait_for_load_state("networkidle")
        page.evaluate(HAS_SETTLED)
        assert page.evaluate("window.shifts") == [], path
        page.close()
    context.close()
