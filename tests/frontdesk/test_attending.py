"""Who has said to be there, and at which address nothing arrives: what the desk sees and does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from booking import lifecycle
from booking.models import Appointment
from patients import trouble
from patients.models import ContactTrouble, Patient
from reminders.models import IncomingText, Understood
from tests.factories import NOW, PATIENT, Clinic, desk, make_patient, make_user
from tests.frontdesk.boards import drawn, only
from tests.frontdesk.panels import ask, at, booked, send, soon, text, toast
from tests.staff import at_work

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "+16045550123"


def attend(appointment: Appointment) -> None:
    now = appointment.starts_at - timedelta(hours=1)
    lifecycle.say_attending(appointment=appointment, now=now, actor=PATIENT)


def said(appointment: Appointment) -> bool:
    appointment.refresh_from_db()
    return appointment.attending_since is not None


def test_the_board_tells_who_has_not_confirmed_yet(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10))
    assert only(drawn())["attending"] == "no"
    assert "Has not confirmed yet" in only(drawn())["lines"]
    attend(booked)
    assert only(drawn())["attending"] == "yes"
    assert "Said to be there" in only(drawn())["lines"]


def test_the_board_says_it_only_of_what_is_to_come(clinic: Clinic) -> None:
    booked = clinic.book(clinic.at(10))
    lifecycle.arrive(appointment=booked, now=booked.starts_at, actor=desk())
    assert only(drawn())["attending"] == ""


@pytest.mark.parametrize("address", ["Patient@Example.test", NUMBER])
def test_the_board_marks_a_contact_that_does_not_work(clinic: Clinic, address: str) -> None:
    clinic.book(clinic.at(10), make_patient(email="patient@example.test", phone=NUMBER))
    assert "trouble" not in only(drawn())["marks"]
    trouble.mark(address, reason="Gone.", now=NOW)
    assert "trouble" in only(drawn())["marks"]


def test_the_board_marks_the_accounts_address_where_the_patient_has_none(clinic: Clinic) -> None:
    alice = make_patient(make_user("alice@example.test"))
    clinic.book(clinic.at(10), alice)
    trouble.mark("alice@example.test", reason="Gone.", now=NOW)
    assert "trouble" in only(drawn())["marks"]
    Patient.objects.update(email="other@example.test")
    assert "trouble" not in only(drawn())["marks"]


def test_the_panel_says_it_and_has_a_button(bob: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 10))
    page = text(ask(bob, at(appointment)))
    assert "Not confirmed yet" in page
    assert "/step/attending/" in page
    assert toast(send(bob, at(appointment, "step/attending/")))["text"].endswith("will be there.")
    assert said(appointment)
    page = text(ask(bob, at(appointment)))
    assert "Not confirmed yet" not in page
    assert "/step/attending/" not in page


def test_the_desk_takes_its_word_back(bob: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 10))
    undo = toast(send(bob, at(appointment, "step/attending/")))["undo"]
    send(bob, undo)
    assert not said(appointment)
    appointment.refresh_from_db()
    assert appointment.status == "booked"


def test_a_second_click_offers_no_undo_of_something_else(bob: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 10))
    attend(appointment)
    assert toast(send(bob, at(appointment, "step/attending/")))["undo"] is None


def test_it_is_refused_of_what_was_cancelled(bob: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 10))
    lifecycle.cancel(appointment=appointment, now=timezone.now(), actor=desk())
    assert send(bob, at(appointment, "step/attending/")).status_code == 409


def test_it_does_not_speak_of_another_time_than_the_panel_showed(
    bob: Client, clinic: Clinic
) -> None:
    appointment = booked(clinic, soon(clinic, 10))
    lifecycle.reschedule(
        appointment=appointment,
        therapist=None,
        starts_at=soon(clinic, 14),
        now=timezone.now(),
        actor=desk(),
    )
    response = send(bob, at(appointment, "step/attending/"), sequence=0)
    assert response.status_code == 409
    assert not said(appointment)


def test_the_day_sheet_says_it(bob: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 10))
    day = appointment.starts_local.date().isoformat()
    sheet = {"date": day, "location": clinic.location.slug}
    assert "will be there" not in text(bob.get("/admin/schedule/sheet/", sheet))
    attend(appointment)
    assert "Booked, will be there" in text(bob.get("/admin/schedule/sheet/", sheet))


def test_the_panel_names_the_contact_that_does_not_work(bob: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 10), patient=make_patient(phone=NUMBER))
    trouble.mark(NUMBER, reason="There is no such number.", now=NOW)
    assert "There is no such number." in text(ask(bob, at(appointment)))


def clear(client: Client, patient: Patient, mark: ContactTrouble) -> str:
    form = {"trouble": mark.pk, "since": mark.since.isoformat()}
    url = f"/admin/people/{patient.pk}/contact-works/"
    return text(client.post(url, form, follow=True))


def test_the_patients_page_takes_the_mark_away(bob: Client) -> None:
    alice = make_patient(phone=NUMBER)
    trouble.mark(NUMBER, reason="There is no such number.", now=NOW)
    page = text(bob.get(f"/admin/people/{alice.pk}/"))
    assert "Messages do not arrive" in page
    assert "There is no such number." in page
    assert "Messages do not arrive" not in clear(bob, alice, ContactTrouble.objects.get())
    assert not ContactTrouble.objects.exists()


def test_a_mark_that_was_set_again_stays(bob: Client) -> None:
    alice = make_patient(phone=NUMBER)
    trouble.mark(NUMBER, reason="Off.", now=NOW)
    seen = ContactTrouble.objects.get()
    trouble.mark(NUMBER, reason="Still off.", now=NOW + timedelta(hours=1))
    assert "Nothing was changed" in clear(bob, alice, seen)
    assert ContactTrouble.objects.exists()


def test_another_patients_mark_stays(bob: Client) -> None:
    trouble.mark(NUMBER, reason="Off.", now=NOW)
    clear(bob, make_patient(), ContactTrouble.objects.get())
    assert ContactTrouble.objects.exists()


def test_the_patients_page_says_what_was_answered(bob: Client) -> None:
    alice = make_patient(phone=NUMBER)
    IncomingText.objects.create(
        provider_key="SM1", sender=NUMBER, understood=Understood.CONFIRM, received_at=NOW
    )
    assert "Will be there" in text(bob.get(f"/admin/people/{alice.pk}/"))


@pytest.mark.parametrize("role", ["therapist", "patient"])
def test_others_clear_nothing(role: str) -> None:
    alice = make_patient(phone=NUMBER)
    trouble.mark(NUMBER, reason="Off.", now=NOW)
    clear(at_work(role), alice, ContactTrouble.objects.get())
    assert ContactTrouble.objects.exists()
