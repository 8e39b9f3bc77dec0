"""My appointments, and one of them behind its link."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from booking import lifecycle
from booking.models import Appointment
from tests.booking.pages import (
    PATIENT,
    booked,
    choice,
    family,
    held,
    is_unchanged,
    soon,
    text,
)
from tests.factories import Clinic, desk, make_patient, make_therapist, make_user

pytestmark = pytest.mark.django_db

PATHS = ("", "reschedule/", "cancel/", "contact/", "calendar.ics")


@pytest.fixture
def alice() -> User:
    return make_user("alice@example.test")


@pytest.fixture
def appointment(clinic: Clinic, alice: User) -> Appointment:
    return booked(clinic, soon(clinic, 10), make_patient(alice))


def everybody() -> dict[str, User | None]:
    """All who are not Alice."""
    therapist = make_user(is_staff=True)
    make_therapist("hers", user=therapist)
    return {
        "nobody": None,
        "Charlie": make_user("charlie@example.test"),
        "Bob at the desk": make_user(is_staff=True),
        "a therapist": therapist,
        "a manager": make_user(is_superuser=True),
    }


def test_it_lists_mine_and_my_familys(client: Client, clinic: Clinic, alice: User) -> None:
    me, child = family(alice)
    booked(clinic, soon(clinic, 10), me)
    booked(clinic, soon(clinic, 13), child)
    client.force_login(alice)
    page = text(client.get("/appointments/"))
    assert page.index("10:00 am") < page.index("1:00 pm")
    assert "<strong>Alice</strong>" in page
    assert "<strong>Cleo</strong>" in page


def test_it_lists_nobody_elses(client: Client, appointment: Appointment) -> None:
    for account in everybody().values():
        if account:
            client.force_login(account)
            assert appointment.token not in text(client.get("/appointments/"))


def test_it_sends_whoever_is_not_signed_in_there_first(client: Client) -> None:
    response = client.get("/appointments/?page=2")
    assert response["Location"] == "/accounts/sign-in/?next=%2Fappointments%2F%3Fpage%3D2"


def test_it_keeps_past_and_cancelled_apart(client: Client, clinic: Clinic, alice: User) -> None:
    patient = make_patient(alice)
    cancelled = booked(clinic, soon(clinic, 10), patient)
    lifecycle.cancel(appointment=cancelled, now=timezone.now(), actor=PATIENT)
    coming = booked(clinic, soon(clinic, 13), patient)
    client.force_login(alice)
    first, _, past = text(client.get("/appointments/")).partition("Past and cancelled")
    assert coming.token in first
    assert cancelled.token in past
    assert "Cancelled" in past


def test_it_pages_through_the_past(client: Client, clinic: Clinic, alice: User) -> None:
    patient = make_patient(alice)
    for days in range(21):
        made = booked(clinic, soon(clinic, 10, days=days + 2), patient)
        lifecycle.cancel(
            appointment=made, now=timezone.now(), actor=desk(make_user()), reason="test"
        )
    client.force_login(alice)
    assert "1 of 2" in text(client.get("/appointments/"))
    assert "2 of 2" in text(client.get("/appointments/?page=2"))
    assert client.get("/appointments/?page=nonsense").status_code == 200


def test_it_needs_few_queries_however_many_there_are(
    client: Client, clinic: Clinic, alice: User, django_assert_max_num_queries: Any
) -> None:
    me, child = family(alice)
    for hour in (9, 11, 13, 15):
        booked(clinic, soon(clinic, hour), me)
        booked(clinic, soon(clinic, hour, days=4), child)
    client.force_login(alice)
    # Five of them ask for the family's scores.
    with django_assert_max_num_queries(10):
        client.get("/appointments/")


def test_it_says_so_when_there_are_none(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert "Nothing coming up" in text(client.get("/appointments/"))


def test_it_opens_with_the_link_alone(client: Client, appointment: Appointment) -> None:
    page = text(client.get(f"/appointments/{appointment.token}/"))
    assert "See you on" in page
    assert appointment.therapist.name in page


def test_it_shows_the_link_only_its_own_appointment(
    client: Client, clinic: Clinic, alice: User, appointment: Appointment
) -> None:
    other = booked(clinic, soon(clinic, 13), make_patient(alice, relationship="child"))
    page = text(client.get(f"/appointments/{appointment.token}/"))
    assert other.token not in page
    assert "All my appointments" not in page
    assert "Archer" not in page


def test_it_works_the_same_for_whoever_has_the_link(
    client: Client, appointment: Appointment
) -> None:
    for account in everybody().values():
        client.logout()
        if account:
            client.force_login(account)
        for path in PATHS:
            assert client.get(f"/appointments/{appointment.token}/{path}").status_code == 200


def test_it_leads_the_owner_to_all_the_others(
    client: Client, alice: User, appointment: Appointment
) -> None:
    client.force_login(alice)
    assert "All my appointments" in text(client.get(f"/appointments/{appointment.token}/"))


@pytest.mark.parametrize("path", PATHS)
def test_it_changes_nothing_by_get_or_head(
    client: Client, appointment: Appointment, path: str
) -> None:
    client.get(f"/appointments/{appointment.token}/{path}")
    client.head(f"/appointments/{appointment.token}/{path}")
    assert is_unchanged(appointment)


@pytest.mark.parametrize("path", PATHS)
def test_it_stays_out_of_caches_and_search_engines(
    client: Client, appointment: Appointment, path: str
) -> None:
    response = client.get(f"/appointments/{appointment.token}/{path}")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PATHS)
def test_it_leads_a_hold_to_its_own_page(client: Client, clinic: Clinic, path: str) -> None:
    appointment = held(clinic, soon(clinic, 10))
    response = client.get(f"/appointments/{appointment.token}/{path}")
    assert response["Location"] == f"/book/{appointment.token}/"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("token", ["x" * 43, "1", "x" * 44])
def test_it_does_not_find_a_link_that_is_none(client: Client, path: str, token: str) -> None:
    assert client.get(f"/appointments/{token}/{path}").status_code == 404


def test_it_is_a_file_for_the_calendar(client: Client, appointment: Appointment) -> None:
    response = client.get(f"/appointments/{appointment.token}/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"BEGIN:VCALENDAR" in response.content
    assert appointment.calendar_uid.encode() in response.content


def test_it_says_when_it_is_cancelled(client: Client, appointment: Appointment) -> None:
    lifecycle.cancel(appointment=appointment, now=timezone.now(), actor=PATIENT)
    page = text(client.get(f"/appointments/{appointment.token}/"))
    assert "This appointment is cancelled." in page
    assert "Add to calendar" not in page


def test_it_offers_to_book_a_past_one_again(client: Client, clinic: Clinic) -> None:
    past = clinic.book(soon(clinic, 10), now=timezone.now())
    Appointment.objects.filter(pk=past.pk).update(
        starts_at=timezone.now() - timedelta(days=2),
        ends_at=timezone.now() - timedelta(days=2, minutes=-60),
        blocked_until=timezone.now() - timedelta(days=2, minutes=-75),
    )
    page = text(client.get(f"/appointments/{past.token}/"))
    query = choice(clinic, therapist=clinic.therapist.slug)
    assert "Book it again" in page
    assert all(f"{name}={value}" in page for name, value in query.items())


def test_it_says_the_price_as_agreed(client: Client, appointment: Appointment) -> None:
    appointment.treatment.options.update(price=999)
    assert "$90.00" in text(client.get(f"/appointments/{appointment.token}/"))


def test_it_shows_the_time_of_the_location(client: Client) -> None:
    clinic = Clinic(zone_name="Europe/London")
    appointment = booked(clinic, soon(clinic, 10))
    page = text(client.get(f"/appointments/{appointment.token}/"))
    assert "10:00 am" in page
    assert "London time" in page
