"""Therapists in the admin: shifts and time off, and what a therapist sees of it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.factories import Clinic, make_location, make_shift, make_therapist
from tests.staff import at_work, browser_of, make_staff
from therapists.models import ShiftChange, Therapist, TimeOff, WeeklyShift

pytestmark = pytest.mark.django_db

THERAPISTS = "/admin/therapists/therapist/"
GROUPS = ("weekly_shifts", "shift_changes", "time_off", "registrations")


@pytest.fixture
def manager(db: None) -> Client:
    return at_work("manager")


def save(client: Client, therapist: Therapist, group: str, **row: Any) -> str:
    """Adds one row of a group by the therapist's form."""
    form = {"name": therapist.name, "slug": therapist.slug, "is_active": "on"}
    form |= {f"{name}-INITIAL_FORMS": "0" for name in GROUPS}
    form |= {f"{name}-TOTAL_FORMS": "1" if name == group else "0" for name in GROUPS}
    form |= {f"{group}-0-{name}": str(value) for name, value in row.items()}
    return client.post(f"{THERAPISTS}{therapist.pk}/change/", form, follow=True).text


def time_off(start: str, end: str) -> dict[str, str]:
    (first, starts), (last, ends) = start.split(" "), end.split(" ")
    return {
        "starts_at_0": first,
        "starts_at_1": starts,
        "ends_at_0": last,
        "ends_at_1": ends,
    }


def weekly(**changes: Any) -> dict[str, Any]:
    shift = {
        "location": make_location().pk,
        "weekday": "0",
        "starts": "09:00",
        "ends": "17:00",
        "valid_from": "2027-01-04",
        "every_weeks": "1",
    }
    return {**shift, **changes}


def test_it_reads_time_off_by_the_clinics_clock(manager: Client) -> None:
    make_location(zone_name="America/Toronto")
    save(manager, make_therapist(), "time_off", **time_off("2027-05-04 09:00", "2027-05-05 00:00"))
    assert TimeOff.objects.get().starts_at == datetime(2027, 5, 4, 13, tzinfo=UTC)


def test_it_refuses_time_off_that_ends_before_it_starts(manager: Client) -> None:
    row = time_off("2027-05-04 09:00", "2027-05-04 09:00")
    page = save(manager, make_therapist(), "time_off", **row)
    assert "Time off must end after it starts." in page
    assert not TimeOff.objects.exists()


def test_it_adds_a_weekly_shift(manager: Client) -> None:
    therapist = make_therapist()
    save(manager, therapist, "weekly_shifts", **weekly(ends="5 pm"))
    assert therapist.weekly_shifts.get().ends.hour == 17


def test_it_refuses_a_shift_that_ends_before_it_begins_to_count(manager: Client) -> None:
    page = save(manager, make_therapist(), "weekly_shifts", **weekly(valid_until="2027-01-03"))
    assert "The last day cannot be before the first." in page
    assert not WeeklyShift.objects.exists()


def test_it_refuses_a_shift_every_no_weeks(manager: Client) -> None:
    page = save(manager, make_therapist(), "weekly_shifts", **weekly(every_weeks="0"))
    assert "greater than or equal to 1" in page


def test_it_takes_a_change_without_times_for_a_day_off(manager: Client) -> None:
    therapist = make_therapist()
    save(manager, therapist, "shift_changes", date="2027-05-04", note="Dentist")
    assert ShiftChange.objects.get().starts is None


def test_it_refuses_a_shift_change_with_half_of_its_times(manager: Client) -> None:
    page = save(manager, make_therapist(), "shift_changes", date="2027-05-04", starts="09:00")
    assert "Give location, start and end together, or none of them for a day off." in page
    assert not ShiftChange.objects.exists()


def test_it_says_why_a_therapist_with_appointments_stays(manager: Client) -> None:
    clinic = Clinic()
    clinic.book(clinic.at(10))
    address = f"{THERAPISTS}{clinic.therapist.pk}/delete/"
    page = manager.post(address, {"post": "yes"}, follow=True).text
    assert "has appointments and stays. Switch “works here” off instead." in page
    assert Therapist.objects.filter(pk=clinic.therapist.pk).exists()


def test_it_keeps_appointments_of_a_therapist_who_stops(manager: Client) -> None:
    clinic = Clinic()
    appointment = clinic.book(clinic.at(10))
    form = {"name": clinic.therapist.name, "slug": clinic.therapist.slug}
    form |= {f"{name}-{count}_FORMS": "0" for name in GROUPS for count in ("TOTAL", "INITIAL")}
    # Saved although the appointment is listed: frontdesk.conflicts.
    form["_stranded_seen"] = str(appointment.pk)
    manager.post(f"{THERAPISTS}{clinic.therapist.pk}/change/", form)
    clinic.therapist.refresh_from_db()
    appointment.refresh_from_db()
    assert not clinic.therapist.is_active
    assert appointment.status == "booked"


def test_it_shows_a_therapist_their_own_shifts_and_nobody_elses() -> None:
    maya = make_staff("therapist")
    mine, not_mine = make_therapist("maya", user=maya), make_therapist("jonas")
    make_shift(mine, make_location("port-moody"))
    client = browser_of(maya)
    page = client.get(THERAPISTS).text
    assert "Maya" in page
    assert "Jonas" not in page
    own = client.get(f"{THERAPISTS}{mine.pk}/change/").text
    assert "Port Moody" in own
    assert "Monday" in own
    assert 'name="_save"' not in own
    assert "Jonas" not in client.get(f"{THERAPISTS}{not_mine.pk}/change/", follow=True).text


def test_it_lets_a_therapist_change_nothing() -> None:
    maya = make_staff("therapist")
    mine = make_therapist("maya", user=maya)
    save(browser_of(maya), mine, "time_off", **time_off("2027-05-04 09:00", "2027-05-05 00:00"))
    assert not TimeOff.objects.exists()


def test_it_shows_nothing_to_a_therapist_role_without_a_therapist() -> None:
    client = at_work("therapist")
    assert client.get(THERAPISTS).status_code == 403
    assert client.get("/admin/booking/appointment/").status_code == 403
