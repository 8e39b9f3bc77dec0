"""A patient found and looked at; two records of one person become one: in a real browser."""

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from booking.models import Appointment, Status
from patients.models import Patient, PatientMerge, Relationship
from tests.booking.stranding import appoint
from tests.browser.desk import inspect_content, inspect_everywhere, open_board, receptionist, staff
from tests.browser.steps import DESK, tab_to
from tests.concurrency.schedule import soon
from tests.factories import Clinic, make_patient, make_user

CLINICAL = re.compile(r"intake|consent|pain|diagnos|health|session note|medica", re.IGNORECASE)


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic()


@pytest.fixture
def miranda(clinic: Clinic) -> Patient:
    """She came a week ago, did not come yesterday, comes in three days."""
    miranda = make_patient(
        make_user("miranda@example.test"),
        given_name="Miranda",
        family_name="Featherstone",
        preferred_name="Mira",
        phone="+16045550123",
        date_of_birth=date(1971, 3, 9),
    )
    states = {-7: Status.COMPLETED, -1: Status.NO_SHOW, 3: Status.BOOKED}
    for days, status in states.items():
        appoint(clinic, soon(clinic, 10, days=days), patient=miranda, status=status)
    return miranda


@pytest.fixture
def again(clinic: Clinic) -> Patient:
    """The same person once more, with a session of her own."""
    again = make_patient(
        given_name="Miranda",
        family_name="Fetherstone",
        phone="+16045550123",
        email="m@example.test",
    )
    appoint(clinic, soon(clinic, 14), patient=again)
    return again


def part(page: Page, heading: str) -> str:
    """The words of the section below this heading."""
    region = page.get_by_role("region", name=heading, exact=True)
    return " ".join(region.first.inner_text().split())


def test_it_finds_a_patient_in_spite_of_a_typo(
    browser: Browser, live_site: str, clinic: Clinic, miranda: Patient
) -> None:
    make_patient(given_name="Mirabel", family_name="Stone")
    with receptionist(browser, live_site) as page:
        open_board(page, clinic.location, timezone.now())
        page.keyboard.press("/")
        page.keyboard.type("mirnda fetherston")
        found = page.locator("#board-found").get_by_role("option")
        expect(found).to_have_count(1)
        expect(found).to_contain_text("Miranda Featherstone")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/people/{miranda.pk}/")
        expect(page.get_by_role("heading", name="Miranda Featherstone").last).to_be_visible()


def test_the_page_says_what_the_desk_needs_and_nothing_clinical(
    browser: Browser, live_site: str, clinic: Clinic, miranda: Patient
) -> None:
    child = make_patient(miranda.account, given_name="Kim", relationship=Relationship.CHILD)
    with receptionist(browser, live_site) as page:
        page.goto(f"/admin/people/{miranda.pk}/")
        assert "(604) 555-0123" in part(page, "Contact")
        assert "miranda@example.test" in part(page, "Contact")
        assert "Visits 1" in part(page, "Keeping appointments")
        assert "No-shows 1" in part(page, "Keeping appointments")
        assert "10:00 am" in part(page, "Coming appointments")
        expect(page.get_by_text("called Mira")).to_be_visible()
        expect(page.get_by_text("born 9 March 1971")).to_be_visible()
        assert not CLINICAL.search(page.locator("#content-main").inner_text())
        inspect_everywhere(page)
        page.get_by_role("link", name=child.full_name).click()
        page.wait_for_url(f"**/people/{child.pk}/")


def test_two_records_of_one_person_become_one(
    browser: Browser, live_site: str, miranda: Patient, again: Patient
) -> None:
    with receptionist(browser, live_site) as page:
        page.goto(f"/admin/people/{miranda.pk}/")
        page.get_by_role("link", name="Compare and merge").click()
        compare(page)
        page.get_by_role("button", name="Merge").click()
        expect(page.get_by_role("alert")).to_contain_text("Tick that you have compared them")
        expect(page.get_by_label("Fetherstone")).to_be_checked()
        inspect_content(page, [DESK])
        assert Patient.objects.filter(pk=again.pk).exists()
        tab_to(page, "I have compared them")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Merged: Miranda Fetherstone is now part")).to_be_visible()
        assert "2:00 pm" in part(page, "Coming appointments")
        page.goto(f"/admin/people/{again.pk}/")
        expect(page.get_by_text("That record was merged into this one")).to_be_visible()
    assert not Patient.objects.filter(pk=again.pk).exists()
    assert Appointment.objects.filter(patient=miranda).count() == 4
    merge = PatientMerge.objects.get()
    assert (merge.kept, merge.absorbed_key) == (miranda, again.pk)
    the_manager_sees_it(browser, live_site, merge)


def compare(page: Page) -> None:
    """Both side by side; the other spelling is the right one."""
    expect(page.get_by_role("heading", name="Two records, one person?")).to_be_visible()
    expect(page.get_by_role("row", name="Appointments")).to_contain_text("moves")
    inspect_everywhere(page)
    page.get_by_label("Fetherstone").check()


def the_manager_sees_it(browser: Browser, site: str, merge: PatientMerge) -> None:
    with staff(browser, site, "manager") as page:
        page.goto("/admin/")
        page.get_by_role("link", name="Merged patients").first.click()
        row = page.get_by_role("row").filter(has_text="Miranda Fetherstone")
        row.get_by_role("link").first.click()
        page.wait_for_url(f"**/patientmerge/{merge.pk}/change/")
        expect(page.locator("#content-main")).to_contain_text("Fetherstone")
        expect(page.locator("#content-main")).to_contain_text("m@example.test")
        expect(page.locator("[name=_save]")).to_have_count(0)
