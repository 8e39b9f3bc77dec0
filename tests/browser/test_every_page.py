"""Every page of the site, in both languages, by day and in the dark, as it is and enlarged."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from booking.models import Appointment
from care.models import BreakGlass
from tests.booking.pages import booked, choice, hold, soon
from tests.browser.sweep import LANGUAGES, complaints_of, context_of, pages_among
from tests.care.everything import Everything
from tests.factories import Clinic

PUBLIC = (
    *("booking:home", "booking:choose", "booking:embedded", "treatments:list", "therapists:list"),
    *("accounts:sign_in", "account_login", "accessibility"),
)


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic(therapists=2, rooms=2)


@pytest.fixture
def scene(clinic: Clinic) -> Everything:
    return Everything(clinic)


def check(browser: Browser, site: str, client: Client, addresses: list[str]) -> None:
    pages = pages_among(client, addresses)
    assert pages
    for language in LANGUAGES:
        context = context_of(browser, site, client, language)
        # Colours are the same whatever is said.
        assert complaints_of(context, pages, in_dark=language == LANGUAGES[0]) == []
        context.close()


def of_appointment(appointment: Appointment) -> list[str]:
    """Every address that is about one appointment of one's own."""
    verbs = ("appointment", "reschedule", "attending", "cancel", "contact", "earlier")
    return [reverse(f"booking:{verb}", args=(appointment.token,)) for verb in verbs]


def test_public_pages_are_for_everybody(
    browser: Browser, live_site: str, clinic: Clinic, scene: Everything
) -> None:
    visitor = Client()
    held = hold(visitor, clinic, soon(clinic, 11))
    query = "&".join(f"{name}={value}" for name, value in choice(clinic).items())
    addresses = [
        *(reverse(name) for name in PUBLIC),
        *(f"/book/?{query}", held["Location"], "/no/such/page/"),
        reverse("treatments:detail", args=(clinic.treatment.slug,)),
        reverse("therapists:detail", args=(clinic.therapist.slug,)),
        *scene.addresses().values(),
    ]
    check(browser, live_site, visitor, addresses)


def test_a_patients_pages_are_for_everybody(
    browser: Browser, live_site: str, clinic: Clinic, scene: Everything
) -> None:
    coming = booked(clinic, soon(clinic, 9), patient=scene.alice)
    addresses = [
        reverse("booking:appointments"),
        *of_appointment(coming),
        *of_appointment(scene.held),
        *scene.addresses().values(),
    ]
    check(browser, live_site, scene.browser("alice"), addresses)


def test_a_therapists_pages_are_for_everybody(
    browser: Browser, live_site: str, scene: Everything
) -> None:
    addresses = list(scene.addresses().values())
    check(browser, live_site, scene.browser("maya"), addresses)


def test_an_opened_record_is_for_everybody(
    browser: Browser, live_site: str, scene: Everything
) -> None:
    mona, addresses = scene.browser("mona"), scene.addresses()
    mona.post(
        addresses["care:open_by_exception"], {"reason": "The college asks about the session."}
    )
    assert BreakGlass.objects.count() == 2
    routes = ("care:intake_read", "care:note", "care:progress")
    check(browser, live_site, mona, [addresses[route] for route in routes])
