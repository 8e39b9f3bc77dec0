"""Every e-mail on a phone, by day and in the dark: legible, and no wider than the phone."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from reminders.models import Channel
from reminders.texts.catalogue import Text
from reminders.texts.preview import preview
from reminders.words import editable
from tests.browser.axe import COLOURS, violations

PHONE = 375
KINDS = [kind for kind, channel in editable() if channel is Channel.EMAIL]
LONG = "Anticonstitutionnellementaufgewachsen" * 3
DRAFTS: dict[str, dict[str, str]] = {
    "ours": {},
    "the clinic's": {"heading": LONG, "opening": f"One.\n\n{LONG}\nTwo.", "closing": "{link}"},
}


@pytest.mark.parametrize("language", ["en-ca", "fr-ca"])
@pytest.mark.parametrize("whose", DRAFTS)
def test_it_is_legible_in_both_schemes(browser: Browser, whose: str, language: str) -> None:
    page = browser.new_page(viewport={"width": PHONE, "height": 812})
    for kind in KINDS:
        text = Text(kind, Channel.EMAIL, language)
        shown = preview(text, DRAFTS[whose], now=timezone.now())
        for html in (shown.light, shown.dark):
            page.set_content(html)
            assert page.evaluate("document.documentElement.lang").lower() == language, kind
            # Colours are the same whatever is said.
            assert language != "en-ca" or violations(page, COLOURS) == "", kind
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, kind
    page.close()
