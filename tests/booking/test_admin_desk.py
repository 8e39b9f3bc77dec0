"""Where the admin's appointments lead: changes have their own pages at the desk."""

from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Appointment
from tests.factories import Clinic, make_patient
from tests.staff import at_work, browser_of, make_staff
from timeline.wall import instant

LIST, SCHEDULE = "/admin/booking/appointment/", "/admin/schedule/"


@pytest.fixture
def desk(db: None) -> Client:
    return at_work("receptionist")


def on(clinic: Clinic, days: int) -> Appointment:
    """At ten, that far from the real today: views read the clock."""
    day = timezone.now().astimezone(clinic.location.zone).date() + timedelta(days=days)
    starts_at = instant(day, datetime.min.time().replace(hour=10), clinic.location.zone)
    return clinic.book(starts_at, make_patient(), now=starts_at - timedelta(days=3))


def shown(appointment: Appointment) -> str:
    return f"{LIST}{appointment.pk}/change/"


@pytest.mark.parametrize(
    ("days", "offered", "not_offered"),
    [
        (2, {"move", "cancel"}, {"step/arrive", "step/start", "step/complete", "step/no-show"}),
        (-2, {"move", "cancel", "step/arrive", "step/start"}, {"step/complete", "step/no-show"}),
    ],
)
def test_it_leads_to_what_the_desk_may_do_now(
    desk: Client, clinic: Clinic, days: int, offered: set[str], not_offered: set[str]
) -> None:
    appointment = on(clinic, days)
    page = desk.get(shown(appointment)).text
    own = f"{SCHEDULE}{appointment.pk}/"
    assert f'"{own}"' in page
    assert {verb for verb in offered | not_offered if f'"{own}{verb}/"' in page} == offered


def test_it_follows_the_day_from_there(desk: Client, clinic: Clinic) -> None:
    appointment = on(clinic, -1)
    page = desk.post(f"{SCHEDULE}{appointment.pk}/step/arrive/", follow=True).text
    assert "Alice Archer: arrived." in page


def test_it_offers_nothing_for_what_is_over(desk: Client, clinic: Clinic) -> None:
    appointment = on(clinic, -1)
    desk.post(f"{SCHEDULE}{appointment.pk}/step/complete/")
    page = desk.get(shown(appointment)).text
    for verb in ("move", "cancel", "step"):
        assert f"{SCHEDULE}{appointment.pk}/{verb}" not in page


@pytest.mark.parametrize("query", ["", "?patient=7", "?patient=x&day=2027-05-03", "?patient=%00"])
def test_it_books_at_the_desk(desk: Client, clinic: Clinic, query: str) -> None:
    response = desk.get(f"{LIST}add/{query}")
    assert response["Location"] == f"{SCHEDULE}book/{query}"
    assert desk.get(response["Location"]).status_code in {HTTPStatus.OK, 422}


def test_it_has_no_form_that_edits_an_appointment(desk: Client, clinic: Clinic) -> None:
    appointment = on(clinic, 5)
    page = desk.get(shown(appointment)).text
    assert 'name="_save"' not in page
    assert desk.post(shown(appointment), {"price": "1"}).status_code == HTTPStatus.FORBIDDEN


def test_it_lets_therapists_look_but_not_change(clinic: Clinic) -> None:
    appointment = on(clinic, 5)
    maya = make_staff("therapist")
    clinic.therapist.user = maya
    clinic.therapist.save()
    page = browser_of(maya).get(shown(appointment))
    assert page.status_code == HTTPStatus.OK
    assert f"{SCHEDULE}{appointment.pk}/" not in page.text
    assert browser_of(maya).get(f"{LIST}add/").status_code == HTTPStatus.FORBIDDEN
