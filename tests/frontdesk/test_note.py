"""The desk's note on an appointment."""

from http import HTTPStatus

import pytest
from django.test import Client

from booking.models import Appointment
from tests.factories import Clinic
from tests.frontdesk.panels import ask, at, booked, send, soon, text, toast
from tests.staff import at_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def appointment(clinic: Clinic) -> Appointment:
    return booked(clinic, soon(clinic, 10))


def test_it_writes_a_note(bob: Client, appointment: Appointment) -> None:
    shown = toast(send(bob, at(appointment, "note/"), note=" Brings\nher own  towel "))
    appointment.refresh_from_db()
    assert appointment.desk_note == "Brings her own towel"
    assert shown == {"text": "The note is written.", "undo": None, "seconds": 10}
    assert "Brings her own towel" in text(ask(bob, at(appointment)))


def test_it_takes_a_note_away(bob: Client, appointment: Appointment) -> None:
    toast(send(bob, at(appointment, "note/"), note="Towel"))
    assert toast(send(bob, at(appointment, "note/"), note=""))["text"] == "The note is gone."
    assert Appointment.objects.get().desk_note == ""


def test_it_overwrites_nothing_that_a_colleague_wrote_meanwhile(
    bob: Client, appointment: Appointment
) -> None:
    url = at(appointment, "note/")
    assert 'name="seen" value=""' in text(ask(bob, url))
    toast(send(at_work("receptionist"), url, note="Gate code 12", seen=""))
    response = send(bob, url, note="Pays cash", seen="")
    assert response.status_code == HTTPStatus.CONFLICT
    for said in ("A colleague has changed this note", "“Gate code 12”", "> Pays cash</textarea>"):
        assert said in text(response)
    assert 'name="seen" value="Gate code 12"' in text(response)
    toast(send(bob, url, note="Gate code 12, pays cash", seen="Gate code 12"))
    assert Appointment.objects.get().desk_note == "Gate code 12, pays cash"


def test_it_answers_a_second_click_like_the_first(bob: Client, appointment: Appointment) -> None:
    form = {"note": "Towel", "seen": ""}
    first, second = (toast(send(bob, at(appointment, "note/"), **form)) for _ in range(2))
    assert first == second
    assert appointment.events.filter(kind="noted").count() == 1


def test_it_asks_for_nothing_about_health(bob: Client, appointment: Appointment) -> None:
    assert "Nothing about health." in text(ask(bob, at(appointment, "note/")))


def test_it_shows_what_is_written_as_text(bob: Client, appointment: Appointment) -> None:
    toast(send(bob, at(appointment, "note/"), note="<b>x</b>"))
    assert "<b>x" not in text(ask(bob, at(appointment)))


@pytest.mark.parametrize("note", ["x" * 301, "x\0y"])
def test_it_says_what_is_wrong(bob: Client, appointment: Appointment, note: str) -> None:
    response = send(bob, at(appointment, "note/"), note=note)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'role="alert"' in text(response)


def test_it_is_for_the_desk_only(charlie: Client, appointment: Appointment) -> None:
    assert ask(charlie, at(appointment, "note/")).status_code == HTTPStatus.FORBIDDEN
    assert send(charlie, at(appointment, "note/"), note="x").status_code == HTTPStatus.FORBIDDEN
