"""A course of sessions, booked, moved and cancelled at the desk in a real browser."""

import re
from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from booking.models import Appointment, Series, Status
from patients.models import Patient
from tests.booking.courses import book_course, messages_about, sessions_at, sessions_of, starts_of
from tests.browser.desk import inspect_content, inspect_everywhere, receptionist
from tests.browser.steps import DESK, tab_to
from tests.concurrency.schedule import soon
from tests.factories import Clinic, make_patient
from tests.frontdesk.panels import booked


@pytest.fixture
def clinic(live_site: str) -> Clinic:
    clinic = Clinic(therapists=2, rooms=2)
    clinic.set_policy(horizon_days=90)
    return clinic


@pytest.fixture
def zoe(clinic: Clinic) -> Patient:
    return make_patient(given_name="Zoe", family_name="Zimmer", phone="+16045550123")


def weeks(clinic: Clinic, hour: int = 10, minute: int = 0, count: int = 6) -> list[datetime]:
    return [soon(clinic, hour, minute, days=3 + 7 * number) for number in range(count)]


def course(clinic: Clinic, zoe: Patient) -> Series:
    return book_course(clinic, sessions_at(clinic, *weeks(clinic)), zoe, now=timezone.now())


def date_of(page: Page, number: int) -> Locator:
    return page.locator(".course-dates > li").nth(number - 1)


def choose_zoe(page: Page, clinic: Clinic) -> None:
    """By typing part of her name; then the same hour of six weeks, with Maya."""
    page.goto("/admin/schedule/series/")
    page.get_by_label("Find by name").fill("zoe zim")
    page.get_by_role("option", name="Zoe Zimmer").click()
    expect(page.locator(".panel-chosen")).to_contain_text("Zoe Zimmer")
    page.get_by_label("Treatment").select_option(str(clinic.option.pk))
    page.get_by_label("Therapist").select_option(clinic.therapist.slug)
    page.get_by_label("First date").fill(f"{soon(clinic, 10).astimezone(clinic.location.zone):%F}")
    page.get_by_role("button", name="Show the dates").click()
    expect(page.locator(".course-dates > li")).to_have_count(6)


def test_it_books_a_course_in_spite_of_a_taken_date(
    browser: Browser, live_site: str, clinic: Clinic, zoe: Patient
) -> None:
    booked(clinic, weeks(clinic)[2])
    with receptionist(browser, live_site) as page:
        choose_zoe(page, clinic)
        expect(date_of(page, 3)).to_contain_text("10:00 am is not free")
        expect(page.locator(".course-taken")).to_have_count(1)
        inspect_everywhere(page)
        page.get_by_role("button", name="Book the course").click()
        expect(date_of(page, 3)).to_contain_text("Choose a time, or leave this one out.")
        inspect_content(page, [DESK])
        assert not Series.objects.exists()
        # Meanwhile another desk takes a date that looked free: all or nothing.
        booked(clinic, weeks(clinic)[4])
        alternative(page, 3)
        page.get_by_role("button", name="Book the course").click()
        expect(date_of(page, 5)).to_contain_text("The time you chose has just been taken.")
        expect(date_of(page, 3).get_by_role("radio").first).to_be_checked()
        assert not Series.objects.exists()
        date_of(page, 5).get_by_label("Leave this one out").check()
        page.get_by_role("button", name="Book the course").click()
        expect(page.get_by_text("5 sessions booked.")).to_be_visible()
        expect(page.locator(".course-table tbody tr")).to_have_count(5)
        inspect_everywhere(page)
    series, wished = Series.objects.get(), weeks(clinic)
    starts = starts_of(series)
    assert starts == [wished[n] for n in (0, 1, 2, 3, 5)]
    # What is proposed first for the taken date: the same hour with a colleague.
    assert sessions_of(series)[2].therapist == clinic.therapists[1]
    assert len(messages_about(series)) == 1


def alternative(page: Page, number: int) -> None:
    """The first of the times that are proposed instead."""
    choice = date_of(page, number).get_by_role("radio").first
    expect(choice).not_to_be_checked()
    choice.check()


def test_one_is_moved_and_the_rest_cancelled(
    browser: Browser, live_site: str, clinic: Clinic, zoe: Patient
) -> None:
    series = course(clinic, zoe)
    second, third = sessions_of(series)[1:3]
    with receptionist(browser, live_site) as page:
        page.goto(f"/admin/schedule/series/{series.pk}/")
        page.get_by_role("row").nth(2).get_by_role("link", name=re.compile("^Move")).click()
        page.wait_for_url(f"**/schedule/{second.pk}/move/*")
        page.get_by_role("radio", name="2:00 pm", exact=True).check()
        page.get_by_role("button", name="Move", exact=True).click()
        page.wait_for_url("**/admin/schedule/?*")
        page.goto(f"/admin/schedule/series/{series.pk}/")
        page.get_by_label("The rest of the course, from").select_option(str(third.pk))
        tab_to(page, "Cancel the rest")
        page.keyboard.press("Enter")
        expect(page.get_by_text("4 sessions will be cancelled")).to_be_visible()
        inspect_everywhere(page)
        page.get_by_role("button", name="Cancel 4 sessions").click()
        expect(page.get_by_text("4 sessions cancelled.")).to_be_visible()
        expect(page.locator("tr.status-cancelled")).to_have_count(4)
    assert starts_of(series)[1] == weeks(clinic, 14)[1]
    states = [one.status for one in sessions_of(series)]
    assert states == 2 * [Status.BOOKED] + 4 * [Status.CANCELLED]


def test_the_rest_is_moved_by_keyboard(
    browser: Browser, live_site: str, clinic: Clinic, zoe: Patient
) -> None:
    series = course(clinic, zoe)
    booked(clinic, weeks(clinic, 14)[3])
    with receptionist(browser, live_site) as page:
        page.goto(f"/admin/schedule/series/{series.pk}/move/?from={sessions_of(series)[1].pk}")
        page.get_by_label("New time").fill("14:00")
        tab_to(page, "Show the new dates")
        page.keyboard.press("Enter")
        expect(date_of(page, 3)).to_contain_text("2:00 pm is not free")
        inspect_everywhere(page)
        date_of(page, 3).get_by_label("Leave it as it is").check()
        tab_to(page, "Move these sessions")
        page.keyboard.press("Enter")
        expect(page.get_by_text("4 sessions moved.")).to_be_visible()
    hours = [10, 14, 14, 10, 14, 14]
    wished = [soon(clinic, hour, days=3 + 7 * week) for week, hour in enumerate(hours)]
    assert starts_of(series) == wished
    assert Appointment.objects.filter(series=series, status=Status.BOOKED).count() == 6
