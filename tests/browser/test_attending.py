"""I'll be there, on a phone; and what the desk sees of it."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from booking.models import Appointment
from patients import trouble
from tests.booking.pages import booked, soon
from tests.browser.desk import open_board, panel, receptionist, session, toast
from tests.browser.steps import inspect, visitor
from tests.factories import Clinic, make_patient

# What the board promises.
LIVE_WITHIN = 5000


@pytest.fixture
def appointment(live_site: str) -> Appointment:
    clinic = Clinic(rooms=2)
    return booked(clinic, soon(clinic, 10), make_patient(email="alice@example.test"))


def say_yes(page: Page, appointment: Appointment) -> None:
    page.goto(f"/appointments/{appointment.token}/attending/")
    page.get_by_role("button", name="I’ll be there").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def said(appointment: Appointment) -> bool:
    appointment.refresh_from_db()
    return appointment.attending_since is not None


def test_one_tap_says_it(browser: Browser, live_site: str, appointment: Appointment) -> None:
    with visitor(browser, live_site) as page:
        page.goto(f"/appointments/{appointment.token}/attending/")
        inspect(page)
        say_yes(page, appointment)
        inspect(page)
    assert said(appointment)


def test_it_needs_no_scripts(browser: Browser, live_site: str, appointment: Appointment) -> None:
    with visitor(browser, live_site, scripts=False) as page:
        say_yes(page, appointment)
    assert said(appointment)


def test_the_open_board_shows_it_by_itself(
    browser: Browser, live_site: str, appointment: Appointment
) -> None:
    trouble.mark("alice@example.test", reason="It came back.", now=timezone.now())
    with receptionist(browser, live_site) as page:
        open_board(page, appointment.location, appointment.starts_at)
        box = session(page, appointment)
        expect(box.locator(".attending-no")).to_be_visible()
        expect(box.locator(".mark-trouble")).to_be_visible()
        expect(box).to_have_accessible_name(re.compile("Has not confirmed yet"))
        with visitor(browser, live_site) as phone:
            say_yes(phone, appointment)
        expect(box.locator(".attending-yes")).to_be_visible(timeout=LIVE_WITHIN)


def test_the_desk_says_it_for_whoever_phones(
    browser: Browser, live_site: str, appointment: Appointment
) -> None:
    with receptionist(browser, live_site) as page:
        open_board(page, appointment.location, appointment.starts_at)
        session(page, appointment).click()
        panel(page).get_by_role("button", name="Said to be there").click()
        expect(session(page, appointment).locator(".attending-yes")).to_be_visible()
        toast(page).get_by_role("button", name="Undo").click()
        expect(session(page, appointment).locator(".attending-no")).to_be_visible()
