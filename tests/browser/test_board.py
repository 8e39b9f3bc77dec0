"""The schedule board in a real browser: what it shows, live, by mouse and by keyboard."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, Request, ViewportSize, expect

from booking import lifecycle
from booking.models import Appointment
from tests.browser.axe import violations
from tests.browser.desk import (
    drag,
    inspect_content,
    open_board,
    panel,
    place,
    receptionist,
    session,
    toast,
)
from tests.browser.steps import DESK
from tests.factories import Clinic, desk, make_patient
from tests.frontdesk.panels import booked, soon
from therapists.models import Therapist

WIDE: ViewportSize = {"width": 1920, "height": 1080}
TABLET: ViewportSize = {"width": 768, "height": 1024}
# What the board promises; the tests wait for it, and no longer.
LIVE_WITHIN = 5000


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    return Clinic(therapists=2, rooms=2)


@pytest.fixture
def alice(clinic: Clinic) -> Appointment:
    """Alice's, at ten with the first therapist."""
    return booked(clinic, soon(clinic, 10), therapist=clinic.therapists[0])


def begin(
    page: Page, clinic: Clinic, view: str = "therapists", therapist: Therapist | None = None
) -> None:
    day = soon(clinic, 10).astimezone(clinic.location.zone).date()
    week_of = f"&therapist={therapist.slug}" if therapist else ""
    page.goto(f"/admin/schedule/?view={view}&date={day}&location={clinic.location.slug}{week_of}")
    expect(page.locator("[data-drawn]")).to_be_visible()


def inspect(page: Page, part: str = "#content-main") -> None:
    """No accessibility violations within the admin's frame, nothing wider than the screen."""
    assert violations(page, within=part) == "", page.url
    size = page.viewport_size
    assert size
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url


def column(page: Page, name: str) -> Locator:
    return page.locator(".ec-col-head").filter(has_text=name)


def title(day: datetime) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def arrow_until(page: Page, key: str, label: str) -> None:
    """Presses an arrow until what is so called has the focus."""
    for _ in range(12):
        if label in (page.evaluate(FOCUSED) or ""):
            return
        page.keyboard.press(key)
    raise AssertionError(f"The arrows do not reach {label!r}.")


def sides(clinic: Clinic) -> tuple[str, str]:
    """The arrows to the first therapist and to the other: columns stand by name."""
    first, other = (therapist.name for therapist in clinic.therapists)
    return ("ArrowLeft", "ArrowRight") if first < other else ("ArrowRight", "ArrowLeft")


FOCUSED = "document.activeElement.ariaLabel || document.activeElement.textContent"


@pytest.mark.parametrize("view", ["therapists", "rooms", "week"])
def test_it_shows_the_day_to_everybody(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment, view: str
) -> None:
    held = clinic.hold(soon(clinic, 14), now=timezone.now())
    with receptionist(browser, live_site) as page:
        begin(page, clinic, view, clinic.therapists[0])
        expect(session(page, alice)).to_contain_text("Alice Archer")
        expect(session(page, held)).to_contain_text("Held until")
        inspect_content(page, [WIDE, DESK, TABLET])


def test_it_names_every_appointment_for_those_who_hear_it(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        said = f"10:00 to 11:00 am, Alice Archer, {clinic.treatment}, {alice.room}, Booked"
        expect(page.get_by_role("button", name=said)).to_be_visible()


def test_the_address_keeps_what_is_shown(browser: Browser, live_site: str, clinic: Clinic) -> None:
    today, other = soon(clinic, 10), soon(clinic, 10, days=4)
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        page.get_by_role("link", name="Later").click()
        expect(page.locator("[data-title]")).to_have_text(title(other))
        page.get_by_role("link", name="Rooms").click()
        expect(column(page, "Room 1")).to_be_visible()
        page.reload()
        expect(column(page, "Room 1")).to_be_visible()
        expect(page.locator("[data-title]")).to_have_text(title(other))
        page.go_back()
        expect(column(page, "Room 1")).to_have_count(0)
        page.go_back()
        expect(page.locator("[data-title]")).to_have_text(title(today))
        page.go_forward()
        expect(page.locator("[data-title]")).to_have_text(title(other))


def test_it_changes_day_and_location_by_the_fields(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    other = Clinic(rooms=1, slug="uptown", name="Uptown")
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        page.get_by_label("Location").select_option("uptown")
        expect(column(page, other.therapist.name)).to_be_visible()
        page.get_by_role("textbox", name="Date").fill("2027-05-31")
        expect(page.locator("[data-title]")).to_have_text("Monday 31 May 2027")
        expect(page).to_have_url(re.compile("date=2027-05-31&location=uptown"))


def test_what_another_desk_books_appears_by_itself(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        page.keyboard.press("ArrowDown")
        expect(session(page, alice)).to_be_focused()
        made = booked(clinic, soon(clinic, 13), patient=make_patient(given_name="Cleo"))
        expect(session(page, made)).to_contain_text("Cleo", timeout=LIVE_WITHIN)
        expect(page.locator("[data-state]")).to_have_text("Updated")
        expect(session(page, alice)).to_be_focused()


def test_what_is_changed_elsewhere_keeps_the_focus(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        page.keyboard.press("ArrowDown")
        lifecycle.write_note(appointment=alice, note="Rings", now=timezone.now(), actor=desk())
        expect(session(page, alice).locator(".mark-note")).to_be_visible(timeout=LIVE_WITHIN)
        expect(session(page, alice)).to_be_focused()


def test_an_open_panel_stays_while_the_board_changes_behind_it(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        page.keyboard.press("n")
        page.get_by_label("Find by name").fill("somebody")
        made = booked(clinic, soon(clinic, 13))
        expect(page.locator(f'[data-stop="{made.pk}"]')).to_have_count(1, timeout=LIVE_WITHIN)
        expect(page.get_by_label("Find by name")).to_have_value("somebody")


def test_it_says_when_it_cannot_reach_the_server(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        page.route("**/day.json*", lambda route: route.fulfill(status=418))
        state = page.locator("[data-state]")
        expect(state).to_have_text(re.compile("Not updated since .* trying again"))
        inspect(page)
        page.unroute("**/day.json*")
        expect(state).to_have_text("Connected again")


def test_it_says_when_one_was_signed_out(browser: Browser, live_site: str, clinic: Clinic) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        Session.objects.all().delete()
        link = page.get_by_role("link", name="Sign in again")
        expect(link).to_have_attribute("href", re.compile(r"login/\?next=%2Fadmin%2Fschedule%2F"))
        inspect(page)


def test_it_asks_for_news_only_when_there_are_any(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        with page.expect_response("**/day.json*") as answer:
            pass
        assert answer.value.status == 304


def test_the_arrows_walk_from_one_to_the_next(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    there = booked(
        clinic,
        soon(clinic, 10, 30),
        therapist=clinic.therapists[1],
        patient=make_patient(given_name="Cleo"),
    )
    back, forth = sides(clinic)
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        page.keyboard.press("ArrowDown")
        expect(page.locator("[data-stop]:focus")).to_have_count(1)
        arrow_until(page, back, "Alice")
        page.keyboard.press("ArrowUp")
        expect(page.get_by_role("button", name="Free 9:00 to 10:00 am").first).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press(forth)
        expect(session(page, there)).to_be_focused()
        expect(page.get_by_role("tooltip")).to_contain_text("$90.00")
        page.keyboard.press("Enter")
        expect(panel(page).get_by_role("heading", name="Cleo Archer")).to_be_visible()
        page.keyboard.press("Escape")
        expect(session(page, there)).to_be_focused()


def test_free_time_is_booked_by_keyboard(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        page.keyboard.press("ArrowDown")
        arrow_until(page, sides(clinic)[0], "Alice")
        arrow_until(page, "ArrowDown", "Free 11:15 am")
        page.keyboard.press("Enter")
        expect(panel(page)).to_contain_text("11:15 am")


def test_free_time_off_the_grid_is_booked_from_its_first_start(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    clinic.treatment.options.update(turnover_minutes=10)
    alice = booked(clinic, soon(clinic, 10), therapist=clinic.therapists[0])
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        session(page, alice).focus()
        arrow_until(page, "ArrowDown", "Free 11:10 am")
        page.keyboard.press("Enter")
        expect(panel(page)).to_contain_text("11:15 am")
        expect(panel(page)).not_to_contain_text("Sessions start every")


def test_single_keys_do_what_the_help_says(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        page.keyboard.press("?")
        help_page = page.get_by_role("dialog", name="Keys on the schedule")
        expect(help_page).to_be_visible()
        inspect(page)
        page.keyboard.press("Escape")
        expect(help_page).to_be_hidden()
        page.keyboard.press("ArrowRight")
        expect(page.locator("[data-title]")).to_have_text(title(soon(clinic, 10, days=4)))
        page.keyboard.press("t")
        expect(page.locator("[data-title]")).to_have_text(title(soon(clinic, 10, days=0)))
        page.keyboard.press("/")
        expect(page.get_by_label("Find a patient")).to_be_focused()


def test_keys_are_letters_while_one_types(browser: Browser, live_site: str, clinic: Clinic) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        page.keyboard.press("/")
        page.keyboard.type("nt?b")
        expect(page.get_by_label("Find a patient")).to_have_value("nt?b")
        expect(panel(page)).to_be_hidden()
        expect(page.locator("[data-title]")).to_have_text(title(soon(clinic, 10)))


def test_a_patient_is_found_from_the_board(
    browser: Browser, live_site: str, clinic: Clinic
) -> None:
    nora = make_patient(given_name="Nora", family_name="Novak")
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        page.keyboard.press("/")
        page.keyboard.type("novak")
        expect(page.get_by_role("option", name="Nora Novak")).to_be_visible()
        inspect(page)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"/admin/people/{nora.pk}/"))


def test_a_drag_asks_and_closing_puts_it_back(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        spot = place(page, clinic.therapists[1], soon(clinic, 12), clinic.location)
        drag(page, alice, spot)
        expect(panel(page)).to_contain_text("12:00 pm")
        expect(page.locator(".is-proposed")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(toast(page)).to_contain_text("Nothing was moved.")
        expect(page.locator(".is-proposed")).to_have_count(0)
        expect(session(page, alice)).to_have_attribute("data-from", str(10 * 60))
    assert Appointment.objects.get().starts_at == soon(clinic, 10)


def test_a_drag_says_where_it_would_go(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        spot = place(page, clinic.therapists[1], soon(clinic, 12), clinic.location)
        drag(page, alice, spot, let_go=False)
        target = f"12:00 pm to 1:00 pm.*Alice Archer.*{clinic.therapists[1].name}"
        expect(page.locator(".ec-preview")).to_have_text(re.compile(target))
        page.mouse.up()
        expect(panel(page)).to_contain_text("12:00 pm")
        expect(page.locator(".is-proposed")).to_have_text(re.compile(target))


def test_who_did_not_come_can_be_read(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    Appointment.objects.update(status="no_show")
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        name = session(page, alice).get_by_text("Alice Archer")
        alone = name.evaluate(WRITTEN)
        came = booked(clinic, alice.starts_at, therapist=alice.therapist)
        expect(session(page, came)).to_be_visible(timeout=LIVE_WITHIN)
        beside = name.evaluate(WRITTEN)
        assert all(one["whole"] and one["wide"] for one in (alone, beside)), (alone, beside)
        inspect(page)


# Whether a name is neither cut off nor stands on end.
WRITTEN = (
    """e => ({ whole: e.scrollWidth <= e.clientWidth, wide: e.clientWidth > e.clientHeight })"""
)


def test_a_stretch_asks_for_the_longer_duration(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    clinic.treatment.options.create(minutes=90, turnover_minutes=15, price=150)
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        box = session(page, alice).bounding_box()
        assert box
        page.mouse.move(box["x"] + 50, box["y"] + box["height"] - 3)
        page.mouse.down()
        page.mouse.move(box["x"] + 50, box["y"] + box["height"] * 1.5 - 6, steps=6)
        page.mouse.up()
        expect(panel(page)).to_contain_text("90 min instead of 60 min")


def test_what_is_over_cannot_be_dragged(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    Appointment.objects.update(status="completed")
    with receptionist(browser, live_site) as page:
        begin(page, clinic)
        spot = place(page, clinic.therapists[1], soon(clinic, 12), clinic.location)
        drag(page, alice, spot)
        expect(page.locator(".is-proposed")).to_have_count(0)


def test_it_never_asks_the_browsers_zone(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    asked: list[Request] = []
    # A zone half a day off, with clock changes of its own.
    context = browser.new_context(base_url=live_site, timezone_id="Australia/Lord_Howe")
    with receptionist(browser, live_site) as home:
        context.add_cookies(home.context.cookies())  # type: ignore[arg-type]
        page = context.new_page()
        page.on("request", lambda request: asked.append(request))
        begin(page, clinic)
        expect(session(page, alice)).to_contain_text("10:00–11:00")
        spot = place(page, clinic.therapists[1], soon(clinic, 12), clinic.location)
        drag(page, alice, spot)
        expect(panel(page)).to_contain_text("12:00 pm")
    context.close()
    moves = [request.url for request in asked if "/move/" in request.url]
    assert "T12%3A00" in moves[0]


def test_who_is_late_stands_out(browser: Browser, live_site: str, clinic: Clinic) -> None:
    clinic.open_all_day()
    now = timezone.now()
    start = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    start -= timedelta(minutes=15)
    late = lifecycle.book(
        location=clinic.location,
        option=clinic.option,
        therapist=clinic.therapist,
        starts_at=start,
        patient=make_patient(),
        now=now,
        actor=desk(),
        reason="Walk-in",
    )
    with receptionist(browser, live_site) as page:
        open_board(page, clinic.location, start)
        expect(session(page, late)).to_contain_text(re.compile(r"\d+ min late"))
        open_board(page, clinic.location, now)  # another day just after midnight
        expect(page.locator(".board-now")).not_to_have_count(0)


def test_the_day_is_a_list_without_scripts(
    browser: Browser, live_site: str, clinic: Clinic, alice: Appointment
) -> None:
    with receptionist(browser, live_site, scripts=False) as page:
        day = soon(clinic, 10).astimezone(clinic.location.zone).date()
        page.goto(f"/admin/schedule/?date={day}")
        row = page.get_by_role("row", name=re.compile("10:00 to 11:00 am"))
        expect(row).to_contain_text("Booked")
        row.get_by_role("link", name="Alice Archer").click()
        expect(page).to_have_url(re.compile(f"/admin/schedule/{alice.pk}/"))
