"""The day sheet: a page for paper, with what the desk needs and nothing more."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoAssertNumQueries

from booking import lifecycle
from booking.models import Appointment
from frontdesk.sheet import TherapistDay, day_sheet
from locations.models import Closure
from patients.models import Patient
from tests.booking.pages import text
from tests.browser.desk import SCREENS, receptionist
from tests.browser.steps import inspect
from tests.factories import (
    MONDAY,
    NOW,
    Clinic,
    desk,
    make_location,
    make_patient,
    make_shift,
    make_therapist,
)
from tests.staff import at_work
from therapists.models import ShiftChange, Therapist, TimeOff, WeeklyShift

SHEET = "/admin/schedule/sheet/"
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic()


def booked(clinic: Clinic, hour: int, patient: Patient | None = None, **how: Any) -> Appointment:
    return clinic.book(clinic.at(hour), patient, **how)


def days(clinic: Clinic) -> list[TherapistDay]:
    """The sheet of TUESDAY at the clinic."""
    people = list(Therapist.objects.all())
    return day_sheet([clinic.location], people, TUESDAY, now=NOW)[0].therapists


def lines(clinic: Clinic) -> list[tuple[str, ...]]:
    """What the first therapist's lines are, and from when to when."""
    zone = clinic.location.zone
    return [
        (line.kind, *(f"{at.astimezone(zone):%H:%M}" for at in line.time))
        for line in days(clinic)[0].lines
    ]


def shown(clinic: Clinic, browser: Client | None = None, **query: Any) -> str:
    query = {"date": TUESDAY.isoformat(), "location": clinic.location.slug, **query}
    return text((browser or at_work("receptionist")).get(SHEET, query))


def test_it_lists_sessions_and_what_is_free_after_the_turnover(clinic: Clinic) -> None:
    booked(clinic, 10)
    assert lines(clinic) == [
        ("free", "09:00", "10:00"),
        ("session", "10:00", "11:00"),
        ("free", "11:15", "17:00"),
    ]


def test_it_shows_breaks_between_shifts(clinic: Clinic) -> None:
    WeeklyShift.objects.update(ends=time(12))
    make_shift(clinic.therapist, clinic.location, 1, time(13))
    assert [kind for kind, *_ in lines(clinic)] == ["free", "break", "free"]


def test_it_shows_time_off_and_not_why(clinic: Clinic) -> None:
    TimeOff.objects.create(
        therapist=clinic.therapist,
        starts_at=clinic.at(12),
        ends_at=clinic.at(13),
        reason="Migraine",
    )
    assert ("away", "12:00", "13:00") in lines(clinic)
    assert "Migraine" not in shown(clinic)


def test_it_shows_a_therapist_who_is_away_all_day(clinic: Clinic) -> None:
    TimeOff.objects.create(
        therapist=clinic.therapist, starts_at=clinic.at(0), ends_at=clinic.at(0, days=9)
    )
    assert lines(clinic) == [("away", "09:00", "17:00")]


def test_a_change_of_the_day_replaces_the_weekly_shift(clinic: Clinic) -> None:
    ShiftChange.objects.create(
        therapist=clinic.therapist,
        date=TUESDAY,
        location=clinic.location,
        starts=time(13),
        ends=time(15),
    )
    assert lines(clinic) == [("free", "13:00", "15:00")]


def test_who_works_elsewhere_is_not_on_it(clinic: Clinic) -> None:
    there = make_location("coquitlam")
    ShiftChange.objects.create(
        therapist=clinic.therapist, date=TUESDAY, location=there, starts=time(9), ends=time(12)
    )
    assert days(clinic) == []


def test_nothing_booked_is_lost_when_the_shift_is_gone(clinic: Clinic) -> None:
    booked(clinic, 10)
    WeeklyShift.objects.all().delete()
    assert lines(clinic) == [("session", "10:00", "11:00")]


def test_nothing_booked_is_lost_when_the_therapist_has_left(clinic: Clinic) -> None:
    booked(clinic, 10)
    Therapist.objects.update(is_active=False)
    assert lines(clinic) == [("session", "10:00", "11:00")]


def test_a_cancelled_session_gives_its_time_back(clinic: Clinic) -> None:
    lifecycle.cancel(appointment=booked(clinic, 10), now=NOW, actor=desk())
    assert lines(clinic) == [("free", "09:00", "17:00")]


def test_a_live_hold_is_not_free_and_a_dead_one_is(clinic: Clinic) -> None:
    clinic.hold(clinic.at(10))
    clinic.hold(clinic.at(12), now=NOW - timedelta(hours=1))
    assert [kind for kind, *_ in lines(clinic)] == ["free", "held", "free"]


def test_a_night_shift_is_on_both_days(clinic: Clinic) -> None:
    clinic.location.opening_hours.update(opens=time(0), closes=time(0))
    WeeklyShift.objects.update(starts=time(22), ends=time(6))
    assert lines(clinic) == [
        ("free", "00:00", "06:00"),
        ("break", "06:00", "22:00"),
        ("free", "22:00", "00:00"),
    ]


def test_only_the_first_visit_of_a_patient_is_new(clinic: Clinic) -> None:
    alice = make_patient()
    first, second = booked(clinic, 10, alice), booked(clinic, 13, alice)
    new = {
        line.appointment.pk: line.appointment.is_new  # type: ignore[attr-defined]
        for line in days(clinic)[0].lines
        if line.appointment
    }
    assert new == {first.pk: True, second.pk: False}


def test_whoever_never_came_is_still_new(clinic: Clinic) -> None:
    alice = make_patient()
    missed = booked(clinic, 10, alice)
    lifecycle.no_show(appointment=missed, now=clinic.at(11), actor=desk())
    booked(clinic, 13, alice)
    assert shown(clinic).count(">New<") == 2


def test_it_says_what_the_desk_needs(clinic: Clinic) -> None:
    alice = make_patient(
        preferred_name="Ali", pronouns="they/them", phone="+16045550123", given_name="Alice"
    )
    session = booked(clinic, 10, alice)
    lifecycle.write_note(appointment=session, note="Key is in the box.", now=NOW, actor=desk())
    page = shown(clinic)
    for expected in (
        "Alice Archer",
        "called Ali, they/them",
        "(604) 555-0123",
        "10:00 am",
        "to 11:00 am",
        f"{clinic.treatment}, 60&nbsp;min",
        str(session.room),
        "Booked",
        "Note: Key is in the box.",
        "Tuesday 4 May 2027",
        "Vancouver time",
    ):
        assert expected in page
    assert "$" not in page


def test_it_speaks_the_clock_of_the_location(db: None) -> None:
    clinic = Clinic(zone_name="Europe/London")
    booked(clinic, 10)
    assert "10:00 am" in shown(clinic)


def test_it_shows_closures(clinic: Clinic) -> None:
    Closure.objects.create(
        location=clinic.location,
        starts_at=clinic.at(8),
        ends_at=clinic.at(20),
        reason="Burst pipe",
    )
    page = shown(clinic)
    assert "Burst pipe" in page
    assert "Nobody works here" in page


def test_an_empty_day_says_so(clinic: Clinic) -> None:
    WeeklyShift.objects.all().delete()
    assert "Nobody works here and nothing is booked on this day." in shown(clinic)


def test_one_therapist_alone(db: None) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    page = shown(clinic, therapist=clinic.therapist.slug)
    assert page.count("<article") == 1


def test_a_therapist_without_a_location_is_shown_everywhere(clinic: Clinic) -> None:
    there = make_location("coquitlam")
    WeeklyShift.objects.update(ends=time(12))
    make_shift(clinic.therapist, there, 1, time(14))
    page = shown(clinic, therapist=clinic.therapist.slug, location="")
    assert page.count("<article") == 2
    assert "Coquitlam, Tuesday 4 May 2027" in page


def test_all_locations_as_the_board_says_it(clinic: Clinic) -> None:
    booked(clinic, 10)
    make_location("coquitlam")
    page = shown(clinic, location="all")
    assert page.count('<section class="place"') == 2
    assert page.count("<article") == 1


def test_a_therapist_with_a_free_day_has_an_empty_sheet(clinic: Clinic) -> None:
    idle = make_therapist("idle-ines")
    assert "Idle Ines does not work" in shown(clinic, therapist=idle.slug)


def test_without_a_query_it_is_today_at_the_first_location_that_is_open(clinic: Clinic) -> None:
    make_location("abbotsford", is_active=False)
    page = text(at_work("receptionist").get(SHEET))
    today = datetime.now(UTC).astimezone(clinic.location.zone)
    assert f"{clinic.location}, {today:%A} {today.day} {today:%B %Y}" in page


def test_it_works_without_any_location(db: None) -> None:
    assert at_work("manager").get(SHEET).status_code == 200


ODD = {
    "date": ("2027-13-40", "This is not a date."),
    "date far away": ("9999-12-31", "This date is too far away."),
    "location": ("no\0where", "There is no such location."),
    "therapist": ("9" * 400, "There is no such therapist."),
    "paper": ("parchment", "parchment is not one of the available choices."),
}


@pytest.mark.parametrize("what", ODD)
def test_odd_queries_are_told_what_is_wrong(clinic: Clinic, what: str) -> None:
    value, sentence = ODD[what]
    query = {"location": clinic.location.slug, what.partition(" ")[0]: value}
    answer = at_work("receptionist").get(SHEET, query)
    assert answer.status_code == 422
    assert sentence in text(answer)


@pytest.mark.parametrize("role", ["receptionist", "manager"])
def test_the_desk_and_the_manager_see_it(clinic: Clinic, role: str) -> None:
    assert "Day sheet" in shown(clinic, at_work(role))


@pytest.mark.parametrize("role", ["therapist", "patient"])
def test_nobody_else_does(clinic: Clinic, role: str) -> None:
    assert at_work(role).get(SHEET).status_code == 403


def test_whoever_is_not_signed_in_is_asked_to(db: None) -> None:
    answer = Client().get(SHEET)
    assert (answer.status_code, "sign" in answer["Location"] or "login" in answer["Location"]) == (
        302,
        True,
    )


def test_it_is_only_read(clinic: Clinic) -> None:
    assert at_work("receptionist").post(SHEET).status_code == 405


@pytest.mark.parametrize("therapists", [1, 4])
def test_its_queries_do_not_grow(
    db: None, therapists: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic(therapists=therapists, rooms=therapists)
    for one in clinic.therapists:
        for hour in (9, 11, 13):
            booked(clinic, hour, therapist=one)
    receptionist = at_work("receptionist")
    with django_assert_num_queries(11):
        shown(clinic, receptionist)


# The printable width, 12 mm margins left and right, in CSS pixels.
PAPERS = {"a4": ("595", "842", 703), "letter": ("612", "792", 725)}


@pytest.fixture
def clinic_at_work(live_site: str) -> Clinic:
    """With one session, as the live site sees it."""
    clinic = Clinic()
    clinic.book(clinic.at(10))
    return clinic


@pytest.fixture
def busy(live_site: str) -> Clinic:
    """Four therapists with six sessions each; the first one's have long names and notes."""
    clinic = Clinic(therapists=4, rooms=4)
    for number in range(6):
        at = clinic.at(9) + number * timedelta(minutes=75)
        long = make_patient(
            given_name="Maximiliana-Wilhelmina",
            family_name="Featherstonehaugh-Cholmondeley",
            preferred_name="Max",
            pronouns="they/them",
            phone="+16045550123",
        )
        session = clinic.book(at, long)
        note = "Comes with a wheelchair; keep the large door open. " * 3
        lifecycle.write_note(appointment=session, note=note, now=NOW, actor=desk())
        for other in clinic.therapists[1:]:
            clinic.book(at, therapist=other)
    return clinic


def printed(browser: Browser, site: str, clinic: Clinic, width: int, **query: str) -> Page:
    """The sheet as the printer sees it, in a browser as wide as the paper."""
    staff = at_work("receptionist")
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 1000})
    cookie = staff.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    page = context.new_page()
    page.emulate_media(media="print")
    asked = {"date": TUESDAY.isoformat(), "location": clinic.location.slug, **query}
    page.goto(f"{SHEET}?" + "&".join(f"{name}={value}" for name, value in asked.items()))
    return page


CUT_OFF = """() => [...document.querySelectorAll("main, main *")]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + .5
    || e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
  .map((e) => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("paper", PAPERS)
def test_on_paper_nothing_is_cut_off(
    browser: Browser, live_site: str, busy: Clinic, paper: str
) -> None:
    width, height, inside = PAPERS[paper]
    page = printed(browser, live_site, busy, inside, paper=paper)
    assert page.evaluate(CUT_OFF) == []
    pdf = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert {(str(round(float(w))), str(round(float(h)))) for w, h in sizes} == {(width, height)}
    page.context.close()


@pytest.mark.parametrize(("each", "pages"), [("", 3), ("on", 4)])
def test_it_takes_as_many_pages_as_it_needs(
    browser: Browser, live_site: str, busy: Clinic, each: str, pages: int
) -> None:
    page = printed(browser, live_site, busy, 703, paper="a4", each=each)
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == pages
    page.context.close()


def test_on_every_screen_it_is_accessible_and_prints(
    browser: Browser, live_site: str, clinic_at_work: Clinic
) -> None:
    with receptionist(browser, live_site) as page:
        page.add_init_script("window.print = () => { document.title = 'Printed'; };")
        page.goto(f"{SHEET}?date={TUESDAY}&location={clinic_at_work.location.slug}")
        for screen in SCREENS:
            page.set_viewport_size(screen)
            inspect(page)
        page.get_by_role("button", name="Print").click()
        expect(page).to_have_title("Printed")
