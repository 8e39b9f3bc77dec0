"""The set-up of a clinic that is at work already."""

import pytest
from django.test import Client
from django.urls import reverse

from booking.models import BookingPolicy
from locations.letterhead import rename
from locations.models import Location
from tests.factories import make_location, make_treatment
from tests.frontdesk.set_up import OWNER, answer, page_of, set_up_until
from tests.staff import browser_of, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Client:
    return browser_of(make_staff("manager", OWNER))


def test_what_somebody_else_has_changed_is_told_before_a_typing_error(owner: Client) -> None:
    set_up_until(owner, "messages")
    seen = owner.get(page_of("policy")).context["form"].edition
    assert answer(owner, "policy", notice_minutes="30").status_code == 303
    told = answer(owner, "policy", seen=seen, horizon_days="0")
    assert told.status_code == 409
    assert "Somebody has changed this in the meantime" in told.text


def test_it_ticks_no_shipped_type_for_a_clinic_with_its_own(owner: Client) -> None:
    make_treatment("hot-stones")
    offers = owner.get(page_of("treatments")).context["form"].offers
    assert not any(one.offered.value() for one in offers)


def test_it_leads_to_the_location_that_lacks_something(owner: Client) -> None:
    set_up_until(owner, "done")
    second = make_location("z-second")
    BookingPolicy.objects.filter(location=second).delete()
    page = owner.get(reverse("frontdesk:set_up"))
    assert f"{page_of('policy')}?location=z-second" in page.text


def test_it_says_that_patients_can_book_already(owner: Client) -> None:
    set_up_until(owner, "done")
    assert Location.objects.count() == 1
    rename("")
    page = owner.get(reverse("admin:index"))
    assert "Patients can book. This is still missing:" in page.text
    assert "as soon as everything here is done" not in page.text
