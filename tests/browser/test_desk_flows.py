"""The desk at work in a real browser: booking, moving, cancelling, with a second desk beside it."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from booking import lifecycle
from booking.models import Appointment, Attention, Status
from patients.models import Patient
from reminders.delivery import run
from reminders.models import OutgoingMessage
from tests.browser.desk import (
    drag,
    inspect_everywhere,
    inspect_panel,
    open_board,
    open_card,
    panel,
    place,
    receptionist,
    session,
    toast,
)
from tests.browser.steps import tab_to
from tests.edges import Mailbox
from tests.factories import Clinic, desk, make_patient, make_treatment
from tests.frontdesk.panels import SCHEDULE, booked, soon, wall
from therapists.models import Therapist, TimeOff

A_MONTH = 30 * 24


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic(therapists=2, rooms=2)


@pytest.fixture
def maya(clinic: Clinic) -> Therapist:
    return clinic.therapists[0]


@pytest.fixture
def jonas(clinic: Clinic) -> Therapist:
    return clinic.therapists[1]


@pytest.fixture
def appointment(clinic: Clinic, maya: Therapist) -> Appointment:
    """Alice's, at ten with Maya."""
    return booked(clinic, soon(clinic, 10), therapist=maya)


def begin(page: Page, clinic: Clinic, moment: datetime | None = None) -> None:
    open_board(page, clinic.location, moment or soon(clinic, 10))


def click_at(page: Page, clinic: Clinic, therapist: Therapist, moment: datetime) -> None:
    spot = place(page, therapist, moment, clinic.location)
    page.mouse.click(spot["x"], spot["y"])
    expect(panel(page).get_by_role("heading", name="Book")).to_be_visible()


def press(page: Page, name: str) -> None:
    panel(page).get_by_role("button", name=name, exact=True).click()


def alarm(page: Page) -> Locator:
    return panel(page).get_by_role("alert")


def find(page: Page, typed: str, name: str) -> None:
    """Chooses the patient who is found by what is typed."""
    panel(page).get_by_label("Find by name").fill(typed)
    panel(page).get_by_role("option", name=name).click()
    expect(panel(page).get_by_role("button", name="Somebody else")).to_be_visible()


def choose_an_hour(page: Page) -> None:
    panel(page).get_by_label("60 min").check()
    expect(panel(page)).not_to_have_attribute("aria-busy", "true")


def starts_of(appointment: Appointment) -> datetime:
    appointment.refresh_from_db()
    return appointment.starts_at


def test_it_books_a_new_patient_at_an_empty_place(
    browser: Browser, live_site: str, clinic: Clinic, maya: Therapist
) -> None:
    known = make_patient(given_name="Nora", family_name="Nowak", phone="+16045550123")
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        click_at(page, clinic, maya, soon(clinic, 11))
        panel(page).get_by_label("Find by name").fill("nora novak")
        expect(panel(page).locator(".found-note")).to_be_visible()
        tab_to(page, "New patient…")
        page.keyboard.press("Enter")
        expect(panel(page).get_by_label("Family name")).to_have_value("novak")
        panel(page).get_by_label("Given name").fill("Nora")
        panel(page).get_by_label("Family name").fill("Novak")
        panel(page).get_by_label("Phone", exact=True).fill("12")
        press(page, "Book")
        expect(alarm(page).first).to_contain_text("This is not a phone number")
        phone = panel(page).get_by_label("Phone", exact=True)
        expect(phone).to_be_focused()
        inspect_panel(page)
        phone.fill("604-555-0123")
        press(page, "Book")
        expect(panel(page).get_by_label("60 min")).to_be_focused()
        expect(panel(page).get_by_text("Not booked yet: Choose a treatment.")).to_be_in_viewport()
        inspect_panel(page)
        choose_an_hour(page)
        inspect_panel(page)
        press(page, "Book")
        expect(alarm(page)).to_contain_text("Is it somebody we know?")
        expect(panel(page).get_by_role("button", name="Nora Nowak")).to_be_focused()
        inspect_panel(page)
        press(page, "No, somebody new: book")
        expect(toast(page)).to_contain_text("Booked: Nora Novak")
        made = Appointment.objects.get()
        expect(session(page, made)).to_contain_text("Nora Novak")
    assert (made.starts_at, made.therapist) == (soon(clinic, 11), maya)
    assert Patient.objects.exclude(pk=known.pk).get().full_name == "Nora Novak"


def test_it_books_by_keyboard_alone_for_a_name_with_a_typo(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    alice = make_patient()
    day = soon(clinic, 10).astimezone(clinic.location.zone)
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        page.keyboard.press("n")
        expect(page.get_by_label("Find by name")).to_be_focused()
        page.keyboard.type("arhcer")
        expect(panel(page).get_by_role("option", name="Alice Archer")).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(panel(page).get_by_role("button", name="Somebody else")).to_be_visible()
        tab_to(page, "60 min")
        page.keyboard.press("Space")
        expect(panel(page).get_by_text(f"Free on {day:%A}")).to_be_visible()
        tab_to(page, "9:00 am")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        expect(panel(page).get_by_label("9:15 am")).to_be_checked()
        tab_to(page, "Book")
        page.keyboard.press("Enter")
        expect(toast(page)).to_contain_text("Booked: Alice Archer")
    made = Appointment.objects.get()
    assert (made.patient, made.starts_at) == (alice, soon(clinic, 9, 15))


def test_it_offers_only_what_fits_where_it_was_clicked(
    browser: Browser, live_site: str, clinic: Clinic, maya: Therapist
) -> None:
    maya.treatments.add(make_treatment("deep", minutes=(30, 90)))
    booked(clinic, soon(clinic, 12), therapist=maya)
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        click_at(page, clinic, maya, soon(clinic, 11))
        expect(panel(page).get_by_label("30 min")).to_be_enabled()
        expect(panel(page).get_by_label("90 min")).to_be_disabled()
        why = panel(page).get_by_text("has the next appointment at 12:00 pm").first
        expect(why).to_be_visible()
        inspect_panel(page)


def test_it_overrides_the_notice_with_a_reason_but_never_an_overlap(
    browser: Browser, live_site: str, clinic: Clinic, maya: Therapist
) -> None:
    alice, bob = make_patient(), make_patient(given_name="Bob")
    clinic.set_policy(notice_minutes=A_MONTH * 60)
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        click_at(page, clinic, maya, soon(clinic, 10))
        find(page, "alice", "Alice Archer")
        choose_an_hour(page)
        press(page, "Book")
        expect(alarm(page)).to_contain_text("Give a reason to do it all the same.")
        expect(panel(page).get_by_label("60 min")).to_be_checked()
        inspect_panel(page)
        panel(page).get_by_label("Reason").fill("In great pain")
        lifecycle.book(
            location=clinic.location,
            option=clinic.option,
            therapist=maya,
            starts_at=soon(clinic, 10, 30),
            patient=bob,
            now=timezone.now(),
            actor=desk(),
            reason="Faster",
        )
        press(page, "Book")
        expect(alarm(page).first).to_contain_text(
            f"{maya.first_name} has the next appointment at 10:30 am."
        )
        inspect_panel(page)
        press(page, "Another time")
        expect(panel(page).get_by_label("Reason")).to_have_value("In great pain")
        expect(panel(page).get_by_label("60 min")).to_be_focused()
        panel(page).get_by_role("radio", name="1:00 pm", exact=True).check()
        press(page, "Book")
        expect(toast(page)).to_contain_text("Booked: Alice Archer")
    made = Appointment.objects.get(patient=alice)
    assert made.starts_at == soon(clinic, 13)
    assert made.events.get().reason == "In great pain"


def test_it_drags_and_tells_the_patient_once_but_nothing_of_what_was_undone(
    browser: Browser,
    live_site: str,
    clinic: Clinic,
    appointment: Appointment,
    jonas: Therapist,
    mailbox: Mailbox,
) -> None:
    OutgoingMessage.objects.update(state="sent")
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        with page.expect_request(re.compile(r"/move/\?.*&sequence=0&status=booked$")):
            drag(page, appointment, place(page, jonas, soon(clinic, 12), clinic.location))
        expect(panel(page).get_by_text(f"12:00 pm with {jonas.first_name}")).to_be_visible()
        inspect_panel(page)
        press(page, "Move")
        expect(toast(page)).to_contain_text("Moved to")
        run(clock=timezone.now)
        toast(page).get_by_role("button", name="Undo").click()
        expect(toast(page)).to_contain_text("Back at 10:00 am. The patient heard nothing.")
        expect(session(page, appointment)).to_have_attribute("data-from", str(10 * 60))
        run(clock=lambda: timezone.now() + lifecycle.UNDO_WITHIN)
        assert (starts_of(appointment), len(mailbox)) == (soon(clinic, 10), 0)
        drag(page, appointment, place(page, jonas, soon(clinic, 14), clinic.location))
        press(page, "Move")
        expect(toast(page)).to_contain_text("Moved to")
    for _ in range(2):
        run(clock=lambda: timezone.now() + lifecycle.UNDO_WITHIN)
    assert [str(told["Subject"]).split()[0] for told in mailbox] == ["Changed,"]
    assert (starts_of(appointment), appointment.therapist) == (soon(clinic, 14), jonas)


def test_it_puts_back_what_does_not_fit_and_says_why(
    browser: Browser, live_site: str, clinic: Clinic, appointment: Appointment, jonas: Therapist
) -> None:
    jonas.time_off.create(starts_at=soon(clinic, 12), ends_at=soon(clinic, 16))
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        before = session(page, appointment).bounding_box()
        drag(page, appointment, place(page, jonas, soon(clinic, 13), clinic.location))
        expect(alarm(page)).to_contain_text(f"{jonas.first_name} is away then.")
        expect(page.locator(".is-proposed")).to_have_count(1)
        inspect_panel(page)
        panel(page).get_by_role("link", name="Leave it").click()
        expect(panel(page)).to_be_hidden()
        expect(page.locator(".is-proposed")).to_have_count(0)
        assert session(page, appointment).bounding_box() == before
    assert starts_of(appointment) == soon(clinic, 10)


def test_it_tells_the_second_desk_and_overwrites_nothing(
    browser: Browser, live_site: str, clinic: Clinic, appointment: Appointment, jonas: Therapist
) -> None:
    with receptionist(browser, live_site) as bob, receptionist(browser, live_site) as dora:
        for page in (bob, dora):
            begin(page, clinic)
        drag(dora, appointment, place(dora, jonas, soon(clinic, 15), clinic.location))
        expect(panel(dora).get_by_text("3:00 pm with")).to_be_visible()
        drag(bob, appointment, place(bob, jonas, soon(clinic, 12), clinic.location))
        press(bob, "Move")
        expect(toast(bob)).to_contain_text("Moved to")
        press(dora, "Move")
        expect(alarm(dora)).to_contain_text("has changed meanwhile")
        expect(panel(dora)).to_contain_text("12:00 pm")
        inspect_panel(dora)
        panel(dora).get_by_role("button", name="Close").click()
        expect(session(dora, appointment)).to_have_attribute("data-from", str(12 * 60))
    assert starts_of(appointment) == soon(clinic, 12)


def test_it_cancels_late_with_a_reason_and_another_desk_sees_it(
    browser: Browser, live_site: str, clinic: Clinic, appointment: Appointment
) -> None:
    clinic.set_policy(cancel_cutoff_hours=A_MONTH)
    with receptionist(browser, live_site) as bob, receptionist(browser, live_site) as dora:
        for page in (bob, dora):
            begin(page, clinic)
        open_card(bob, appointment)
        inspect_panel(bob)
        panel(bob).get_by_role("link", name="Cancel…").click()
        expect(panel(bob).get_by_label("Yes, late")).to_be_checked()
        inspect_panel(bob)
        press(bob, "Cancel the appointment")
        expect(alarm(bob)).to_contain_text("say why")
        panel(bob).get_by_label("Reason").fill("Snowed in")
        panel(bob).get_by_role("radio", name="No", exact=True).check()
        press(bob, "Cancel the appointment")
        expect(toast(bob)).to_contain_text("Cancelled: Alice Archer.")
        expect(session(dora, appointment)).to_have_count(0)
        toast(bob).get_by_role("button", name="Undo").click()
        expect(toast(bob)).to_contain_text("Booked again at 10:00 am.")
        expect(session(dora, appointment)).to_be_visible()
    event = appointment.events.get(kind="cancelled")
    assert (event.reason, event.details["late"]) == ("Snowed in", False)


def test_it_asks_until_it_is_read_to_phone_whom_nobody_can_write_to(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    alice = make_patient(email="", phone="+16045550111")
    appointment = booked(clinic, soon(clinic, 10), patient=alice)
    to_phone = "Please phone Alice Archer, (604) 555-0111"
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        open_card(page, appointment)
        panel(page).get_by_role("link", name="Cancel…").click()
        press(page, "Cancel the appointment")
        expect(toast(page)).to_contain_text(f"Cancelled: Alice Archer. {to_phone}")
        undo = toast(page).get_by_role("button", name="Undo")
        expect(undo).to_be_visible()
        expect(undo).to_have_count(0, timeout=15_000)
        expect(toast(page)).to_contain_text(to_phone)
        toast(page).get_by_role("button", name="Close this message").click()
        expect(toast(page)).to_be_hidden()


def test_it_moves_by_form_what_others_drag(
    browser: Browser, live_site: str, clinic: Clinic, appointment: Appointment, jonas: Therapist
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        open_card(page, appointment)
        panel(page).get_by_role("link", name="Move…").click()
        panel(page).get_by_label("Therapist").select_option(label=jonas.name)
        panel(page).get_by_role("radio", name="2:30 pm", exact=True).check()
        inspect_panel(page)
        press(page, "Move")
        expect(toast(page)).to_contain_text("2:30 pm with")
    assert starts_of(appointment) == soon(clinic, 14, 30)
    assert appointment.therapist == jonas


def test_it_follows_patients_through_the_day(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    clinic.open_all_day()
    hour = timezone.now().astimezone(clinic.location.zone).hour
    begun = soon(clinic, hour, days=0)
    patients = [make_patient(given_name=name) for name in ("Alice", "Charlie")]
    alice, charlie = (
        clinic.book(begun, patient, now=begun - timedelta(days=3), therapist=therapist)
        for patient, therapist in zip(patients, clinic.therapists, strict=True)
    )
    with receptionist(browser, live_site) as page:
        begin(page, clinic, begun)
        for appointment, button, said in (
            (alice, "Has arrived", "arrived"),
            (alice, "Start session", "in session"),
            (alice, "Session is over", "completed"),
            (charlie, "No-show", "no-show"),
        ):
            open_card(page, appointment)
            if appointment == charlie:
                panel(page).get_by_text("More", exact=True).click()
            inspect_panel(page)
            panel(page).get_by_role("button", name=button).click()
            expect(toast(page)).to_contain_text(f"{appointment.patient}: {said}.")
        # What was said of Alice before has given way to the newest; Charlie's stands beside it.
        expect(toast(page).get_by_role("button", name="Undo: Alice Archer: in")).to_have_count(0)
        expect(toast(page).get_by_role("button", name="Undo: Alice Archer: comp")).to_be_visible()
        toast(page).get_by_role("button", name="Undo: Charlie").click()
        expect(toast(page)).to_contain_text("Undone: booked again.")
    assert Appointment.objects.get(pk=alice.pk).status == Status.COMPLETED
    assert Appointment.objects.get(pk=charlie.pk).status == Status.BOOKED


def test_it_copies_to_next_week_or_close_to_it(
    browser: Browser, live_site: str, clinic: Clinic, appointment: Appointment, maya: Therapist
) -> None:
    booked(clinic, soon(clinic, 10, days=10), therapist=maya)
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        open_card(page, appointment)
        press(page, "Copy to next week")
        expect(panel(page).get_by_text("does not work")).to_be_visible()
        inspect_panel(page)
        panel(page).get_by_label("11:15 am").first.check()
        panel(page).get_by_role("button", name=re.compile("^Book 60 min")).click()
        expect(toast(page)).to_contain_text("Booked again: Alice Archer")
    assert Appointment.objects.latest("pk").starts_at == soon(clinic, 11, 15, days=10)


def test_it_writes_a_note(
    browser: Browser, live_site: str, clinic: Clinic, appointment: Appointment
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        open_card(page, appointment)
        panel(page).get_by_role("link", name="Note…").click()
        panel(page).get_by_role("textbox", name="Note").fill("Brings her own towel")
        inspect_panel(page)
        press(page, "Write it")
        expect(toast(page)).to_contain_text("The note is written.")
        open_card(page, appointment)
        expect(panel(page)).to_contain_text("Brings her own towel")


def test_it_blocks_time_after_showing_what_lies_in_it_and_frees_it_again(
    browser: Browser, live_site: str, clinic: Clinic, appointment: Appointment, maya: Therapist
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        page.keyboard.press("b")
        panel(page).get_by_label("Therapist").select_option(label=maya.name)
        panel(page).get_by_label("From").fill(wall(clinic, soon(clinic, 10)))
        panel(page).get_by_label("Until").fill(wall(clinic, soon(clinic, 12)))
        press(page, "Block")
        expect(alarm(page)).to_contain_text("10:00 am: Alice Archer")
        inspect_panel(page)
        press(page, "Block anyway")
        expect(toast(page)).to_contain_text("Blocked: ")
        assert maya.time_off.get().starts_at == soon(clinic, 10)
        assert Attention.objects.open().get().appointment == appointment
        toast(page).get_by_role("button", name="Undo").click()
        expect(toast(page)).to_contain_text("can be booked again")
    assert not maya.time_off.exists()


def test_its_forms_are_pages_for_every_screen(
    browser: Browser, live_site: str, clinic: Clinic, appointment: Appointment
) -> None:
    query = f"location={clinic.location.slug}&at={wall(clinic, soon(clinic, 13))}"
    own = f"{SCHEDULE}{appointment.pk}/"
    off = TimeOff.objects.create(
        therapist=clinic.therapist, starts_at=soon(clinic, 15), ends_at=soon(clinic, 16)
    )
    new = (f"{SCHEDULE}book/?{query}", f"{SCHEDULE}block/?{query}")
    forms = (own, f"{own}move/", f"{own}note/", *new, f"{SCHEDULE}unblock/{off.pk}/")
    with receptionist(browser, live_site) as page:
        for address in forms:
            page.goto(address)
            expect(page.locator("#content-main h2")).to_be_visible()
            inspect_everywhere(page)


def test_it_works_as_pages_without_scripts(
    browser: Browser, live_site: str, clinic: Clinic, appointment: Appointment
) -> None:
    anna = make_patient(given_name="Anna", family_name="Arendt")
    query = f"location={clinic.location.slug}&at={wall(clinic, soon(clinic, 13))}"
    with receptionist(browser, live_site, scripts=False) as page:
        page.goto(f"{SCHEDULE}book/?{query}")
        page.get_by_label("Find by name").fill("arendt")
        page.get_by_role("button", name="Find", exact=True).click()
        page.get_by_role("button", name="Anna Arendt").click()
        page.get_by_label("60 min").check()
        page.get_by_role("button", name="Book", exact=True).click()
        expect(page.get_by_text("Booked: Anna Arendt")).to_be_visible()
        page.goto(f"{SCHEDULE}{appointment.pk}/")
        page.get_by_role("link", name="Cancel…").click()
        page.get_by_role("button", name="Cancel the appointment").click()
        expect(page.get_by_text("Cancelled: Alice Archer.")).to_be_visible()
        assert Appointment.objects.get(pk=appointment.pk).status == Status.CANCELLED
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("Booked again at 10:00 am.")).to_be_visible()
    assert Appointment.objects.get(patient=anna).starts_at == soon(clinic, 13)
    assert Appointment.objects.get(pk=appointment.pk).status == Status.BOOKED
