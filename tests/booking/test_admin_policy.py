"""Policies in the admin: quiet hours have both ends, or there are none."""

from typing import Any

import pytest
from django.test import Client

from booking.models import BookingPolicy
from tests.factories import Clinic
from tests.staff import at_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Client:
    return at_work("manager")


def save(manager: Client, clinic: Clinic, **changes: str) -> Any:
    policy = clinic.location.policy
    numbers = {
        field.name: getattr(policy, field.attname)
        for field in BookingPolicy._meta.fields
        if field.name not in {"id", "quiet_from", "quiet_until"}
    }
    address = f"/admin/booking/bookingpolicy/{policy.pk}/change/"
    return manager.post(address, {**numbers, "quiet_from": "", "quiet_until": "", **changes})


def quiet(clinic: Clinic) -> tuple[str, str]:
    policy = BookingPolicy.objects.get(location=clinic.location)
    return str(policy.quiet_from), str(policy.quiet_until)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"quiet_from": "22:30", "quiet_until": "7:15"}, ("22:30:00", "07:15:00")),
        ({"quiet_from": "1:00", "quiet_until": "5:00"}, ("01:00:00", "05:00:00")),
        ({}, ("None", "None")),
    ],
)
def test_it_keeps_quiet_hours(
    manager: Client, clinic: Clinic, typed: dict[str, str], kept: tuple[str, str]
) -> None:
    assert save(manager, clinic, **typed).status_code == 302
    assert quiet(clinic) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"quiet_from": "21:00"}, "Say until when it is quiet"),
        ({"quiet_until": "8:00"}, "Say from when it is quiet"),
        ({"quiet_from": "8:00", "quiet_until": "8:00"}, "end at another time than they begin"),
        ({"quiet_from": "late", "quiet_until": "8:00"}, "Enter a valid time"),
    ],
)
def test_it_says_what_is_wrong_with_them(
    manager: Client, clinic: Clinic, typed: dict[str, str], said: str
) -> None:
    before = quiet(clinic)
    response = save(manager, clinic, **typed)
    assert said in response.text
    assert quiet(clinic) == before


def test_it_keeps_how_long_an_offer_of_the_waiting_list_stands(
    manager: Client, clinic: Clinic
) -> None:
    assert save(manager, clinic, offer_minutes="45").status_code == 302
    assert BookingPolicy.objects.get(location=clinic.location).offer_minutes == 45
