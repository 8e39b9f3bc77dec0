"""Somebody is sick today, or plans change under bookings: the desk at work in a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect

from booking import attention
from booking.models import Appointment, Attention, Status
from reminders.models import OutgoingMessage
from tests.booking.stranding import appoint, off
from tests.browser.desk import inspect_everywhere, receptionist
from tests.browser.steps import DESK, tab_to
from tests.concurrency.schedule import soon
from tests.factories import Clinic, make_patient, make_room
from tests.staff import at_work
from therapists.models import TimeOff


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic(therapists=2, rooms=2)


@pytest.fixture
def booked(clinic: Clinic) -> list[Appointment]:
    """Four of Maya's on one day."""
    people = ((9, "Ada"), (11, "Ben"), (13, "Cleo"), (15, "Dora"))
    return [
        appoint(
            clinic,
            soon(clinic, hour),
            patient=make_patient(given_name=name, phone="+16045550123"),
        )
        for hour, name in people
    ]


@contextmanager
def manager(browser: Browser, site: str, screen: ViewportSize = DESK) -> Iterator[Page]:
    context = browser.new_context(base_url=site, viewport=screen)
    session = at_work("manager").cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    yield context.new_page()
    context.close()


def ask_for(page: Page, clinic: Clinic, appointment: Appointment) -> None:
    """Chooses the therapist and the day."""
    day = f"{appointment.starts_local:%Y-%m-%d}"
    page.goto("/admin/away/")
    page.get_by_label("Therapist").select_option(str(clinic.therapist.pk))
    page.get_by_label("First day").fill(day)
    page.get_by_label("Last day").fill(day)
    page.get_by_role("button", name="Show the appointments").click()
    expect(page.get_by_role("heading", name="appointments of")).to_be_visible()


def told(appointment: Appointment) -> list[str]:
    """What the patient hears, the reminders apart."""
    about = OutgoingMessage.objects.filter(subject=f"appointment:{appointment.pk}")
    return list(about.exclude(kind__contains="reminder").values_list("kind", flat=True))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_it_decides_for_everybody_in_one_go(
    browser: Browser, live_site: str, clinic: Clinic, booked: list[Appointment], scripts: bool
) -> None:
    ada, ben, cleo, dora = booked
    with receptionist(browser, live_site, scripts=scripts) as page:
        ask_for(page, clinic, ada)
        page.locator(f"[name=decision-{ben.pk}]").select_option("cancel")
        page.locator(f"[name=decision-{cleo.pk}]").select_option("ask")
        page.locator(f"[name=decision-{dora.pk}]").select_option("later")
        page.get_by_role("button", name="as away and do all this").click()
        expect(page.get_by_role("status")).to_contain_text("1 was given to a colleague.")
        page.locator("#content-main").get_by_role("link", name="Needs attention").click()
        expect_listed(page, "Cleo Archer", "Dora Archer")
        expect(page.locator(".card").first).to_contain_text("Asked to choose another time")
        solve(page, "Dora Archer")
        expect_listed(page, "Cleo Archer")
    for one in booked:
        one.refresh_from_db()
    assert ada.therapist == clinic.therapists[1]
    states = [one.status for one in booked]
    assert states == [Status.BOOKED, Status.CANCELLED, Status.BOOKED, Status.CANCELLED]
    assert TimeOff.objects.get().therapist == clinic.therapist
    assert [told(one) for one in booked] == [
        ["change"],
        ["cancellation"],
        ["asked_to_move"],
        ["cancellation"],
    ]


def expect_listed(page: Page, *names: str) -> None:
    cards = page.locator(".card .who")
    expect(cards).to_have_count(len(names))
    expect(cards).to_contain_text(names)


def solve(page: Page, name: str) -> None:
    """Cancels from the list."""
    card = page.locator(".card").filter(has_text=name)
    card.get_by_label("What to do").select_option("cancel")
    card.get_by_role("button", name="Do it").click()


def test_each_gets_another_free_room(
    browser: Browser, live_site: str, clinic: Clinic, booked: list[Appointment]
) -> None:
    shut, other = clinic.location.rooms.order_by("pk")
    clinic.location.rooms.filter(pk=shut.pk).update(is_active=False)
    attention.sweep(now=timezone.now())
    with receptionist(browser, live_site) as page:
        page.goto("/admin/attention/")
        expect(page.locator(".card")).to_have_count(4)
        page.get_by_role("button", name="Give each another free room").click()
        expect(page.get_by_text("4 appointments have another room now.")).to_be_visible()
        expect(page.get_by_text("Nothing waits for a decision")).to_be_visible()
        inspect_everywhere(page)
    assert {one.room for one in Appointment.objects.select_related("room")} == {other}


def test_it_is_done_by_keyboard(
    browser: Browser, live_site: str, clinic: Clinic, booked: list[Appointment]
) -> None:
    with receptionist(browser, live_site) as page:
        ask_for(page, clinic, booked[0])
        tab_to(page, "What to do")
        page.keyboard.press("End")
        tab_to(page, "as away and do all this")
        page.keyboard.press("Enter")
        status = page.get_by_role("status")
        expect(status).to_contain_text("3 were given to colleagues.")
        expect(status).to_contain_text("1 was cancelled.")


def test_every_page_is_accessible_on_every_screen(
    browser: Browser, live_site: str, clinic: Clinic, booked: list[Appointment]
) -> None:
    off(clinic, booked[2].starts_at, booked[2].ends_at)
    attention.sweep(now=timezone.now())
    with receptionist(browser, live_site) as page:
        page.goto("/admin/attention/")
        page.get_by_text("It is fine as it is").click()
        page.get_by_label("Why?").fill("   ")
        page.get_by_role("button", name="Take it off the list").click()
        expect(page.get_by_text("Say why it is fine as it is.")).to_be_visible()
        inspect_everywhere(page)
        ask_for(page, clinic, booked[0])
        inspect_everywhere(page)
        page.get_by_role("button", name="as away and do all this").click()
        expect(page.get_by_role("status")).to_be_visible()
        inspect_everywhere(page)


def save(page: Page, stranded: int) -> None:
    """Saves, although these appointments are listed then."""
    page.locator("[name=_save]").click()
    many = f"{stranded} booked appointment{'s' if stranded > 1 else ''} would no longer fit"
    expect(page.locator("#content-main h2")).to_have_text(many)
    expect(page.locator(".card")).to_have_count(stranded)
    page.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_role("link", name="needs attention")).to_be_visible()


def test_a_shift_lists_whom_it_strands_and_goes_back_to_the_form(
    browser: Browser, live_site: str, clinic: Clinic, booked: list[Appointment]
) -> None:
    shift = f"weekly_shifts-{booked[0].starts_local.weekday()}"
    with manager(browser, live_site) as page:
        page.goto(f"/admin/therapists/therapist/{clinic.therapist.pk}/change/")
        page.get_by_label("Headline", exact=True).fill("Calm hands.")
        page.locator(f"[name={shift}-starts]").fill("12:30")
        page.locator("[name=_save]").click()
        expect_listed(page, "Ada Archer", "Ben Archer")
        inspect_everywhere(page)
        page.get_by_role("button", name="Back to the form").click()
        expect(page.get_by_text("Nothing has been saved yet.")).to_be_visible()
        expect(page.get_by_label("Headline", exact=True)).to_have_value("Calm hands.")
        assert not Attention.objects.exists()
        save(page, stranded=2)
    clinic.therapist.refresh_from_db()
    assert clinic.therapist.headline == "Calm hands."
    assert {one.appointment for one in Attention.objects.all()} == set(booked[:2])


def test_a_room_and_a_closure_list_whom_they_strand(
    browser: Browser, live_site: str, clinic: Clinic, booked: list[Appointment]
) -> None:
    room = make_room(clinic.location)
    Appointment.objects.filter(pk=booked[0].pk).update(room=room)
    day = f"{booked[1].starts_local:%Y-%m-%d}"
    with manager(browser, live_site) as page:
        page.goto(f"/admin/locations/location/{clinic.location.pk}/change/")
        page.get_by_role("link", name="Add another Closure").click()
        for name, typed in (("starts", "10:30"), ("ends", "12:30")):
            page.locator(f"[name=closures-0-{name}_at_0]").fill(day)
            page.locator(f"[name=closures-0-{name}_at_1]").fill(typed)
        save(page, stranded=1)
        page.goto(f"/admin/locations/room/{room.pk}/change/")
        page.get_by_label("In use").uncheck()
        save(page, stranded=1)
        page.get_by_role("link", name="needs attention").click()
        expect_listed(page, "Ada Archer", "Ben Archer")
        expect(page.locator(".card").first).to_contain_text("is no longer in use.")
        expect(page.locator(".card").last).to_contain_text("is closed then.")
