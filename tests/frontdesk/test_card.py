"""An appointment at a glance."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking import lifecycle
from booking.models import Appointment, AppointmentEvent, Status
from tests.factories import Clinic, desk, make_patient
from tests.frontdesk.panels import ask, at, booked, send, soon, text, toast
from tests.staff import at_work

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_says_who_what_when_and_where(bob: Client, clinic: Clinic) -> None:
    alice = make_patient(
        preferred_name="Ali", pronouns="she/her", phone="+16045550123", email="alice@example.test"
    )
    page = text(ask(bob, at(booked(clinic, soon(clinic, 10), patient=alice))))
    for said in (
        "Alice Archer",
        "called Ali",
        "(she/her)",
        'href="tel:+16045550123"',
        "alice@example.test",
        "10:00 am to 11:00 am",
        str(clinic.treatment),
        "$90.00",
        "Room 1",
        "First visit",
        "Booked",
    ):
        assert said in page, said


def test_it_is_a_fragment_for_the_board_and_a_page_by_itself(bob: Client, clinic: Clinic) -> None:
    url = at(booked(clinic, soon(clinic, 10)))
    assert "<html" not in text(ask(bob, url))
    assert "<html" in text(bob.get(url))


def test_it_is_no_first_visit_after_a_session(bob: Client, clinic: Clinic) -> None:
    alice = make_patient()
    before = soon(clinic, 10, days=-1)
    first = clinic.book(before, alice, now=before - timedelta(days=3))
    lifecycle.complete(appointment=first, now=timezone.now(), actor=desk())
    page = text(ask(bob, at(booked(clinic, soon(clinic, 10), patient=alice))))
    assert "First visit" not in page


def test_it_tells_what_happened(bob: Client, clinic: Clinic) -> None:
    appointment = booked(clinic, soon(clinic, 10))
    moved = lifecycle.reschedule(
        appointment=appointment,
        therapist=clinic.therapists[1],
        starts_at=soon(clinic, 14),
        now=timezone.now(),
        actor=desk(),
    )
    page = text(ask(bob, at(moved)))
    assert f"10:00 am with {clinic.therapists[0].first_name} to" in page
    assert f"2:00 pm with {clinic.therapists[1].first_name}" in page


def test_it_says_which_messages_went(bob: Client, clinic: Clinic) -> None:
    page = text(ask(bob, at(booked(clinic, soon(clinic, 10)))))
    assert "Confirmation by E-mail: due" in page


@pytest.mark.parametrize(("days", "offered"), [(0, True), (2, False)])
def test_it_offers_the_steps_of_the_day_on_that_day(
    bob: Client, clinic: Clinic, days: int, offered: bool
) -> None:
    starts_at = soon(clinic, 10, days=days)
    appointment = clinic.book(starts_at, now=starts_at - timedelta(days=3))
    page = text(ask(bob, at(appointment)))
    assert ("Has arrived" in page) == offered


def today(clinic: Clinic) -> Appointment:
    """One that has begun, and whose day is not over."""
    clinic.open_all_day()
    hour = timezone.now().astimezone(clinic.location.zone).hour
    starts_at = soon(clinic, hour, days=0)
    return clinic.book(starts_at, make_patient(), now=starts_at - timedelta(days=3))


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("arrive", "has arrived"),
        ("start", "start session"),
        ("complete", "session is over"),
        ("no-show", "no-show"),
    ],
)
def test_it_takes_the_latest_step_back_until_the_day_ends(
    bob: Client, clinic: Clinic, verb: str, said: str
) -> None:
    appointment = today(clinic)
    send(bob, at(appointment, f"step/{verb}/"))
    AppointmentEvent.objects.update(at=timezone.now() - timedelta(hours=1))
    latest = appointment.events.latest("pk")
    page = text(ask(bob, at(appointment)))
    assert f"Undo: {said}" in page
    assert f'action="{at(appointment, f"undo/{latest.pk}/")}"' in page
    assert toast(send(bob, at(appointment, f"undo/{latest.pk}/")))["text"].startswith("Undone: ")


@pytest.mark.parametrize("verb", ["step/arrive", "step/no-show", "step/complete"])
def test_it_takes_no_step_back_on_a_later_day(bob: Client, clinic: Clinic, verb: str) -> None:
    before = soon(clinic, 10, days=-1)
    appointment = clinic.book(before, make_patient(), now=before - timedelta(days=3))
    send(bob, at(appointment, f"{verb}/"))
    assert "Undo: " not in text(ask(bob, at(appointment)))


def test_it_takes_nothing_back_that_the_patient_was_told(bob: Client, clinic: Clinic) -> None:
    appointment = today(clinic)
    assert "Undo: " not in text(ask(bob, at(appointment)))
    send(bob, at(appointment, "step/arrive/"))
    send(bob, at(appointment, "cancel/"), reason="Ill", tell="yes")
    appointment.refresh_from_db()
    assert appointment.status == Status.CANCELLED
    assert "Undo: " not in text(ask(bob, at(appointment)))


def test_it_takes_no_step_back_twice(bob: Client, clinic: Clinic) -> None:
    appointment = today(clinic)
    send(bob, toast(send(bob, at(appointment, "step/arrive/")))["undo"])
    assert "Undo: " not in text(ask(bob, at(appointment)))


def test_it_shows_a_hold(bob: Client, clinic: Clinic) -> None:
    held = clinic.hold(soon(clinic, 10), now=timezone.now())
    page = text(ask(bob, at(held)))
    assert "Held until" in page
    assert "Give the time back" in page


def test_it_asks_few_queries(
    bob: Client, clinic: Clinic, django_assert_max_num_queries: Any
) -> None:
    appointment = booked(clinic, soon(clinic, 10))
    for hour in (11, 12, 13):
        appointment = lifecycle.reschedule(
            appointment=appointment,
            therapist=None,
            starts_at=soon(clinic, hour),
            now=timezone.now(),
            actor=desk(),
        )
    # Session, account, two of permissions, the clinic's clock; the appointment, whether it is a
    # first visit, whether to call first, what does not work, its events, their therapists, its
    # messages.
    with django_assert_max_num_queries(12):
        ask(bob, at(appointment))


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_it_knows_no_appointment_that_is_not_there(bob: Client, number: str) -> None:
    assert ask(bob, f"/admin/schedule/{number}/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("role", "status"),
    [("receptionist", 200), ("manager", 200), ("therapist", 403), ("patient", 403)],
)
def test_it_opens_for_the_desk_only(clinic: Clinic, role: str, status: int) -> None:
    url = at(booked(clinic, soon(clinic, 10)))
    assert ask(at_work(role), url).status_code == status


def test_it_asks_strangers_to_sign_in(client: Client, clinic: Clinic) -> None:
    response = ask(client, at(booked(clinic, soon(clinic, 10))))
    assert response.status_code == HTTPStatus.FOUND
    assert "login" in response["Location"]


def test_it_changes_nothing(bob: Client, clinic: Clinic) -> None:
    response = send(bob, at(booked(clinic, soon(clinic, 10))))
    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
