"""Who was to be told and cannot be written to: the desk is asked to phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Appointment
from patients.models import Patient
from tests.factories import Clinic, make_patient
from tests.frontdesk.panels import SCHEDULE, at, booked, send, soon, text, toast, wall

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "Please phone Alice Archer, (604) 555-0111: we have no address to write to."


@pytest.fixture
def alice(db: None) -> Patient:
    return make_patient(email="", phone="+16045550111")


@pytest.fixture
def appointment(clinic: Clinic, alice: Patient) -> Appointment:
    return booked(clinic, soon(clinic, 10), patient=alice)


def change(
    bob: Client, clinic: Clinic, appointment: Appointment, verb: str, **form: Any
) -> dict[str, Any]:
    """What the board shows after the change."""
    place: dict[str, Any] = {"save": "1", "at": wall(clinic, soon(clinic, 12))}
    url = at(appointment, f"{verb}/")
    if verb == "book":
        assert appointment.patient
        url = f"{SCHEDULE}book/"
        place |= {
            "location": clinic.location.slug,
            "option": clinic.option.pk,
            "patient": appointment.patient.pk,
        }
    return toast(send(bob, url, **place, **form))


VERBS = pytest.mark.parametrize("verb", ["book", "copy", "move", "cancel"])


@VERBS
def test_it_asks_to_phone(bob: Client, clinic: Clinic, appointment: Appointment, verb: str) -> None:
    assert change(bob, clinic, appointment, verb, tell="yes")["todo"] == PHONE


@VERBS
def test_it_asks_nobody_who_tells_the_patient_anyway(
    bob: Client, clinic: Clinic, appointment: Appointment, verb: str
) -> None:
    assert "todo" not in change(bob, clinic, appointment, verb, tell="no")


@pytest.mark.parametrize(
    "address", [{"email": "alice@example.test"}, {"reminders_by_sms": True}], ids=["email", "sms"]
)
def test_it_is_silent_when_there_is_an_address(
    bob: Client, clinic: Clinic, appointment: Appointment, address: dict[str, Any]
) -> None:
    Patient.objects.update(**address)
    assert "todo" not in change(bob, clinic, appointment, "cancel")


def test_it_says_when_there_is_no_number_either(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    Patient.objects.update(phone="")
    said = change(bob, clinic, appointment, "cancel")["todo"]
    assert said.startswith("Please phone Alice Archer, whose number we do not have:")


def test_it_asks_on_the_page_without_scripts_too(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    page = bob.post(at(appointment, "cancel/"), {"tell": "yes"}, follow=True)
    assert f"Cancelled: Alice Archer. {PHONE}" in text(page)


def test_it_asks_nothing_when_only_the_room_changes(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    room = clinic.location.rooms.exclude(pk=appointment.room_id).get()
    form = {"at": wall(clinic, soon(clinic, 10)), "room": room.pk, "save": "1"}
    shown = toast(send(bob, at(appointment, "move/"), **form))
    assert (shown["text"], shown.get("todo")) == (f"Now in {room}.", None)


def test_it_asks_nothing_about_what_is_past(bob: Client, clinic: Clinic, alice: Patient) -> None:
    starts_at = soon(clinic, 10, days=-1)
    past = clinic.book(starts_at, alice, now=starts_at - timedelta(days=3))
    assert past.starts_at < timezone.now()
    assert "todo" not in toast(send(bob, at(past, "cancel/"), reason="Ill"))
