"""The desk cancels, late or not."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking import lifecycle
from booking.models import Appointment, Status
from reminders.models import OutgoingMessage
from tests.factories import PATIENT, Clinic
from tests.frontdesk.panels import ask, at, booked, send, soon, text, toast
from tests.staff import at_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def appointment(clinic: Clinic) -> Appointment:
    return booked(clinic, soon(clinic, 10))


def late(clinic: Clinic) -> None:
    clinic.set_policy(cancel_cutoff_hours=30 * 24)


def cancel(client: Client, appointment: Appointment, **form: Any) -> Any:
    return send(client, at(appointment, "cancel/"), **form)


def test_it_cancels(bob: Client, appointment: Appointment) -> None:
    shown = toast(cancel(bob, appointment))
    appointment.refresh_from_db()
    assert (appointment.status, appointment.cancelled_late) == (Status.CANCELLED, False)
    assert shown["text"] == "Cancelled: Alice Archer."
    assert shown["undo"] == at(appointment, f"undo/{appointment.events.latest('pk').pk}/")


def test_it_asks_why_when_it_is_late(bob: Client, clinic: Clinic, appointment: Appointment) -> None:
    late(clinic)
    response = cancel(bob, appointment)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "say why" in text(response)
    toast(cancel(bob, appointment, reason="Snow"))
    appointment.refresh_from_db()
    assert (appointment.status, appointment.cancelled_late) == (Status.CANCELLED, True)
    assert appointment.events.latest("pk").reason == "Snow"


@pytest.mark.parametrize(("answer", "counted"), [("yes", True), ("no", False)])
def test_it_counts_as_late_what_the_desk_says(
    bob: Client, clinic: Clinic, appointment: Appointment, answer: str, counted: bool
) -> None:
    late(clinic)
    toast(cancel(bob, appointment, reason="Snow", late=answer))
    appointment.refresh_from_db()
    assert appointment.cancelled_late == counted


@pytest.mark.parametrize(("is_late", "preset"), [(True, "yes"), (False, "no")])
def test_it_presets_what_the_policy_says(
    bob: Client, clinic: Clinic, appointment: Appointment, is_late: bool, preset: str
) -> None:
    if is_late:
        late(clinic)
    page = text(ask(bob, at(appointment, "cancel/")))
    assert f'name="late" value="{preset}" id="id_late_{0 if is_late else 1}" checked' in page


@pytest.mark.parametrize(("tell", "told"), [("yes", 1), ("no", 0)])
def test_it_tells_the_patient_only_when_asked_and_not_yet(
    bob: Client, appointment: Appointment, tell: str, told: int
) -> None:
    toast(cancel(bob, appointment, tell=tell))
    news = OutgoingMessage.objects.filter(kind="cancellation")
    assert news.count() == told
    assert all(one.due_at > timezone.now() + timedelta(seconds=5) for one in news)


def test_it_answers_a_second_click_like_the_first(bob: Client, appointment: Appointment) -> None:
    assert toast(cancel(bob, appointment)) == toast(cancel(bob, appointment))
    assert appointment.events.filter(kind="cancelled").count() == 1


@pytest.mark.parametrize(
    ("who", "first", "said"),
    [
        ("colleague", "yes", "A colleague has cancelled this already."),
        ("colleague", "no", "A colleague has cancelled this already, without telling the patient."),
        ("self", "no", "You have cancelled this already, without telling the patient."),
    ],
)
def test_it_says_who_was_faster_and_whether_the_patient_knows(
    bob: Client, appointment: Appointment, who: str, first: str, said: str
) -> None:
    desk = bob if who == "self" else at_work("receptionist")
    toast(cancel(desk, appointment, tell=first, sequence=0))
    response = cancel(bob, appointment, tell="yes", sequence=0)
    assert response.status_code == HTTPStatus.CONFLICT
    assert said in text(response)


def test_it_says_that_the_patient_was_faster(bob: Client, appointment: Appointment) -> None:
    lifecycle.cancel(appointment=appointment, now=timezone.now(), actor=PATIENT)
    response = cancel(bob, appointment, sequence=0)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "The patient has cancelled this already." in text(response)


def test_it_refuses_when_another_desk_has_moved_it(bob: Client, appointment: Appointment) -> None:
    Appointment.objects.update(sequence=4)
    response = cancel(bob, appointment, sequence=3)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "has changed meanwhile" in text(response)
    assert Appointment.objects.get().status == Status.BOOKED


def test_it_cancels_nobody_whom_the_desk_has_not_seen_arrive(
    bob: Client, appointment: Appointment
) -> None:
    assert 'name="status" value="booked"' in text(ask(bob, at(appointment, "cancel/")))
    Appointment.objects.update(status=Status.ARRIVED)
    response = cancel(bob, appointment, status="booked")
    assert response.status_code == HTTPStatus.CONFLICT
    assert "It is now: arrived." in text(response)


def test_it_cancels_nothing_that_is_over(bob: Client, appointment: Appointment) -> None:
    Appointment.objects.update(status=Status.COMPLETED)
    assert cancel(bob, appointment).status_code == HTTPStatus.CONFLICT
    assert ask(bob, at(appointment, "cancel/")).status_code == HTTPStatus.CONFLICT


def test_it_cancels_nothing_when_it_is_only_opened(bob: Client, appointment: Appointment) -> None:
    assert "Cancel the appointment" in text(ask(bob, at(appointment, "cancel/")))
    assert Appointment.objects.get().status == Status.BOOKED


@pytest.mark.parametrize(
    ("field", "value"), [("late", "maybe"), ("tell", "x"), ("reason", "x\0"), ("reason", "x" * 301)]
)
def test_it_says_what_is_wrong(
    bob: Client, appointment: Appointment, field: str, value: str
) -> None:
    response = cancel(bob, appointment, **{field: value})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'role="alert"' in text(response)
    assert Appointment.objects.get().status == Status.BOOKED


@pytest.mark.parametrize(
    ("role", "status"),
    [("receptionist", 200), ("manager", 200), ("therapist", 403), ("patient", 403)],
)
def test_it_opens_for_the_desk_only(appointment: Appointment, role: str, status: int) -> None:
    assert ask(at_work(role), at(appointment, "cancel/")).status_code == status


def test_it_lets_nobody_else_cancel(charlie: Client, appointment: Appointment) -> None:
    assert cancel(charlie, appointment).status_code == HTTPStatus.FORBIDDEN
    assert Appointment.objects.get().status == Status.BOOKED
