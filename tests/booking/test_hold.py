"""Taking a start from the booking page, and letting it go."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from booking.models import Appointment, Status
from booking.visitors import COOKIE
from tests.booking.pages import booked, choice, held, hold, soon, text, values_of_starts, wish
from tests.factories import Clinic, make_user

pytestmark = pytest.mark.django_db


def test_it_holds_the_start_and_goes_on_to_the_details(client: Client, clinic: Clinic) -> None:
    response = hold(client, clinic, soon(clinic, 10))
    appointment = Appointment.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"/book/{appointment.token}/"
    assert (appointment.status, appointment.starts_at) == (Status.HELD, soon(clinic, 10))


def test_it_holds_with_the_therapist_asked_for(client: Client) -> None:
    clinic = Clinic(therapists=3, rooms=3)
    hold(client, clinic, soon(clinic, 10), therapist=clinic.therapists[2].slug)
    assert Appointment.objects.get().therapist == clinic.therapists[2]


def test_it_understands_any_offset_of_the_same_instant(client: Client, clinic: Clinic) -> None:
    start = soon(clinic, 10)
    hold(client, clinic, start, starts_at=start.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert Appointment.objects.get().starts_at == start


def test_it_needs_no_page_of_ours(client: Client, clinic: Clinic) -> None:
    fields = wish(clinic, soon(clinic, 10))
    del fields["request"]
    assert client.post("/book/hold/", fields).status_code == 303


def test_it_answers_a_repeated_submit_with_the_first_result(client: Client, clinic: Clinic) -> None:
    first = hold(client, clinic, soon(clinic, 10))
    again = hold(client, clinic, soon(clinic, 10))
    assert again["Location"] == first["Location"]
    assert Appointment.objects.count() == 1


def test_it_takes_another_start_of_the_same_page_for_another_wish(
    client: Client, clinic: Clinic
) -> None:
    hold(client, clinic, soon(clinic, 10))
    hold(client, clinic, soon(clinic, 13))
    assert Appointment.objects.count() == 2


def test_it_gives_nobody_the_hold_of_somebody_else(clinic: Clinic) -> None:
    assert hold(Client(), clinic, soon(clinic, 10)).status_code == 303
    assert hold(Client(), clinic, soon(clinic, 10)).status_code == 409


def test_it_knows_the_browser_by_a_cookie_that_scripts_cannot_read(
    client: Client, clinic: Clinic
) -> None:
    cookie = hold(client, clinic, soon(clinic, 10)).cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_it_keeps_no_address_of_the_network(client: Client, clinic: Clinic) -> None:
    hold(client, clinic, soon(clinic, 10))
    appointment = Appointment.objects.get()
    assert len(appointment.network) == 64
    assert "127.0.0.1" not in appointment.network


def test_it_does_not_believe_a_forged_cookie(client: Client, clinic: Clinic) -> None:
    client.cookies[COOKIE] = "somebody-else:forged"
    hold(client, clinic, soon(clinic, 10))
    assert Appointment.objects.get().visitor != "somebody-else"


def test_it_says_when_the_start_is_gone_and_shows_the_nearest(
    client: Client, clinic: Clinic
) -> None:
    booked(clinic, soon(clinic, 11))
    response = hold(client, clinic, soon(clinic, 11))
    assert response.status_code == 409
    assert "This time is gone" in text(response)
    near = values_of_starts(response)
    assert soon(clinic, 9, 45) in near
    assert soon(clinic, 12, 15) in near
    assert all(abs(start - soon(clinic, 11)) < timedelta(hours=3) for start in near)


def test_it_keeps_the_choice_when_the_start_is_gone(client: Client, clinic: Clinic) -> None:
    booked(clinic, soon(clinic, 11))
    page = text(hold(client, clinic, soon(clinic, 11), therapist=clinic.therapist.slug))
    for name, value in choice(clinic, therapist=clinic.therapist.slug).items():
        assert f'name="{name}" value="{value}"' in page


def test_it_offers_the_same_time_with_somebody_else(client: Client) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    booked(clinic, soon(clinic, 11))
    response = hold(client, clinic, soon(clinic, 11), therapist=clinic.therapist.slug)
    other = clinic.therapists[1].first_name
    assert f"Same time with {other}" in text(response)
    assert hold(client, clinic, soon(clinic, 11), request="page-2").status_code == 303


@pytest.mark.parametrize("days", [-1, -40, 91, 800])
def test_it_refuses_a_start_in_the_past_or_beyond_the_horizon(
    client: Client, clinic: Clinic, days: int
) -> None:
    assert hold(client, clinic, soon(clinic, 10, days=days)).status_code == 409
    assert not Appointment.objects.exists()


def test_it_refuses_a_start_inside_the_turnover_of_another(client: Client, clinic: Clinic) -> None:
    booked(clinic, soon(clinic, 11))
    assert hold(client, clinic, soon(clinic, 12)).status_code == 409


@pytest.mark.parametrize("minute", [1, 7, 29, 59])
def test_it_refuses_a_start_off_the_grid(client: Client, clinic: Clinic, minute: int) -> None:
    assert hold(client, clinic, soon(clinic, 10, minute)).status_code == 400


@pytest.mark.parametrize(
    "starts_at",
    [
        "",
        "tomorrow",
        "2027-05-04",
        "2027-05-04T13:30:00",
        "2027-05-04 13:30:00-07:00",
        "2027-05-04T13:30:00 07:00",
        "2027-05-04T13:30:00-25:00",
        "2027-05-04T13:30:00+7",
        "2027-02-29T13:30:00-07:00",
        "2027-05-04T24:30:00-07:00",
        "2027-05-04T13:60:00-07:00",
        "9999-12-31T23:59:59-23:59",
        "9999-12-31T23:59:59+00:00",
        "0001-01-01T00:00:00+14:00",
        "10000-01-01T00:00:00Z",
        "٢٠٢٧-٠٥-٠٤T13:30:00-07:00",
        "2027-05-04T13:30:00-07:00\x00",
        "😀",
        "2027-05-04T13:30:00-07:00" * 1000,
    ],
)
def test_it_refuses_what_is_no_instant(client: Client, clinic: Clinic, starts_at: str) -> None:
    response = hold(client, clinic, soon(clinic, 10), starts_at=starts_at)
    assert response.status_code == 400
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("name", ["treatment", "duration", "location", "therapist"])
@pytest.mark.parametrize("value", ["", "no-such-thing", "\x00", "😀", "x" * 9999, "-1", None])
def test_it_refuses_what_names_nothing(
    client: Client, clinic: Clinic, name: str, value: Any
) -> None:
    fields = wish(clinic, soon(clinic, 10), **{name: value})
    if value is None:
        del fields[name]
    assert client.post("/book/hold/", fields).status_code == 400
    assert not Appointment.objects.exists()


def test_it_refuses_a_huge_nonce(client: Client, clinic: Clinic) -> None:
    assert hold(client, clinic, soon(clinic, 10), request="x" * 65).status_code == 400


def test_it_takes_the_last_of_repeated_fields(client: Client, clinic: Clinic) -> None:
    fields = wish(clinic, soon(clinic, 10))
    response = client.post("/book/hold/", {**fields, "duration": ["61", "60"]})
    assert response.status_code == 303


def test_it_shows_the_holds_when_there_are_too_many(client: Client, clinic: Clinic) -> None:
    for hour in (9, 11, 13):
        hold(client, clinic, soon(clinic, hour))
    response = hold(client, clinic, soon(clinic, 15))
    page = text(response)
    assert response.status_code == 429
    for appointment in Appointment.objects.all():
        assert f"/book/{appointment.token}/release/" in page
    assert Appointment.objects.count() == 3


def test_it_takes_few_statements(
    client: Client, clinic: Clinic, django_assert_max_num_queries: Any
) -> None:
    client.force_login(make_user())  # nobody asks who that is
    with django_assert_max_num_queries(11):
        hold(client, clinic, soon(clinic, 10), therapist=clinic.therapist.slug)
    with django_assert_max_num_queries(4):
        hold(Client(), clinic, soon(clinic, 10), therapist=clinic.therapist.slug)


def test_it_lets_a_start_go(client: Client, clinic: Clinic) -> None:
    hold(client, clinic, soon(clinic, 10))
    token = Appointment.objects.get().token
    response = client.post(f"/book/{token}/release/")
    assert response.status_code == 303
    assert response["Location"].startswith("/book/?treatment=")
    assert hold(Client(), clinic, soon(clinic, 10)).status_code == 303


def test_it_lets_go_only_by_post(client: Client, clinic: Clinic) -> None:
    appointment = held(clinic, soon(clinic, 10))
    assert client.get(f"/book/{appointment.token}/release/").status_code == 405
    appointment.refresh_from_db()
    assert appointment.status == Status.HELD


def test_it_lets_go_of_nothing_that_is_booked(client: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 10))
    response = client.post(f"/book/{appointment.token}/release/")
    assert response["Location"] == f"/appointments/{appointment.token}/"
    assert "was not let go" in text(client.get(response["Location"]))
    appointment.refresh_from_db()
    assert appointment.status == Status.BOOKED


def test_it_sends_whoever_opens_the_address_to_the_booking_page(client: Client) -> None:
    assert client.get("/book/hold/")["Location"] == "/book/"
    assert client.put("/book/hold/").status_code == 405


def test_it_wants_the_forms_token(clinic: Clinic) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert hold(strict, clinic, soon(clinic, 10)).status_code == 403
    assert not Appointment.objects.exists()


def test_it_holds_for_everybody_signed_in_as_well(client: Client, clinic: Clinic) -> None:
    hours = iter((9, 11, 13))
    for account in (make_user(), make_user(is_staff=True), make_user(is_superuser=True)):
        client.force_login(account)
        assert hold(client, clinic, soon(clinic, next(hours))).status_code == 303


def test_it_reads_the_clock_once(client: Client, clinic: Clinic) -> None:
    before = timezone.now()
    hold(client, clinic, soon(clinic, 10))
    expires_at = Appointment.objects.get().expires_at
    assert isinstance(expires_at, datetime)
    assert before <= expires_at - timedelta(minutes=10) <= timezone.now()
