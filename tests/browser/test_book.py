"""Booking in a real browser: on a phone, without scripts, by keyboard alone."""

import re
from typing import Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from booking.models import Appointment, Status
from tests.accounts.codes import newest_code
from tests.booking.pages import booked, choice, soon
from tests.browser.steps import DESK, fill_in_names, inspect, sign_in, tab_to, visitor
from tests.edges import Mailbox
from tests.factories import Clinic, make_location, make_shift, make_treatment

ALICE = "alice@example.test"
HELD = re.compile("/book/[^/]{43}/$")
Scheme = Literal["light", "dark"]


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    """Three therapists who give one treatment at one location, and more to choose from."""
    clinic = Clinic(therapists=3, rooms=3)
    other = make_treatment("hot-stones", minutes=(30, 60))
    elsewhere = make_location("coquitlam")
    for therapist in clinic.therapists:
        therapist.treatments.add(other)
    make_shift(clinic.therapist, elsewhere, weekday=2)
    return clinic


def week_of(clinic: Clinic, **changes: str) -> str:
    day = soon(clinic, 0).astimezone(clinic.location.zone).date()
    chosen = choice(clinic, **{"from": day, **changes})
    return "/book/?" + "&".join(f"{name}={value}" for name, value in chosen.items())


def spoken(clinic: Clinic, hour: str) -> str:
    start = soon(clinic, 12).astimezone(clinic.location.zone)
    return f"{start:%A} {start.day} {start:%B}, {hour} with any of 3 therapists"


def hold(page: Page, clinic: Clinic, hour: str = "10:00 am") -> None:
    page.goto(week_of(clinic))
    page.get_by_role("button", name=spoken(clinic, hour)).click()


def walk_through(page: Page, clinic: Clinic, mailbox: Mailbox, *, look: bool) -> None:
    """Every step from the first question to the booking; `look` inspects every page on the way."""
    page.goto("/book/")
    for link in (f"{clinic.treatment}, 60 min", clinic.location.name, "Any therapist", "Later"):
        if look:
            inspect(page)
        before = page.url
        page.get_by_role("link", name=link).first.click()
        expect(page).not_to_have_url(before)
    if look:
        inspect(page)
    page.get_by_role("button", name="10:00 am").first.click()
    page.wait_for_url(HELD)
    if look:
        inspect(page)
    sign_in(page, mailbox, ALICE)
    if look:
        inspect(page)
    fill_in_names(page)
    page.get_by_role("button", name="Book this appointment").click()
    page.wait_for_url("**/appointments/*/")


def test_it_books_on_a_phone(
    browser: Browser, live_site: str, clinic: Clinic, mailbox: Mailbox
) -> None:
    with visitor(browser, live_site) as page:
        walk_through(page, clinic, mailbox, look=True)
        inspect(page)
        expect(page.get_by_role("status")).to_contain_text("You are booked")
    patient = Appointment.objects.get(status=Status.BOOKED).patient
    assert patient
    assert patient.full_name == "Alice Archer"


def test_it_books_without_scripts(
    browser: Browser, live_site: str, clinic: Clinic, mailbox: Mailbox
) -> None:
    with visitor(browser, live_site, scripts=False) as page:
        walk_through(page, clinic, mailbox, look=False)
    assert Appointment.objects.get().status == Status.BOOKED


def test_it_books_by_keyboard_alone(
    browser: Browser, live_site: str, clinic: Clinic, mailbox: Mailbox
) -> None:
    with visitor(browser, live_site) as page:
        page.goto("/book/")
        for name in (f"{clinic.treatment}, 60 min", clinic.location.name):
            tab_to(page, name)
            before = page.url
            page.keyboard.press("Enter")
            expect(page).not_to_have_url(before)
            expect(page.locator("h1")).to_be_focused()
        tab_to(page, "10:00 am")
        page.keyboard.press("Enter")
        page.wait_for_url(HELD)
        tab_to(page, "Your e-mail address")
        page.keyboard.type(ALICE)
        page.keyboard.press("Enter")
        page.wait_for_url("**/code/")
        # The field takes the focus when the page is painted, which may be after it has loaded.
        expect(page.get_by_label("Six-digit code")).to_be_focused()
        page.keyboard.type(newest_code(mailbox, ALICE))
        page.keyboard.press("Enter")
        page.wait_for_url(HELD)
        tab_to(page, "Me")
        for name, typed in (("Given name", "Alice"), ("Family name", "Archer")):
            tab_to(page, name)
            page.keyboard.type(typed)
        page.keyboard.press("Enter")
        page.wait_for_url("**/appointments/*/")
    assert Appointment.objects.get().status == Status.BOOKED


def test_it_speaks_every_start_in_full(browser: Browser, live_site: str, clinic: Clinic) -> None:
    with visitor(browser, live_site) as page:
        page.goto(week_of(clinic))
        button = page.get_by_role("button", name=spoken(clinic, "1:30 pm"), exact=True)
        expect(button).to_have_text("1:30 pm")


def test_it_goes_back_and_forth_through_the_choices(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    with visitor(browser, live_site) as page:
        page.goto("/book/")
        page.get_by_role("link", name=f"{clinic.treatment}, 60 min").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Where?")
        page.get_by_role("link", name=clinic.location.name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("When?")
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("Where?")
        # The page was loaded anew; until its scripts run, "forward" would only change the address.
        page.wait_for_load_state("load")
        page.go_forward()
        expect(page.get_by_role("heading", level=1)).to_have_text("When?")
        page.wait_for_load_state("load")
        page.get_by_role("link", name="Change the treatment").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What would you like?")


def test_it_shows_the_nearest_when_a_start_went_meanwhile(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    with visitor(browser, live_site) as page:
        page.goto(week_of(clinic, therapist=clinic.therapist.slug))
        booked(clinic, soon(clinic, 10))
        page.get_by_role("button", name="10:00 am").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("This time is gone")
        inspect(page)
        page.get_by_role("button", name="Same time with any of 2 therapists").click()
        page.wait_for_url(HELD)
    assert Appointment.objects.get(status=Status.HELD).starts_at == soon(clinic, 10)


def test_it_takes_the_same_time_again_when_the_hold_ran_out(
    browser: Browser, live_site: str, clinic: Clinic, mailbox: Mailbox
) -> None:
    with visitor(browser, live_site) as page:
        hold(page, clinic)
        sign_in(page, mailbox, ALICE)
        fill_in_names(page)
        page.get_by_label("Pronouns").fill("she/her")
        Appointment.objects.update(expires_at=timezone.now())
        page.get_by_role("button", name="Book this appointment").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("no longer kept for you")
        inspect(page)
        page.get_by_role("button", name="It is still free: take it again").click()
        expect(page.get_by_label("Pronouns")).to_have_value("she/her")
        page.get_by_role("button", name="Book this appointment").click()
        page.wait_for_url("**/appointments/*/")


def test_it_marks_what_is_wrong_and_goes_there(
    browser: Browser, live_site: str, clinic: Clinic, mailbox: Mailbox
) -> None:
    with visitor(browser, live_site) as page:
        hold(page, clinic)
        sign_in(page, mailbox, ALICE)
        page.get_by_label("My child").check()
        page.get_by_label("Family name").fill("Archer")
        page.get_by_role("button", name="Book this appointment").click()
        expect(page.get_by_label("Given name")).to_be_focused()
        expect(page.get_by_label("Family name")).to_have_value("Archer")
        expect(page.get_by_text("Enter the child's date of birth.")).to_be_visible()
        inspect(page)


def test_it_asks_for_a_date_of_birth_only_for_a_child(
    browser: Browser, live_site: str, clinic: Clinic, mailbox: Mailbox
) -> None:
    with visitor(browser, live_site) as page:
        hold(page, clinic)
        sign_in(page, mailbox, ALICE)
        expect(page.get_by_label("Date of birth")).to_be_hidden()
        page.get_by_label("My child").check()
        expect(page.get_by_label("Date of birth")).to_be_visible()


def test_it_lists_the_holds_when_there_are_too_many(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    with visitor(browser, live_site) as page:
        for hour in ("9:00 am", "11:00 am", "1:00 pm", "3:00 pm"):
            hold(page, clinic, hour)
        expect(page.get_by_role("heading", level=1)).to_have_text("Which one do you want?")
        inspect(page)
        page.get_by_role("button", name="Let it go").first.click()
        expect(page.get_by_role("status")).to_contain_text("You let that time go")
    assert Appointment.objects.filter(status=Status.HELD).count() == 2


def test_it_leads_on_when_a_week_is_empty(browser: Browser, live_site: str, clinic: Clinic) -> None:
    clinic.set_policy(notice_minutes=20 * 24 * 60)
    with visitor(browser, live_site) as page:
        page.goto(week_of(clinic))
        inspect(page)
        page.get_by_role("link", name="Next free").click()
        expect(page.get_by_role("button", name="10:00 am").first).to_be_visible()


@pytest.mark.parametrize("path", ["/accounts/sign-in/", "/accounts/login/", "/book/?from=never"])
def test_it_has_no_accessibility_violations_beside_the_way(
    browser: Browser, live_site: str, clinic: Clinic, path: str
) -> None:
    with visitor(browser, live_site) as page:
        page.goto(path)
        inspect(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_wide_screen(page: Page, live_site: str, clinic: Clinic, scheme: Scheme) -> None:
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme=scheme)
    for path in ("/book/", week_of(clinic)):
        page.goto(live_site + path)
        inspect(page)
