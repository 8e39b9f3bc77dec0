"""The desk takes its last change back."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.utils import timezone

from booking.history import latest_event
from booking.models import Appointment, AppointmentEvent, Status
from reminders.models import OutgoingMessage, State
from tests.factories import Clinic, make_patient
from tests.frontdesk.panels import SCHEDULE, ask, at, booked, send, soon, text, toast, wall

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def appointment(clinic: Clinic) -> Appointment:
    return booked(clinic, soon(clinic, 10))


def moved(bob: Client, clinic: Clinic, appointment: Appointment) -> str:
    """Moves it to noon, and says where that is taken back."""
    form = {"at": wall(clinic, soon(clinic, 12)), "save": "1"}
    undo: str = toast(send(bob, at(appointment, "move/"), **form))["undo"]
    return undo


def test_it_puts_a_move_back_and_the_patient_heard_nothing(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    OutgoingMessage.objects.update(state=State.SENT)
    shown = toast(send(bob, moved(bob, clinic, appointment)))
    assert shown["text"] == "Back at 10:00 am. The patient heard nothing."
    assert shown["undo"] is None
    appointment.refresh_from_db()
    assert appointment.starts_at == soon(clinic, 10)
    assert not OutgoingMessage.objects.filter(kind="change", state=State.DUE).exists()


def test_it_books_again_what_was_cancelled(bob: Client, appointment: Appointment) -> None:
    shown = toast(send(bob, toast(send(bob, at(appointment, "cancel/")))["undo"]))
    assert shown["text"].startswith("Booked again at 10:00 am.")
    assert Appointment.objects.get().status == Status.BOOKED


@pytest.mark.parametrize(
    ("verb", "said"), [("move/", "Back at 10:00 am."), ("cancel/", "Booked again at 10:00 am.")]
)
def test_a_page_offers_it_beside_what_it_says(
    bob: Client, clinic: Clinic, appointment: Appointment, verb: str, said: str
) -> None:
    form = {"at": wall(clinic, soon(clinic, 12)), "save": "1"}
    page = bob.post(at(appointment, verb), form, follow=True)
    undo = at(appointment, f"undo/{latest_event(appointment).pk}/")
    assert f'<form method="post" action="{undo}"' in text(page)
    assert f"{said} The patient heard nothing." in text(bob.post(undo, follow=True))
    appointment.refresh_from_db()
    assert (appointment.status, appointment.starts_at) == (Status.BOOKED, soon(clinic, 10))


def test_a_page_offers_none_for_what_cannot_be_undone(
    bob: Client, appointment: Appointment
) -> None:
    page = text(bob.post(at(appointment, "note/"), {"desk_note": "Pays cash"}, follow=True))
    assert "can-undo" not in page


def test_it_takes_a_booking_back(bob: Client, clinic: Clinic) -> None:
    form = {
        "location": clinic.location.slug,
        "at": wall(clinic, soon(clinic, 10)),
        "option": clinic.option.pk,
        "patient": make_patient().pk,
        "save": "1",
    }
    shown = toast(send(bob, toast(send(bob, f"{SCHEDULE}book/", **form))["undo"]))
    assert shown["text"].startswith("Not booked after all.")
    assert Appointment.objects.get().status == Status.CANCELLED


def test_it_takes_a_step_of_the_day_back(bob: Client, clinic: Clinic) -> None:
    clinic.open_all_day()
    today = timezone.now().astimezone(clinic.location.zone)
    starts_at = soon(clinic, today.hour, days=0)
    appointment = clinic.book(starts_at, make_patient(), now=starts_at - timedelta(days=3))
    shown = toast(send(bob, toast(send(bob, at(appointment, "step/arrive/")))["undo"]))
    assert shown["text"] == "Undone: booked again."
    assert Appointment.objects.get().status == Status.BOOKED


def test_it_says_when_it_is_too_late(bob: Client, clinic: Clinic, appointment: Appointment) -> None:
    undo = moved(bob, clinic, appointment)
    AppointmentEvent.objects.update(at=timezone.now() - timedelta(minutes=1))
    response = send(bob, undo)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "It is too late to undo this." in text(response)


def test_it_undoes_nothing_that_somebody_changed_since(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    undo = moved(bob, clinic, appointment)
    toast(send(bob, at(appointment, "cancel/")))
    response = send(bob, undo)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "It is now: cancelled." in text(response)


def test_it_says_so_the_second_time(bob: Client, clinic: Clinic, appointment: Appointment) -> None:
    undo = moved(bob, clinic, appointment)
    toast(send(bob, undo))
    assert send(bob, undo).status_code == HTTPStatus.CONFLICT


def test_it_knows_no_event_of_another_appointment(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    other = booked(clinic, soon(clinic, 14))
    event = other.events.latest("pk")
    for number in (event.pk, 0, "9" * 30):
        response = send(bob, at(appointment, f"undo/{number}/"))
        assert response.status_code == HTTPStatus.NOT_FOUND


def test_it_undoes_nothing_when_it_is_only_opened(
    bob: Client, clinic: Clinic, appointment: Appointment
) -> None:
    undo = moved(bob, clinic, appointment)
    assert ask(bob, undo).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_it_is_for_the_desk_only(
    bob: Client, charlie: Client, clinic: Clinic, appointment: Appointment
) -> None:
    undo = moved(bob, clinic, appointment)
    assert send(charlie, undo).status_code == HTTPStatus.FORBIDDEN
