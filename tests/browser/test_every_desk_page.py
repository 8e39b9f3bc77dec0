"""Every page of the desk and every list and form of the admin, in both languages."""

from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Browser

from tests.browser.axe import EVERYTHING, STANDARD, Rules, whatever_the_colours
from tests.browser.steps import DESK
from tests.browser.sweep import LANGUAGES, complaints_of, context_of, pages_among
from tests.frontdesk.test_every_address import Scene
from tests.staff import at_work


def of_the_admin() -> list[str]:
    """The first page, every list, and every form for something new."""
    metas = [model._meta for model in admin.site._registry]
    lists = [reverse(f"admin:{one.app_label}_{one.model_name}_changelist") for one in metas]
    return [reverse("admin:index"), *lists, *(f"{address}add/" for address in lists)]


def complaints(browser: Browser, site: str, addresses: list[str], rules: Rules) -> str:
    manager, found = at_work("manager"), list[str]()
    pages = pages_among(manager, addresses)
    assert pages
    # Colours are the same whatever is said.
    for language, looked_at in zip(LANGUAGES, (rules, whatever_the_colours(rules)), strict=True):
        context = context_of(browser, site, manager, language)
        # Wide tables, on wide screens: what is enlarged there scrolls within its box.
        found += complaints_of(
            context, pages, screen=DESK, rules=looked_at, enlarged=(), in_dark=False
        )
        context.close()
    return "\n".join(found)


def test_the_desks_pages_are_for_everybody(browser: Browser, live_site: str) -> None:
    addresses = [reverse("frontdesk:board"), *Scene().addresses().values()]
    assert complaints(browser, live_site, addresses, EVERYTHING) == ""


def test_the_admins_lists_and_forms_are_for_everybody(browser: Browser, live_site: str) -> None:
    assert complaints(browser, live_site, of_the_admin(), STANDARD) == ""
