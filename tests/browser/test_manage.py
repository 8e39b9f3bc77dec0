"""Managing an appointment in a real browser, with the e-mailed link and signed in."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from booking.models import Appointment, Status
from tests.booking.pages import booked, family, soon
from tests.browser.steps import inspect, sign_in, visitor
from tests.edges import Mailbox
from tests.factories import Clinic, make_user

ALICE = "alice@example.test"


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic(therapists=2, rooms=2)


@pytest.fixture
def appointment(clinic: Clinic) -> Appointment:
    me, child = family(make_user(ALICE))
    booked(clinic, soon(clinic, 13), child)
    return booked(clinic, soon(clinic, 10), me)


def spoken(clinic: Clinic, start: datetime) -> str:
    local = start.astimezone(clinic.location.zone)
    return f"{local:%A} {local.day} {local:%B}, {local.hour % 12}:{local:%M}"


def open_link(page: Page, appointment: Appointment, path: str = "") -> None:
    page.goto(f"/appointments/{appointment.token}/{path}")


def test_it_moves_with_the_link(
    browser: Browser, live_site: str, clinic: Clinic, appointment: Appointment
) -> None:
    with visitor(browser, live_site) as page:
        open_link(page, appointment)
        inspect(page)
        page.get_by_role("link", name="Move it").click()
        inspect(page)
        page.get_by_role("link", name="Any therapist").click()
        expect(page).to_have_url(re.compile("therapist=any"))
        page.get_by_role("button", name=spoken(clinic, soon(clinic, 11))).click()
        expect(page.get_by_role("status")).to_contain_text("Moved to")
        inspect(page)
    appointment.refresh_from_db()
    assert appointment.starts_at == soon(clinic, 11)


def test_it_moves_and_cancels_without_scripts(
    browser: Browser, live_site: str, clinic: Clinic, appointment: Appointment
) -> None:
    with visitor(browser, live_site, scripts=False) as page:
        open_link(page, appointment, "reschedule/")
        page.get_by_role("button", name=spoken(clinic, soon(clinic, 11))).click()
        page.get_by_role("link", name="Cancel it").click()
        page.get_by_role("button", name="Yes, cancel it").click()
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.status) == (soon(clinic, 11), Status.CANCELLED)


def test_it_keeps_the_old_time_when_the_new_one_went_meanwhile(
    browser: Browser, live_site: str, clinic: Clinic, appointment: Appointment
) -> None:
    with visitor(browser, live_site) as page:
        open_link(page, appointment, "reschedule/")
        booked(clinic, soon(clinic, 15))
        page.get_by_role("button", name=spoken(clinic, soon(clinic, 15))).click()
        expect(page.get_by_text("Your appointment stays on")).to_be_visible()
        inspect(page)
        page.get_by_role("link", name="Keep the time you have").click()
    appointment.refresh_from_db()
    assert appointment.starts_at == soon(clinic, 10)


def test_it_cancels_with_the_link(
    browser: Browser, live_site: str, appointment: Appointment
) -> None:
    with visitor(browser, live_site) as page:
        open_link(page, appointment)
        page.get_by_role("link", name="Cancel it").click()
        inspect(page)
        page.get_by_role("button", name="Yes, cancel it").click()
        expect(page.get_by_role("status")).to_contain_text("Your appointment is cancelled")
        inspect(page)
    appointment.refresh_from_db()
    assert appointment.status == Status.CANCELLED


@pytest.mark.parametrize("path", ["reschedule/", "cancel/"])
def test_it_says_whom_to_phone_after_the_cut_off(
    browser: Browser, live_site: str, clinic: Clinic, appointment: Appointment, path: str
) -> None:
    clinic.set_policy(cancel_cutoff_hours=24 * 30, reschedule_cutoff_hours=24 * 30)
    with visitor(browser, live_site) as page:
        open_link(page, appointment, path)
        expect(page.get_by_role("heading", level=1)).to_have_text("Nothing has changed")
        phone = page.get_by_role("link", name=clinic.location.phone)
        expect(phone).to_have_attribute("href", f"tel:{clinic.location.phone}")
        inspect(page)


def test_it_lists_the_family_after_signing_in(
    browser: Browser, live_site: str, appointment: Appointment, mailbox: Mailbox
) -> None:
    with visitor(browser, live_site) as page:
        page.goto("/appointments/")
        sign_in(page, mailbox, ALICE)
        expect(page).to_have_url(re.compile("/appointments/$"))
        for name in ("Alice", "Cleo"):
            expect(page.get_by_text(name, exact=True)).to_be_visible()
        inspect(page)


def test_it_downloads_a_file_for_the_calendar(
    browser: Browser, live_site: str, appointment: Appointment
) -> None:
    with visitor(browser, live_site) as page:
        open_link(page, appointment)
        with page.expect_download() as download:
            page.get_by_role("link", name="Add to calendar").click()
        assert download.value.suggested_filename == "appointment.ics"


def test_it_stops_reminders_with_the_link(
    browser: Browser, live_site: str, appointment: Appointment
) -> None:
    with visitor(browser, live_site) as page:
        open_link(page, appointment)
        page.get_by_role("link", name="How we remind you").click()
        inspect(page)
        page.get_by_label("Remind me by e-mail").uncheck()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status")).to_contain_text("Saved")
    assert appointment.patient
    appointment.patient.refresh_from_db()
    assert not appointment.patient.reminders_by_email
