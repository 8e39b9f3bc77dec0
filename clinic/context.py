"""What every template may use."""

from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from booking.particulars import language_tag
from locations.letterhead import clinic_name

MAIN_PAGES = {
    "treatments": "treatments:list",
    "therapists": "therapists:list",
    "choose": "booking:choose",
}


class MainPage(NamedTuple):
    """Which of the pages in the menu one is on, or below."""

    name: str
    is_it: bool


def clinic(request: HttpRequest) -> dict[str, Any]:
    return {
        "CLINIC_NAME": clinic_name(),
        "SITE_URL": settings.SITE_URL,
        "CURRENCY": settings.CURRENCY,
        "LANGUAGE_TAG": language_tag(),
        "OFFLINE_PAGE": settings.OFFLINE_PAGE,
        "MAIN_PAGE": _main_page(request.path),
    }


def _main_page(path: str) -> MainPage:
    for name in MAIN_PAGES:
        address = _address_of(name)
        if address in path:
            return MainPage(name, path == address)
    return MainPage("", is_it=False)


@cache
def _address_of(name: str) -> str:
    return reverse(MAIN_PAGES[name])
