"""How a patient is reminded: chosen by the owner, or with the link."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from booking.models import Appointment
from patients.contact import stop_texts
from patients.models import Patient
from reminders.models import Channel, OutgoingMessage
from tests.booking.pages import booked, soon, text
from tests.factories import Clinic, make_patient, make_user

pytestmark = pytest.mark.django_db

PHONE = "+16045550123"


@pytest.fixture
def alice() -> User:
    return make_user("alice@example.test")


@pytest.fixture
def appointment(clinic: Clinic, alice: User) -> Appointment:
    patient = make_patient(alice, phone=PHONE, reminders_by_sms=True, sms_agreed_at=timezone.now())
    return booked(clinic, soon(clinic, 10), patient)


def save(client: Client, appointment: Appointment, **chosen: str) -> Any:
    response = client.post(f"/appointments/{appointment.token}/contact/", chosen)
    assert appointment.patient
    appointment.patient.refresh_from_db()
    return response


def test_it_shows_the_link_little_of_address_and_number(
    client: Client, appointment: Appointment
) -> None:
    page = text(client.get(f"/appointments/{appointment.token}/contact/"))
    assert "a…@example.test" in page
    assert "alice@" not in page
    assert "23</strong>" in page
    assert "5550123" not in page


def test_it_stops_texts_with_the_link(client: Client, appointment: Appointment) -> None:
    save(client, appointment, reminders_by_email="on")
    patient = appointment.patient
    assert patient
    assert not patient.reminders_by_sms
    assert patient.sms_stopped_at is not None


def shown(client: Client, appointment: Appointment) -> dict[str, str]:
    """What the browser sends when one presses Save without touching the texts' box."""
    page = client.get(f"/appointments/{appointment.token}/contact/").text
    was = re.search(r'name="texts_shown" value="(True|False)"', page)
    boxes = {"reminders_by_email": "on", "language": "en-ca", "phone": PHONE}
    if was:
        boxes |= {"texts_shown": was[1]} | ({"reminders_by_sms": "on"} if was[1] == "True" else {})
    return boxes


def stop(appointment: Appointment) -> None:
    """STOP by text message."""
    assert appointment.patient
    stop_texts([appointment.patient], now=timezone.now())


def test_the_owner_starts_texts_again_to_the_known_number(
    client: Client, alice: User, appointment: Appointment
) -> None:
    client.force_login(alice)
    save(client, appointment)
    save(client, appointment, **{**shown(client, appointment), "reminders_by_sms": "on"})
    patient = appointment.patient
    assert patient
    assert patient.reminders_by_sms
    assert patient.sms_stopped_at is None


def test_the_link_alone_agrees_to_nothing(client: Client, appointment: Appointment) -> None:
    save(client, appointment)
    assert "text message" not in text(client.get(f"/appointments/{appointment.token}/contact/"))
    save(client, appointment, texts_shown="False", reminders_by_sms="on")
    assert appointment.patient
    assert not appointment.patient.wants_texts


@pytest.mark.parametrize("by_owner", [True, False])
def test_a_form_opened_before_a_stop_does_not_undo_it(
    client: Client, alice: User, appointment: Appointment, by_owner: bool
) -> None:
    if by_owner:
        client.force_login(alice)
    opened = shown(client, appointment)
    assert opened["reminders_by_sms"] == "on"
    stop(appointment)
    before = Patient.objects.values_list("sms_agreed_at", "sms_stopped_at").get()
    response = save(client, appointment, **opened)
    assert Patient.objects.values_list("sms_agreed_at", "sms_stopped_at").get() == before
    assert "stay stopped" in text(client.get(response["Location"]))


def test_a_form_opened_after_a_stop_leaves_it(
    client: Client, alice: User, appointment: Appointment
) -> None:
    client.force_login(alice)
    stop(appointment)
    save(client, appointment, **shown(client, appointment))
    assert appointment.patient
    assert appointment.patient.sms_stopped_at
    assert appointment.patient.reminders_by_sms


def test_it_plans_reminders_over_a_new_channel(
    client: Client, alice: User, appointment: Appointment
) -> None:
    client.force_login(alice)
    stop(appointment)
    OutgoingMessage.objects.all().delete()
    save(client, appointment, texts_shown="False", reminders_by_sms="on", phone=PHONE)
    planned = OutgoingMessage.objects.filter(kind__startswith="reminder")
    assert {message.channel for message in planned} == {Channel.SMS}


def test_it_takes_no_new_number_with_the_link_alone(
    client: Client, appointment: Appointment
) -> None:
    save(client, appointment, phone="604-555-0199", reminders_by_sms="on")
    assert appointment.patient
    assert str(appointment.patient.phone) == PHONE


def test_it_takes_no_new_number_from_somebody_else(
    client: Client, appointment: Appointment
) -> None:
    client.force_login(make_user("charlie@example.test", is_staff=True))
    save(client, appointment, phone="604-555-0199", reminders_by_sms="on")
    assert appointment.patient
    assert str(appointment.patient.phone) == PHONE


def test_it_takes_a_new_number_from_the_owner(
    client: Client, alice: User, appointment: Appointment
) -> None:
    client.force_login(alice)
    before = timezone.now()
    save(client, appointment, phone="604-555-0199", reminders_by_sms="on")
    patient = appointment.patient
    assert patient
    assert str(patient.phone) == "+16045550199"
    assert patient.sms_agreed_at is not None
    assert patient.sms_agreed_at >= before - timedelta(seconds=1)


def test_it_says_what_is_wrong_with_a_number(
    client: Client, alice: User, appointment: Appointment
) -> None:
    client.force_login(alice)
    response = save(client, appointment, phone="12")
    assert response.status_code == 422
    assert "This is not a phone number" in text(response)


def test_it_wants_a_number_for_texts(client: Client, alice: User, appointment: Appointment) -> None:
    client.force_login(alice)
    response = save(client, appointment, phone="", reminders_by_sms="on")
    assert response.status_code == 422
    assert "Texts need a phone number" in text(response)


def test_it_offers_no_texts_to_a_link_without_a_number(client: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 10), make_patient())
    assert "text message" not in text(client.get(f"/appointments/{appointment.token}/contact/"))
    save(client, appointment, reminders_by_sms="on")
    assert appointment.patient
    assert not appointment.patient.reminders_by_sms


def test_it_can_all_be_switched_off(client: Client, appointment: Appointment) -> None:
    assert save(client, appointment).status_code == 303
    patient = appointment.patient
    assert patient
    assert not patient.reminders_by_email
    assert not patient.reminders_by_sms


def test_it_takes_a_language_for_the_messages(client: Client, appointment: Appointment) -> None:
    save(client, appointment, language="fr-ca")
    assert appointment.patient
    assert appointment.patient.language == "fr-ca"
    page = text(client.get(f"/appointments/{appointment.token}/contact/"))
    assert '<option value="fr-ca" selected>Français</option>' in page


@pytest.mark.parametrize("sent", [{}, {"language": "en-ca"}])
def test_a_language_that_nobody_chose_stays_the_accounts(
    client: Client, appointment: Appointment, sent: dict[str, str]
) -> None:
    save(client, appointment, **sent)
    assert appointment.patient
    assert appointment.patient.language == ""


def test_it_refuses_a_language_that_we_do_not_write(
    client: Client, appointment: Appointment
) -> None:
    response = save(client, appointment, language="tlh")
    assert response.status_code == 422
    assert "Choose one of these languages" in text(response)
