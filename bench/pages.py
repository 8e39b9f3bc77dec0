"""How soon people see a page: Chromium at a quarter of its speed, an empty browser each time.

The site runs as in production, on this machine: compressed files under names that change with
them, two web processes. The pages take turns. What is measured is the largest contentful paint.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from bench.extent import Extent
from bench.measurement import Measurement
from bench.surroundings import Surroundings, tell
from bench.web import collect_files, site_settings, web
from clinic.embedded import free_port
from tests.chromium import find_chromium

SLOWER = 4
WANTED_SECONDS = 1.0
LOADS = (3, 5, 15)
PHONE: ViewportSize = {"width": 375, "height": 812}
WATCH = """(() => {
  window.seen = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) window.seen = one.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
})()"""
HAS_SETTLED = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))"""


def measure(surroundings: Surroundings, extent: Extent) -> Iterator[Measurement]:
    """The median of each page's loads; the note says between what the middle half lies."""
    port = free_port()
    os.environ.update(site_settings(surroundings, f"localhost:{port}"))
    surroundings.migrate()
    paths = _prepare()
    loads = extent.of(*LOADS)
    with web(surroundings, port), _browser() as browser:
        seen = _seen(browser, f"http://localhost:{port}", paths, loads)
    for name, seconds in seen.items():
        low, _, high = quantiles(seconds, n=4)
        note = f"{loads} loads, half of them {low:.2f} to {high:.2f}; peer: the most it may be"
        yield Measurement(f"pages.lcp.{name}", round(median(seconds), 3), "s", WANTED_SECONDS, note)


def _prepare() -> dict[str, str]:
    """The demo clinic and the site's files; what is looked at, by name."""
    from django.utils import timezone

    from clinic.demo.clinic_data.loading import load

    tell("pages: making a clinic …")
    collect_files()
    load(timezone.now())
    week = "treatment=swedish-massage&duration=60&location=port-moody&therapist=any"
    return {
        "home": "/",
        "treatment": "/treatments/deep-tissue-massage/",
        "therapists": "/therapists/",
        "guide": "/guide/first/",
        "questions": "/book/",
        "free_times": f"/book/?{week}",
        "sign_in": "/accounts/sign-in/",
    }


@contextmanager
def _browser() -> Iterator[Browser]:
    flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags)
        yield browser
        browser.close()


def _seen(
    browser: Browser, address: str, paths: dict[str, str], loads: int
) -> dict[str, list[float]]:
    """Seconds until the largest thing of each page was seen, load by load."""
    # The first load of each wakes up the server and is not counted.
    for path in paths.values():
        _load(browser, address + path)
    seen: dict[str, list[float]] = {name: [] for name in paths}
    for number in range(loads):
        tell(f"  load {number + 1} of {loads}")
        for name, path in paths.items():
            seen[name].append(_load(browser, address + path))
    return seen


def _load(browser: Browser, url: str) -> float:
    # As behind the proxy that ends TLS.
    context = browser.new_context(
        viewport=PHONE,
        service_workers="block",
        extra_http_headers={"X-Forwarded-Proto": "https"},
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    answer = page.goto(url, wait_until="networkidle")
    assert answer
    assert answer.ok, f"{url} answers {answer.status}"
    page.evaluate(HAS_SETTLED)
    seconds = float(page.evaluate("window.seen")) / 1000
    context.close()
    assert seconds, f"{url} shows nothing"
    return seconds
