"""Every page of the site, in both languages: over a slow line, by day and in the dark, enlarged.

Each comes in English on a phone and in French at a desk: light, with little in the way, and nothing
on it moves (`tests/browser/arrival.py`); then axe looks at it on a phone.
"""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from booking.models import Appointment
from care.models import BreakGlass
from tests.booking.pages import booked, choice, hold, soon
from tests.browser.axe import EVERYTHING, whatever_the_colours
from tests.browser.faces import drawn_therapists
from tests.browser.steps import DESK, PHONE
from tests.browser.sweep import complaints_of, context_of, pages_among
from tests.care.everything import Everything
from tests.care.test_guide import WALK, walk
from tests.factories import Clinic

PUBLIC = (
    *("booking:home", "booking:choose", "booking:embedded", "treatments:list", "therapists:list"),
    *("accounts:sign_in", "account_login", "account_inactive", "accessibility", "offline"),
)
STEPS = ("safety", "reason", "pain", "health", "wishes", "consent")


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic(therapists=2, rooms=2)


@pytest.fixture
def scene(clinic: Clinic) -> Everything:
    return Everything(clinic)


def check(browser: Browser, site: str, client: Client, addresses: list[str]) -> None:
    pages = pages_among(client, addresses)
    assert pages
    with context_of(browser, site, client, "en-CA") as context:
        assert complaints_of(context, pages, arriving_on=PHONE) == []
    # Colours are the same whatever is said.
    rules = whatever_the_colours(EVERYTHING)
    with context_of(browser, site, client, "fr-CA") as context:
        assert complaints_of(context, pages, rules=rules, in_dark=False, arriving_on=DESK) == []


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
    maya, *_ = drawn_therapists(clinic.treatment)
    addresses = [
        *(reverse(name) for name in PUBLIC),
        *(f"/book/?{query}", f"/waiting/join/?{query}", held["Location"], "/no/such/page/"),
        "/book/?from=2027-02-29",
        reverse("treatments:detail", args=(clinic.treatment.slug,)),
        reverse("therapists:detail", args=(maya.slug,)),
        *scene.addresses().values(),
    ]
    check(browser, live_site, visitor, addresses)


def test_the_guide_is_for_everybody(browser: Browser, live_site: str, clinic: Clinic) -> None:
    visitor = Client()
    walk(visitor)
    questions = [reverse("care:guide_question", args=(step,)) for step in WALK]
    addresses = [reverse("care:guide"), *questions, reverse("care:guide_suggestion")]
    assert pages_among(visitor, addresses) == addresses
    check(browser, live_site, visitor, addresses)


def test_a_patients_pages_are_for_everybody(
    browser: Browser, live_site: str, clinic: Clinic, scene: Everything
) -> None:
    coming = booked(clinic, soon(clinic, 9), patient=scene.alice)
    steps = [reverse("care:intake_step", args=(coming.token, step)) for step in STEPS]
    addresses = [
        *(reverse("booking:appointments"), reverse("account_logout")),
        *of_appointment(coming),
        *of_appointment(scene.held),
        *steps,
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
