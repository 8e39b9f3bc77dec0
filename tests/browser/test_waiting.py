"""The waiting list in a real browser: a patient waits, a desk cancels, the offer comes."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect

from booking.lifecycle import UNDO_WITHIN
from booking.models import Appointment, Status, Urgency, WaitlistEntry, WaitlistOffer
from booking.waiting.offering import offer_free_starts
from reminders.delivery import run
from tests.booking.pages import booked, choice, soon
from tests.booking.waiting_list import offer_to, waits
from tests.browser.desk import (
    SCREENS,
    inspect_content,
    open_board,
    open_card,
    panel,
    receptionist,
    session,
)
from tests.browser.steps import (
    DESK,
    PHONE,
    fill_in_names,
    inspect,
    sign_in,
    tab_to,
    visitor,
)
from tests.edges import Mailbox
from tests.factories import Clinic, make_patient, make_user

ALICE, BOB = "alice@example.test", "bob@example.test"
LIVE_WITHIN = 5000


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic()


@pytest.fixture
def full_day(clinic: Clinic) -> list[Appointment]:
    """Three days from now nothing is free."""
    starts = [(9, 0), (10, 15), (11, 30), (12, 45), (14, 0), (15, 15)]
    return [booked(clinic, soon(clinic, *start)) for start in starts]


@pytest.fixture
def offer(clinic: Clinic, full_day: list[Appointment]) -> WaitlistEntry:
    """Alice has the last hour of the full day, waits for an earlier one, and is offered it."""
    alice = make_patient(make_user(ALICE))
    Appointment.objects.filter(pk=full_day[5].pk).update(patient=alice)
    full_day[5].refresh_from_db()
    day = soon(clinic, 9).astimezone(clinic.location.zone).date()
    days = {"first_day": day - timedelta(days=1), "last_day": day}
    entry = waits(clinic, alice, now=timezone.now(), instead_of=full_day[5], **days)
    offer_free_starts(now=timezone.now())
    return entry


def day_of(clinic: Clinic) -> str:
    return soon(clinic, 9).astimezone(clinic.location.zone).date().isoformat()


def query_of(clinic: Clinic) -> str:
    return "&".join(f"{name}={value}" for name, value in choice(clinic).items())


def fill_in_days(page: Page, clinic: Clinic) -> None:
    page.get_by_label("From").fill(day_of(clinic))
    page.get_by_label("Until").fill(day_of(clinic))


def join(page: Page, clinic: Clinic, mailbox: Mailbox, email: str, place: str) -> None:
    """From the free times to the place in the line."""
    page.goto(f"/book/?{query_of(clinic)}")
    page.get_by_role("link", name="Join the waiting list").click()
    fill_in_days(page, clinic)
    page.get_by_role("button", name="Continue").click()
    sign_in(page, mailbox, email)
    fill_in_names(page, email.split("@")[0].capitalize())
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_role("heading", name=f"You are {place} in line")).to_be_visible()


def link_to(mailbox: Mailbox, email: str) -> str:
    """Where the newest offer to this address leads."""
    told = [one for one in mailbox.to(email) if "A time is free" in one["Subject"]]
    text = told[-1].get_body(("plain",))
    assert text
    link = re.search(r"/waiting/\S{43}/", text.get_content())
    assert link
    return link[0]


def inspect_on(page: Page, screens: list[ViewportSize]) -> None:
    """Nothing wider than any screen, no violations on the last; the page stays there."""
    for screen in screens:
        page.set_viewport_size(screen)
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"], page.url
    inspect(page)


def cancel(desk: Page, appointment: Appointment) -> None:
    """From the board."""
    open_card(desk, appointment)
    panel(desk).get_by_role("link", name=re.compile("Cancel")).click()
    panel(desk).get_by_role("button", name="Cancel the appointment").click()
    expect(session(desk, appointment)).to_be_hidden()


def let_run_out(page: Page, offer: WaitlistOffer, link: str, later: datetime) -> None:
    """Following the link changes nothing; the offer ends, and the next in line gets one."""
    for follow in (page.request.head, page.request.get):
        expect(follow(link)).to_be_ok()
    assert offer_to(offer.entry) == offer
    WaitlistOffer.objects.update(expires_at=timezone.now())
    Appointment.objects.filter(status=Status.HELD).update(expires_at=timezone.now())
    assert offer_free_starts(now=later) == 1
    page.goto(link)
    expect(page.get_by_role("heading", name="no longer kept for you")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_it_brings_what_a_desk_cancels_to_one_after_the_other(
    browser: Browser,
    live_site: str,
    clinic: Clinic,
    full_day: list[Appointment],
    mailbox: Mailbox,
) -> None:
    freed = full_day[2]
    with (
        visitor(browser, live_site) as alice,
        visitor(browser, live_site) as bob,
        receptionist(browser, live_site) as desk,
        receptionist(browser, live_site) as other_desk,
    ):
        join(alice, clinic, mailbox, ALICE, "1st")
        join(bob, clinic, mailbox, BOB, "2nd")
        for page in (desk, other_desk):
            open_board(page, clinic.location, freed.starts_at)
        cancel(desk, freed)

        # One of two is asked, as soon as the desk cannot undo it; both desks see the hold.
        later = timezone.now() + UNDO_WITHIN + timedelta(seconds=1)
        assert offer_free_starts(now=later) == 1
        first = WaitlistOffer.objects.to_show().get()
        assert first.entry.patient.given_name == "Alice"
        for page in (desk, other_desk):
            held = session(page, first.appointment)
            expect(held).to_contain_text("Alice Archer", timeout=LIVE_WITHIN)

        run(clock=lambda: later)
        let_run_out(alice, first, link_to(mailbox, ALICE), later)
        run(clock=lambda: later)
        bob.goto(link_to(mailbox, BOB))
        bob.get_by_role("button", name="Yes, book this time").click()
        expect(bob.get_by_role("status")).to_contain_text("You are booked.")
        taken = Appointment.objects.get(patient__given_name="Bob")
        for page in (desk, other_desk):
            there = session(page, taken)
            expect(there).not_to_have_class(re.compile("is-held"), timeout=LIVE_WITHIN)
            expect(there).to_contain_text("Bob Archer")
    assert (taken.status, taken.starts_at) == (Status.BOOKED, freed.starts_at)


def test_it_joins_without_scripts(
    browser: Browser,
    live_site: str,
    clinic: Clinic,
    full_day: list[Appointment],
    mailbox: Mailbox,
) -> None:
    with visitor(browser, live_site, scripts=False) as page:
        join(page, clinic, mailbox, ALICE, "1st")
        page.get_by_role("button", name="Leave the waiting list").click()
        expect(page.get_by_role("status")).to_contain_text("You have left the waiting list.")


def test_it_is_accessible_on_the_way_to_the_list(
    browser: Browser, live_site: str, clinic: Clinic, mailbox: Mailbox
) -> None:
    screens = [DESK, PHONE]
    with visitor(browser, live_site) as page:
        page.goto(f"/waiting/join/?{query_of(clinic)}")
        inspect_on(page, screens)
        page.get_by_label("Until").fill("2020-01-01")
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_text("This day has passed already.")).to_be_visible()
        inspect_on(page, screens)
        fill_in_days(page, clinic)
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", name="Where can we reach you?")).to_be_visible()
        inspect_on(page, screens)
        sign_in(page, mailbox, ALICE)
        inspect_on(page, screens)
        fill_in_names(page)
        page.get_by_role("button", name="Join the waiting list").click()
        expect(page.get_by_role("heading", name="You are 1st in line")).to_be_visible()
        inspect_on(page, screens)
        page.goto("/appointments/")
        expect(page.get_by_text("1st in line")).to_be_visible()
        inspect_on(page, screens)


def test_it_is_accessible_when_an_offer_is_out(
    browser: Browser, live_site: str, offer: WaitlistEntry
) -> None:
    screens = [DESK, PHONE]
    with visitor(browser, live_site) as page:
        page.goto(f"/waiting/line/{offer.token}/")
        inspect_on(page, screens)
        page.get_by_role("link", name="Take it, or let it go").click()
        expect(page.get_by_role("heading", name="An earlier time is free")).to_be_visible()
        inspect_on(page, screens)
        page.get_by_role("button", name="No, let it go").click()
        expect(page.get_by_role("heading", name="You let this time go")).to_be_visible()
        inspect_on(page, screens)


def test_it_is_chosen_by_keyboard(browser: Browser, live_site: str, clinic: Clinic) -> None:
    with visitor(browser, live_site) as page:
        page.goto(f"/waiting/join/?{query_of(clinic)}")
        expect(page.get_by_role("heading", name="Tell me when something is free")).to_be_visible()
        tab_to(page, "Sunday")
        page.keyboard.press("Space")
        expect(page.get_by_label("Sunday")).not_to_be_checked()
        tab_to(page, "Continue")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Mon, Tue, Wed, Thu, Fri, Sat", exact=True)).to_be_visible()


def test_it_is_accessible_at_the_desk(
    browser: Browser, live_site: str, offer: WaitlistEntry
) -> None:
    with receptionist(browser, live_site) as page:
        page.goto("/admin/waiting-list/")
        inspect_content(page, SCREENS)
        page.get_by_role("link", name=re.compile("Change or offer")).click()
        expect(page.get_by_role("heading", name="Offered at this moment")).to_be_visible()
        inspect_content(page, SCREENS)
        page.get_by_role("button", name="Take the offer back").click()
        expect(page.get_by_role("heading", name="Free now and suitable")).to_be_visible()
        inspect_content(page, SCREENS)


def test_it_is_added_at_the_desk_from_the_board(
    browser: Browser, live_site: str, clinic: Clinic, full_day: list[Appointment]
) -> None:
    last = full_day[5]
    with receptionist(browser, live_site) as page:
        open_board(page, clinic.location, last.starts_at)
        open_card(page, last)
        panel(page).get_by_role("link", name="Wants earlier").click()
        expect(page.get_by_label("Treatment")).to_have_value(str(clinic.option.pk))
        page.get_by_role("link", name="Somebody else").click()
        page.get_by_label("Name, phone, e-mail or date of birth").fill("archer")
        inspect_content(page, SCREENS)
        page.get_by_role("option", name=re.compile("Alice Archer")).first.click()
        page.get_by_label("Urgency").select_option("Urgent")
        page.get_by_role("button", name="Add to the list").click()
        expect(page.get_by_text("Choose a treatment.")).to_be_visible()
        inspect_content(page, SCREENS)
        page.get_by_label("Treatment").select_option(str(clinic.option.pk))
        page.get_by_role("button", name="Add to the list").click()
        expect(page.get_by_text("Alice Archer is on the waiting list.")).to_be_visible()
        assert WaitlistEntry.objects.get().urgency == Urgency.URGENT
        page.get_by_role("link", name="Back to the list").click()
        page.get_by_role("button", name="Soon").click()
        expect(page.get_by_role("button", name="Soon")).to_have_attribute("aria-pressed", "true")
    assert WaitlistEntry.objects.get().urgency == Urgency.SOON
