"""One click a step of the day."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Appointment, Status
from tests.factories import Clinic, make_patient
from tests.frontdesk.panels import SCHEDULE, ask, at, booked, send, soon, text, toast
from tests.staff import at_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def appointment(clinic: Clinic) -> Appointment:
    """Alice's, that began yesterday, so that every step is possible."""
    starts_at = soon(clinic, 10, days=-1)
    return clinic.book(starts_at, make_patient(), now=starts_at - timedelta(days=3))


@pytest.mark.parametrize(
    ("verbs", "status"),
    [
        (("arrive",), Status.ARRIVED),
        (("arrive", "start"), Status.IN_SESSION),
        (("arrive", "start", "complete"), Status.COMPLETED),
        (("complete",), Status.COMPLETED),
        (("no-show",), Status.NO_SHOW),
    ],
)
def test_it_follows_the_day(
    bob: Client, appointment: Appointment, verbs: tuple[str, ...], status: Status
) -> None:
    *before, last = verbs
    for verb in before:
        toast(send(bob, at(appointment, f"step/{verb}/")))
    shown = toast(send(bob, at(appointment, f"step/{last}/")))
    appointment.refresh_from_db()
    assert appointment.status == status
    assert shown["text"] == f"Alice Archer: {status.label.lower()}."
    latest = appointment.events.latest("pk")
    assert shown["undo"] == at(appointment, f"undo/{latest.pk}/")


def test_it_answers_a_second_click_like_the_first(bob: Client, appointment: Appointment) -> None:
    url = at(appointment, "step/arrive/")
    assert toast(send(bob, url)) == toast(send(bob, url))
    assert appointment.events.filter(kind="arrived").count() == 1


def test_it_says_why_a_step_is_refused(bob: Client, clinic: Clinic) -> None:
    response = send(bob, at(booked(clinic, soon(clinic, 10)), "step/no-show/"))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "The appointment has not begun yet." in text(response)


def test_it_gives_a_held_time_back(bob: Client, clinic: Clinic) -> None:
    held = clinic.hold(soon(clinic, 10), now=timezone.now())
    assert toast(send(bob, at(held, "step/release/")))["undo"] is None
    held.refresh_from_db()
    assert held.status == Status.CANCELLED


def test_it_does_not_say_that_a_time_is_free_which_was_booked_meanwhile(
    bob: Client, clinic: Clinic
) -> None:
    confirmed = booked(clinic, soon(clinic, 10))
    response = send(bob, at(confirmed, "step/release/"))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "It is now: booked." in text(response)


def test_it_leads_back_to_the_board_without_scripts(bob: Client, appointment: Appointment) -> None:
    response = bob.post(at(appointment, "step/arrive/"))
    day = appointment.starts_local.date().isoformat()
    location = appointment.location.slug
    assert response["Location"] == f"/admin/schedule/?date={day}&location={location}"


def test_it_knows_no_other_step(bob: Client, appointment: Appointment) -> None:
    assert send(bob, at(appointment, "step/vanish/")).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
@pytest.mark.parametrize("verb", ["step/arrive", "move", "cancel", "note", "copy"])
def test_it_knows_no_appointment_that_is_not_there(bob: Client, number: str, verb: str) -> None:
    assert send(bob, f"{SCHEDULE}{number}/{verb}/").status_code == HTTPStatus.NOT_FOUND


def test_it_changes_nothing_when_it_is_only_opened(bob: Client, appointment: Appointment) -> None:
    response = ask(bob, at(appointment, "step/arrive/"))
    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert Appointment.objects.get().status == Status.BOOKED


@pytest.mark.parametrize("role", ["therapist", "patient"])
def test_it_is_for_the_desk_only(role: str, appointment: Appointment) -> None:
    response = send(at_work(role), at(appointment, "step/arrive/"))
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert Appointment.objects.get().status == Status.BOOKED


def test_it_lets_managers_too(appointment: Appointment) -> None:
    toast(send(at_work("manager"), at(appointment, "step/arrive/")))
