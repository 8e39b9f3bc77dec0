"""Cancelling an appointment, by its owner or with the link."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from booking import lifecycle
from booking.models import Appointment, Status
from reminders.models import OutgoingMessage
from tests.booking.pages import booked, held, is_unchanged, soon, text
from tests.factories import PATIENT, Clinic, desk, make_patient, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return make_user("alice@example.test")


@pytest.fixture
def appointment(clinic: Clinic, alice: User) -> Appointment:
    return booked(clinic, soon(clinic, 10), make_patient(alice))


def address(appointment: Appointment) -> str:
    return f"/appointments/{appointment.token}/cancel/"


def test_it_asks_once_more(client: Client, appointment: Appointment) -> None:
    page = text(client.get(address(appointment)))
    assert "Cancel this appointment?" in page
    assert "Move it instead" in page
    assert is_unchanged(appointment)


def test_it_cancels(client: Client, clinic: Clinic, appointment: Appointment) -> None:
    response = client.post(address(appointment))
    assert response.status_code == 303
    appointment.refresh_from_db()
    assert appointment.status == Status.CANCELLED
    assert "Your appointment is cancelled" in text(client.get(response["Location"]))
    assert held(clinic, soon(clinic, 10)).status == Status.HELD


def test_it_is_harmless_to_send_twice(client: Client, appointment: Appointment) -> None:
    first = client.post(address(appointment))
    messages = OutgoingMessage.objects.count()
    assert client.post(address(appointment))["Location"] == first["Location"]
    assert OutgoingMessage.objects.count() == messages


def test_it_does_not_cancel_from_a_page_that_showed_another_time(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    shown = appointment.sequence
    lifecycle.reschedule(
        appointment=appointment,
        therapist=clinic.therapist,
        starts_at=soon(clinic, 14),
        now=timezone.now(),
        actor=PATIENT,
    )
    response = client.post(address(appointment), {"sequence": shown})
    assert response.status_code == 409
    assert "has changed meanwhile" in text(response)
    appointment.refresh_from_db()
    assert appointment.status == Status.BOOKED


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_refused_after_the_cut_off(
    client: Client, clinic: Clinic, appointment: Appointment, method: str
) -> None:
    clinic.set_policy(cancel_cutoff_hours=24 * 30)
    response = getattr(client, method)(address(appointment))
    assert response.status_code == 403
    assert "too late to cancel" in text(response)
    assert clinic.location.phone in text(response)
    assert is_unchanged(appointment)


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_does_not_cancel_a_session_that_has_begun(
    client: Client, clinic: Clinic, appointment: Appointment, method: str
) -> None:
    clinic.set_policy(cancel_cutoff_hours=0)
    lifecycle.arrive(appointment=appointment, now=appointment.starts_at, actor=desk())
    appointment.refresh_from_db()
    response = getattr(client, method)(address(appointment))
    assert response.status_code == 409
    assert is_unchanged(appointment)


def test_it_says_when_it_is_cancelled_already(client: Client, appointment: Appointment) -> None:
    client.post(address(appointment))
    response = client.get(address(appointment))
    assert response.status_code == 409
    assert "This appointment is cancelled." in text(response)


def test_it_does_not_cancel_a_hold(client: Client, clinic: Clinic) -> None:
    hold = held(clinic, soon(clinic, 10))
    assert client.post(address(hold))["Location"] == f"/book/{hold.token}/"
    assert is_unchanged(hold)


def test_it_notes_who_cancelled(client: Client, alice: User, appointment: Appointment) -> None:
    client.force_login(alice)
    client.post(address(appointment))
    assert appointment.events.latest("at").user == alice


def test_it_wants_the_forms_token(appointment: Appointment) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(appointment)).status_code == 403
    assert is_unchanged(appointment)


def test_it_gives_staff_no_more_rights_than_the_patient_has(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    clinic.set_policy(cancel_cutoff_hours=24 * 30)
    client.force_login(make_user(is_superuser=True, is_staff=True))
    assert client.post(address(appointment)).status_code == 403
