"""Who may open what in the admin."""

from http import HTTPStatus

import pytest
from django.test import Client

from tests.factories import Clinic, make_location, make_patient
from tests.staff import browser_of, make_staff

YES, NO = HTTPStatus.OK, HTTPStatus.FORBIDDEN
ROLES = ("patient", "therapist", "receptionist", "manager")

# The therapist who signs in is not the one of these rows.
ADDRESSES = {
    "": (YES, YES, YES, YES),
    "booking/appointment/": (NO, YES, YES, YES),
    "booking/appointment/{appointment}/change/": (NO, NO, YES, YES),
    "booking/appointment/{appointment}/delete/": (NO, NO, NO, NO),
    "booking/bookingpolicy/": (NO, NO, YES, YES),
    "booking/bookingpolicy/{policy}/change/": (NO, NO, YES, YES),
    "booking/bookingpolicy/add/": (NO, NO, NO, YES),
    "patients/patient/": (NO, NO, YES, YES),
    "patients/patient/{patient}/change/": (NO, NO, YES, YES),
    "patients/patient/{patient}/delete/": (NO, NO, NO, NO),
    "patients/patient/add/": (NO, NO, YES, YES),
    "locations/location/": (NO, NO, YES, YES),
    "locations/location/{location}/change/": (NO, NO, YES, YES),
    "locations/location/{unused}/delete/": (NO, NO, NO, YES),
    "locations/location/add/": (NO, NO, NO, YES),
    "locations/room/": (NO, NO, YES, YES),
    "locations/room/{room}/change/": (NO, NO, YES, YES),
    "locations/room/add/": (NO, NO, NO, YES),
    "treatments/treatmenttype/": (NO, NO, YES, YES),
    "treatments/treatmenttype/{treatment}/change/": (NO, NO, YES, YES),
    "treatments/treatmenttype/add/": (NO, NO, NO, YES),
    "therapists/therapist/": (NO, YES, YES, YES),
    "therapists/therapist/{therapist}/change/": (NO, NO, YES, YES),
    "therapists/therapist/add/": (NO, NO, NO, YES),
    "messages/": (NO, NO, NO, YES),
    "reminders/outgoingmessage/": (NO, NO, NO, YES),
    "accounts/user/": (NO, NO, YES, YES),
    "accounts/user/{account}/change/": (NO, NO, YES, YES),
    "accounts/user/{account}/password/": (NO, NO, NO, YES),
    "accounts/user/{account}/delete/": (NO, NO, NO, NO),
    "accounts/user/add/": (NO, NO, NO, YES),
}


@pytest.fixture
def places(db: None) -> dict[str, int]:
    """A clinic's rows, by the names used above."""
    clinic = Clinic()
    patient = make_patient()
    appointment = clinic.book(clinic.at(10), patient)
    return {
        "appointment": appointment.pk,
        "policy": clinic.location.policy.pk,
        "patient": patient.pk,
        "location": clinic.location.pk,
        "unused": make_location().pk,
        "room": appointment.room_id,
        "treatment": clinic.treatment.pk,
        "therapist": clinic.therapist.pk,
        "account": make_staff("receptionist").pk,
    }


def browser(role: str) -> Client:
    person = make_staff(role)
    if role == "therapist":
        other = Clinic()
        other.therapist.user = person
        other.therapist.save()
    return browser_of(person)


@pytest.mark.parametrize("role", ROLES)
def test_it_opens_to_each_role_what_the_table_says(role: str, places: dict[str, int]) -> None:
    client, column = browser(role), ROLES.index(role)
    found = {
        address: client.get(f"/admin/{address.format(**places)}").status_code
        for address in ADDRESSES
    }
    # What is not theirs does not exist for a therapist: the list they may open leaves it out.
    hidden = {address for address, status in found.items() if status == HTTPStatus.FOUND}
    seen = {address: NO if address in hidden else status for address, status in found.items()}
    assert seen == {address: row[column] for address, row in ADDRESSES.items()}


def test_it_lets_each_role_save_only_what_the_table_says(places: dict[str, int]) -> None:
    address = "/admin/locations/room/{room}/change/".format(**places)
    assert browser("receptionist").post(address, {"name": "Mine"}).status_code == NO


def test_it_refuses_people_who_are_not_staff(client: Client, places: dict[str, int]) -> None:
    person = make_staff("manager")
    person.is_staff = False
    person.save()
    client.force_login(person)
    for address in ("", "booking/appointment/"):
        assert client.get(f"/admin/{address}", follow=True).status_code == NO


def test_it_lists_in_the_menu_only_what_opens(places: dict[str, int]) -> None:
    page = browser("receptionist").get("/admin/").text
    assert "/admin/patients/patient/" in page
    assert "/admin/reminders/outgoingmessage/" not in page
    assert "/admin/booking/appointment/" not in browser("patient").get("/admin/").text
