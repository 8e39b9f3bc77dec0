"""Locations in the admin: typed by their own clock, wrong times refused in a sentence."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from locations.models import Closure, Location, Room
from tests.factories import Clinic, make_location
from tests.staff import at_work

pytestmark = pytest.mark.django_db

LOCATIONS = "/admin/locations/location/"


@pytest.fixture
def manager(db: None) -> Client:
    return at_work("manager")


def management(**counts: tuple[int, int]) -> dict[str, str]:
    """Django's hidden numbers of each group of rows: in all, and stored before."""
    return {
        f"{prefix}-{name}_FORMS": str(number)
        for prefix in ("opening_hours", "rooms", "closures")
        for name, number in zip(("TOTAL", "INITIAL"), counts.get(prefix, (0, 0)), strict=True)
    }


def facts(location: Location, **changes: Any) -> dict[str, Any]:
    names = ("name", "slug", "zone_name", "street", "city", "province", "postal_code")
    return {**{name: getattr(location, name) for name in names}, "is_active": "on", **changes}


def close(manager: Client, location: Location, start: str, end: str) -> str:
    """Types a closure, each end as "date time"."""
    (first, opens), (last, closes) = start.split(" "), end.split(" ")
    rows = {
        "closures-0-location": location.pk,
        "closures-0-starts_at_0": first,
        "closures-0-starts_at_1": opens,
        "closures-0-ends_at_0": last,
        "closures-0-ends_at_1": closes,
    }
    form = {**facts(location), **management(closures=(1, 0)), **rows}
    return manager.post(f"{LOCATIONS}{location.pk}/change/", form, follow=True).text


@pytest.mark.parametrize("zone_name", ["America/Vancouver", "America/Toronto", "Europe/London"])
def test_it_reads_closures_by_the_locations_clock(manager: Client, zone_name: str) -> None:
    make_location(zone_name="America/Vancouver")
    location = make_location(zone_name=zone_name)
    close(manager, location, "2027-12-25 00:00", "2027-12-26 00:00")
    closure = Closure.objects.get()
    assert closure.starts_at == datetime(2027, 12, 25, tzinfo=location.zone).astimezone(UTC)


def test_it_shows_closures_by_the_locations_clock(manager: Client) -> None:
    make_location(zone_name="America/Vancouver")
    location = make_location(zone_name="America/Toronto")
    close(manager, location, "2027-12-25 08:30", "2027-12-26 00:00")
    page = manager.get(f"{LOCATIONS}{location.pk}/change/").text
    assert 'value="2027-12-25"' in page
    assert 'value="08:30"' in page


@pytest.mark.parametrize("end", ["2027-12-25 09:00", "2027-12-25 08:00", "2026-01-01 00:00"])
def test_it_refuses_a_closure_that_ends_before_it_starts(manager: Client, end: str) -> None:
    location = make_location()
    page = close(manager, location, "2027-12-25 09:00", end)
    assert "A closure must end after it starts." in page
    assert not Closure.objects.exists()


def test_it_refuses_a_time_that_the_clocks_skip(manager: Client) -> None:
    location = make_location(zone_name="America/Toronto")
    page = close(manager, location, "2027-03-14 02:30", "2027-03-14 12:00")
    assert "it may be ambiguous or it may not exist" in page


def test_it_refuses_a_zone_that_nobody_knows(manager: Client) -> None:
    location = make_location()
    form = {**facts(location, zone_name="Mars/Olympus"), **management()}
    page = manager.post(f"{LOCATIONS}{location.pk}/change/", form).text
    assert "Mars/Olympus is not a time zone." in page


def test_it_adds_a_location_with_hours_and_rooms(manager: Client) -> None:
    rows = {
        "opening_hours-0-weekday": "0",
        "opening_hours-0-opens": "09:00",
        "opening_hours-0-closes": "5 pm",
        "rooms-0-name": "Cedar",
        "rooms-0-is_active": "on",
    }
    new = facts(make_location(), name="Coquitlam", slug="coquitlam")
    form = {**new, **management(opening_hours=(1, 0), rooms=(1, 0)), **rows}
    manager.post(f"{LOCATIONS}add/", form)
    location = Location.objects.get(slug="coquitlam")
    assert location.rooms.get().name == "Cedar"
    assert location.opening_hours.get().closes.hour == 17


def test_it_says_why_a_location_with_appointments_stays(manager: Client) -> None:
    clinic = Clinic()
    clinic.book(clinic.at(10))
    address = f"{LOCATIONS}{clinic.location.pk}/delete/"
    page = manager.post(address, {"post": "yes"}, follow=True).text
    assert "has appointments and stays. Switch “open to patients” off instead." in page
    assert Location.objects.filter(pk=clinic.location.pk).exists()


def test_it_says_why_a_room_with_appointments_stays(manager: Client) -> None:
    clinic = Clinic()
    room = clinic.book(clinic.at(10)).room
    page = manager.get(f"/admin/locations/room/{room.pk}/delete/", follow=True).text
    assert "has appointments and stays. Switch “in use” off instead." in page


def test_it_removes_a_location_that_nobody_used(manager: Client) -> None:
    location = make_location()
    assert "Are you sure" in manager.get(f"{LOCATIONS}{location.pk}/delete/").text
    manager.post(f"{LOCATIONS}{location.pk}/delete/", {"post": "yes"})
    assert not Room.objects.exists()
