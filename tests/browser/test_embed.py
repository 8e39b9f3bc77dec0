"""Free times inside a page of another site, in a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import inspect
from tests.factories import Clinic
from tests.live import OWN_SITE_PORT


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic()


@contextmanager
def site_with_our_script(live_site: str, port: int) -> Iterator[str]:
    """A web site on another origin, whose only page loads what we offer to embed."""

    class OwnPage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            script = f'<script src="{live_site}/embed/book.js" defer></script>'
            self.wfile.write(f'<!doctype html><html lang="en"><h1>Ours</h1>{script}'.encode())

        def log_message(self, *_words: Any) -> None:
            """The test's output stays readable."""

    with ThreadingHTTPServer(("127.0.0.1", port), OwnPage) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def test_a_visitor_of_the_clinics_own_site_books(
    clinic: Clinic, live_site: str, page: Page
) -> None:
    with site_with_our_script(live_site, OWN_SITE_PORT) as own_site:
        page.goto(own_site)
        frame = page.frame_locator("iframe")
        frame.get_by_role("link", name="60 min").click()
        time = frame.locator(".starts button").first
        expect(time).to_be_visible()
        inside = frame.locator("body").evaluate("body => body.scrollHeight")
        expect(page.locator("iframe")).to_have_css("height", f"{inside}px")
        label = time.inner_text()
        time.click()
        expect(page.locator(".picked h2")).to_contain_text(label)
        inspect(page)
        page.get_by_role("button", name="Book this time").click()
        page.wait_for_url("**/book/*/")
    assert page.url.startswith(live_site)


def test_a_site_that_is_not_listed_shows_nothing(
    clinic: Clinic, live_site: str, page: Page
) -> None:
    refusals: list[str] = []
    page.on("console", lambda message: refusals.append(message.text))
    with site_with_our_script(live_site, 0) as own_site:
        page.goto(own_site)
        page.locator("iframe").wait_for()
        page.wait_for_load_state("networkidle")
        assert page.frame_locator("iframe").locator("#choosing").count() == 0
    assert any("frame-ancestors" in said for said in refusals)
