"""Which appointments the admin lists, for whom, and in whose time."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.contrib.admin import site
from django.test import Client
from django.utils import timezone

from accounts.models import User
from booking.admin import BADGES, AppointmentAdmin
from booking.models import Appointment, BookingPolicy, Status
from tests.factories import Clinic, make_location, make_patient
from tests.staff import at_work, browser_of, make_staff
from timeline.wall import instant

LIST = "/admin/booking/appointment/"
ROWS = "booking/appointment/{}/change/"


@pytest.fixture
def desk(db: None) -> Client:
    return at_work("receptionist")


def today(clinic: Clinic) -> date:
    return timezone.now().astimezone(clinic.location.zone).date()


def on(clinic: Clinic, days: int, hour: int = 10, **patient: Any) -> Appointment:
    """Booked for `days` from the real today, long before."""
    starts_at = instant(today(clinic) + timedelta(days=days), time(hour), clinic.location.zone)
    before = starts_at - timedelta(days=3)
    return clinic.book(starts_at, make_patient(**patient), now=before)


def listed(client: Client, *appointments: Appointment, **query: str) -> list[bool]:
    page = client.get(LIST, query).text
    return [ROWS.format(appointment.pk) in page for appointment in appointments]


def test_it_gives_every_state_a_badge_of_its_own(clinic: Clinic) -> None:
    badges = set()
    for status, (_icon, colour) in BADGES.items():
        shown = AppointmentAdmin(Appointment, site).badge(Appointment(status=status))
        assert f"state-{status}" in shown
        badges.add((colour, status == Status.IN_SESSION))
    assert len(badges) == len(Status)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("", [False, False, True, True, True, True]),
        ("today", [False, False, True, False, False, False]),
        ("tomorrow", [False, False, False, True, False, False]),
        ("week", [False, False, True, True, True, False]),
        ("past", [False, True, False, False, False, False]),
        ("any", [True, True, True, True, True, True]),
    ],
)
def test_it_lists_by_day(desk: Client, clinic: Clinic, when: str, expected: list[bool]) -> None:
    appointments = [on(clinic, days) for days in (-31, -1, 0, 1, 6, 7)]
    assert listed(desk, *appointments, when=when) == expected


def test_it_takes_days_to_begin_and_end_at_the_clinics_midnight(
    desk: Client, clinic: Clinic
) -> None:
    clinic.location.opening_hours.update(opens=time(0), closes=time(0))
    clinic.therapist.weekly_shifts.update(starts=time(0), ends=time(0))
    early, late = on(clinic, 3, hour=0), on(clinic, 3, hour=22)
    before, after = on(clinic, 2, hour=22), on(clinic, 4, hour=0)
    day = (today(clinic) + timedelta(days=3)).isoformat()
    found = listed(desk, before, early, late, after, **{"from": day, "until": day})
    assert found == [False, True, True, False]


@pytest.mark.parametrize("day", ["soon", "2027-02-30", "9999-12-31", "0001-01-01"])
def test_it_ignores_days_that_are_none(desk: Client, clinic: Clinic, day: str) -> None:
    appointment = on(clinic, 1)
    response = desk.get(LIST, {"from": day}, follow=True)
    assert response.status_code == 200
    assert ROWS.format(appointment.pk) in response.text


def test_it_hides_the_cancelled_unless_asked(desk: Client, clinic: Clinic) -> None:
    appointment = on(clinic, 2)
    desk.post(f"/admin/schedule/{appointment.pk}/cancel/", {"reason": "Ill"})
    assert listed(desk, appointment) == [False]
    assert listed(desk, appointment, status="cancelled") == [True]
    assert listed(desk, appointment, status="all") == [True]


def test_it_never_lists_holds_that_came_to_nothing(desk: Client, clinic: Clinic) -> None:
    held = clinic.hold(on(clinic, 2).starts_at + timedelta(hours=3), now=timezone.now())
    assert listed(desk, held) == [True]
    desk.post(f"/admin/schedule/{held.pk}/step/release/")
    assert listed(desk, held, status="all") == [False]


@pytest.mark.parametrize(
    "term", ["archer", "alice arch", "ALICE@example", "(604) 555-0123", "555 0123", "+16045550123"]
)
def test_it_finds_the_past_of_a_patient(desk: Client, clinic: Clinic, term: str) -> None:
    alice = on(clinic, -1, 10, email="alice@example.test", phone="+16045550123")
    charlie = on(clinic, 1, 12, given_name="Charlie", family_name="Cross")
    assert listed(desk, alice, charlie, q=term) == [True, False]


def test_it_lists_one_location_or_one_therapist(desk: Client, clinic: Clinic) -> None:
    here, there = on(clinic, 1), on(Clinic(), 1)
    by_location = {"location__id__exact": str(here.location_id)}
    by_therapist = {"therapist__id__exact": str(here.therapist_id)}
    assert listed(desk, here, there, **by_location) == [True, False]
    assert listed(desk, here, there, **by_therapist) == [True, False]


def test_it_shows_each_start_by_the_clock_of_its_own_location(desk: Client, clinic: Clinic) -> None:
    toronto = Clinic(zone_name="America/Toronto")
    on(clinic, 1, hour=9), on(toronto, 1, hour=11)
    page = desk.get(LIST).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "9:00 am" in page
    assert "11:00 am" in page


def test_it_says_the_state_in_words(desk: Client, clinic: Clinic) -> None:
    held = clinic.hold(on(clinic, 2).starts_at + timedelta(hours=3), now=timezone.now())
    page = desk.get(LIST).text
    assert "Booked" in page
    assert "Held until" in page
    assert held.expires_at


def therapist_of(clinic: Clinic) -> User:
    maya = make_staff("therapist")
    clinic.therapist.user = maya
    clinic.therapist.save()
    return maya


def test_it_shows_therapists_their_own_appointments_only(clinic: Clinic) -> None:
    mine, not_mine = on(clinic, 1), on(Clinic(), 1)
    maya = browser_of(therapist_of(clinic))
    assert listed(maya, mine, not_mine) == [True, False]
    assert listed(maya, mine, not_mine, q="archer") == [True, False]
    page = maya.get(f"{LIST}{not_mine.pk}/change/", follow=True)
    assert not_mine.patient
    assert not_mine.patient.contact_email not in page.text


def test_it_shows_nothing_to_a_therapist_who_left(clinic: Clinic) -> None:
    mine = clinic.book(clinic.at(10))
    maya = browser_of(therapist_of(clinic))
    clinic.therapist.is_active = False
    clinic.therapist.save()

    assert maya.get(LIST).status_code == 403
    assert maya.get(f"{LIST}{mine.pk}/change/").status_code in (302, 403)


def test_it_keeps_contacts_and_history_from_therapists(clinic: Clinic) -> None:
    mine = on(clinic, 1, phone="+16045550123")
    page = browser_of(therapist_of(clinic)).get(f"{LIST}{mine.pk}/change/").text
    assert "Alice Archer" in page
    assert "555-0123" not in page
    assert "History" not in page


def test_it_tells_the_history_by_the_clinics_clock(desk: Client, clinic: Clinic) -> None:
    appointment = on(clinic, 2)
    appointment.events.update(at=datetime.fromisoformat("2027-05-03T20:15:00+00:00"))
    page = desk.get(f"{LIST}{appointment.pk}/change/").text
    assert "Monday 3 May 2027, 1:15 pm" in page


def test_it_has_one_policy_a_location(clinic: Clinic) -> None:
    add = "/admin/booking/bookingpolicy/add/"
    fields = {
        field.name: field.default
        for field in BookingPolicy._meta.fields
        if field.name not in {"id", "location"}
    }
    manager = at_work("manager")
    page = manager.post(add, {**fields, "location": clinic.location.pk}).text
    assert "already exists" in page
    BookingPolicy.objects.filter(location=clinic.location).delete()
    manager.post(add, {**fields, "location": clinic.location.pk})
    assert BookingPolicy.objects.filter(location=clinic.location).exists()
    assert make_location().policy.horizon_days == 90
