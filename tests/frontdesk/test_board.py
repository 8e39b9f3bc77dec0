"""The board's page, and the JSON that keeps it up to date."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from booking.models import Appointment
from locations.models import Location
from tests.factories import Clinic, make_location, make_patient, make_shift, make_therapist
from tests.frontdesk.panels import booked, soon
from tests.staff import at_work, browser_of, make_staff
from timeline.wall import local_date

pytestmark = pytest.mark.django_db(transaction=True)
BOARD, DAY = "/admin/schedule/", "/admin/schedule/day.json"


@pytest.mark.parametrize("url", [BOARD, DAY])
@pytest.mark.parametrize("role", ["receptionist", "manager"])
def test_it_is_for_the_desk_and_managers(clinic: Clinic, url: str, role: str) -> None:
    assert at_work(role).get(url).status_code == HTTPStatus.OK


@pytest.mark.parametrize("url", [BOARD, DAY])
@pytest.mark.parametrize("role", ["patient", "therapist"])
def test_it_is_for_nobody_else(clinic: Clinic, url: str, role: str) -> None:
    assert at_work(role).get(url).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("url", [BOARD, DAY])
def test_strangers_are_asked_to_sign_in(clinic: Clinic, client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == HTTPStatus.FOUND
    assert "/login/" in answer["Location"]


@pytest.mark.parametrize("url", [BOARD, DAY])
def test_it_only_reads(clinic: Clinic, bob: Client, url: str) -> None:
    assert bob.post(url).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("url", [BOARD, DAY])
@pytest.mark.parametrize(
    "query",
    ["view=month", "date=9999-12-31", "date=%00", "location=%00", "view=week&therapist=nobody"],
)
def test_it_refuses_odd_addresses(clinic: Clinic, bob: Client, url: str, query: str) -> None:
    assert bob.get(f"{url}?{query}").status_code == HTTPStatus.BAD_REQUEST


def test_the_menu_leads_there(clinic: Clinic, bob: Client, charlie: Client) -> None:
    assert f'href="{BOARD}"' in bob.get("/admin/").text
    assert f'href="{BOARD}"' not in charlie.get("/admin/").text


def test_it_shows_today(clinic: Clinic, bob: Client) -> None:
    today = local_date(timezone.now(), clinic.location.zone)
    assert bob.get(DAY).json()["day"] == today.isoformat()


def test_it_lists_the_day_for_those_without_scripts(clinic: Clinic, bob: Client) -> None:
    alice = booked(clinic, soon(clinic, 10), patient=make_patient(given_name="Alice"))
    day = local_date(alice.starts_at, clinic.location.zone)
    page = bob.get(BOARD, {"date": day.isoformat()}).text
    (listed,) = re.findall(r"<noscript>(.*?)</noscript>\s*</main>", page, re.DOTALL)
    assert f'href="/admin/schedule/{alice.pk}/"' in listed
    assert "Alice" in listed


def test_it_comes_back_to_the_location_used_last(clinic: Clinic, bob: Client) -> None:
    other = make_location("zebra")
    bob.get(BOARD, {"location": other.slug})
    assert bob.get(DAY).json()["location"] == "zebra"
    Location.objects.filter(pk=other.pk).update(slug="renamed")
    assert bob.get(BOARD).status_code == HTTPStatus.OK


def test_names_cannot_break_out_of_the_page(clinic: Clinic, bob: Client) -> None:
    alice = make_patient(given_name="</script><script>alert(1)//")
    there = booked(clinic, soon(clinic, 10), patient=alice)
    day = local_date(there.starts_at, clinic.location.zone)
    assert "<script>alert" not in bob.get(BOARD, {"date": day.isoformat()}).text


def test_it_answers_304_until_something_changes(clinic: Clinic, bob: Client) -> None:
    there = booked(clinic, soon(clinic, 10))
    query = {"date": local_date(there.starts_at, clinic.location.zone).isoformat()}
    first = bob.get(DAY, query)
    again = bob.get(DAY, query, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    booked(clinic, soon(clinic, 14))
    changed = bob.get(DAY, query, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == HTTPStatus.OK
    assert len(changed.json()["sessions"]) == 2


def test_a_304_is_for_those_alone_who_may_look(clinic: Clinic) -> None:
    person = make_staff("receptionist")
    browser = browser_of(person)
    known = {"If-None-Match": browser.get(DAY)["ETag"]}
    assert browser.get(DAY, headers=known).status_code == HTTPStatus.NOT_MODIFIED
    person.groups.clear()
    assert browser.get(DAY, headers=known).status_code == HTTPStatus.FORBIDDEN


def test_the_clinics_clock_comes_with_every_answer(clinic: Clinic, bob: Client) -> None:
    first = bob.get(DAY)
    again = bob.get(DAY, headers={"If-None-Match": first["ETag"]})
    for answer in (first, again):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0[78]:00", answer["X-Clinic-Clock"])


def test_the_page_knows_what_the_first_answer_would_be(clinic: Clinic, bob: Client) -> None:
    page = bob.get(BOARD).text
    assert bob.get(DAY)["ETag"].replace('"', "&quot;") in page


def crowd(clinic: Clinic, therapists: int) -> None:
    """So many therapists, each with an appointment, a note and a new patient."""
    start = soon(clinic, 10)
    there = booked(clinic, start)
    for number in range(therapists - len(clinic.therapists)):
        therapist = make_therapist(f"extra-{number}", clinic.treatment)
        for weekday in range(7):
            make_shift(therapist, clinic.location, weekday)
        there.pk = None
        there.token = f"token-{number}"
        there.therapist = therapist
        there.room = clinic.location.rooms.create(name=f"Extra {number}")
        there.patient = make_patient()
        there.desk_note = "Rings the bell"
        there.save()


@pytest.mark.parametrize("view", ["therapists", "rooms", "week"])
@pytest.mark.parametrize("therapists", [2, 30])
def test_it_takes_the_same_queries_however_many_work(
    bob: Client,
    clinic: Clinic,
    view: str,
    therapists: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    crowd(clinic, therapists)
    query: dict[str, Any] = {"view": view, "date": soon(clinic, 10).date().isoformat()}
    bob.get(BOARD, query)
    # Three of them are the session, the person, and the permissions.
    with django_assert_max_num_queries(6):
        day = bob.get(DAY, query).json()
    assert len(day["columns"]) == {"therapists": therapists, "week": 7}.get(view, therapists)
    assert Appointment.objects.count() == therapists - 1
