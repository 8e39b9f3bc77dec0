"""Somebody else was faster: the second desk hears what happened, by whom and when."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from booking import lifecycle
from booking.models import Appointment
from tests.factories import Clinic, desk
from tests.frontdesk.panels import at, booked, send, soon, text, toast
from tests.frontdesk.test_move import saved
from tests.staff import browser_of, make_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def appointment(clinic: Clinic) -> Appointment:
    return booked(clinic, soon(clinic, 10))


@pytest.fixture
def bea() -> User:
    """At the other desk."""
    return make_staff("receptionist", "bea@clinic.test")


def test_it_says_who_moved_it_from_where_to_where(
    bob: Client, clinic: Clinic, appointment: Appointment, bea: User
) -> None:
    first, second = saved(clinic, appointment, 12), saved(clinic, appointment, 14)
    toast(send(browser_of(bea), at(appointment, "move/"), **first))
    response = send(bob, at(appointment, "move/"), **second)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "10:00 am with Maya to" in text(response)
    assert "12:00 pm with Maya (bea@clinic.test, " in text(response)


def test_a_note_is_not_what_changed_it(bob: Client, appointment: Appointment, bea: User) -> None:
    now = timezone.now()
    lifecycle.cancel(appointment=appointment, now=now, actor=desk(bea))
    lifecycle.write_note(appointment=appointment, note="Rang.", now=now, actor=desk())
    response = send(bob, at(appointment, "step/arrive/"))
    assert "It is now: cancelled." in text(response)
    assert "Last change: Cancelled (bea@clinic.test, " in text(response)
