"""A red flag stops with advice; everybody but the patient learns only: call before visit."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from booking import lifecycle
from booking.models import Appointment, Status
from care.intake.flags import to_call
from care.models import Intake
from tests.care.intakes import PAGES, address, post, send
from tests.care.people import Cast
from tests.factories import SYSTEM, Clinic
from timeline.wall import local_date

pytestmark = pytest.mark.django_db(transaction=True)
CALL = "Call before visit"


@pytest.mark.parametrize(
    ("flag", "advice"),
    [("fever", "see a doctor first"), ("chest_pain", 'call <a href="tel:911">911</a> now')],
)
def test_it_stops_with_advice(
    alices: Client, appointment: Appointment, flag: str, advice: str
) -> None:
    stopped = post(alices, appointment, "safety", red_flags=[flag])

    assert stopped["Location"] == address(appointment, "doctor")
    assert advice in alices.get(address(appointment, "doctor")).content.decode()
    assert to_call([appointment.pk]) == {appointment.pk}


def test_it_stops_every_other_page_too(alices: Client, appointment: Appointment) -> None:
    post(alices, appointment, "safety", red_flags=["fever"])

    for page in ("", "reason", "consent"):
        assert alices.get(address(appointment, page))["Location"] == address(appointment, "doctor")


def test_it_keeps_answers_and_appointment(alices: Client, appointment: Appointment) -> None:
    post(alices, appointment, "reason", **PAGES["reason"])
    post(alices, appointment, "safety", red_flags=["fever"], none_of_these="on")

    appointment.refresh_from_db()
    answers = Intake.objects.get().answers
    assert appointment.status == Status.BOOKED
    assert (answers["reason"], answers["red_flags"]) == (PAGES["reason"]["reason"], ["fever"])


def test_a_slip_is_taken_back(alices: Client, appointment: Appointment) -> None:
    post(alices, appointment, "safety", red_flags=["fever"])
    again = post(alices, appointment, "safety", none_of_these="on")

    assert again["Location"] == address(appointment, "reason")
    assert to_call([appointment.pk]) == set()


def test_a_tick_counts_before_any_button(alices: Client, appointment: Appointment) -> None:
    post(alices, appointment, "safety", red_flags=["fever"], autosave="1")

    assert to_call([appointment.pk]) == {appointment.pk}


def test_it_is_one_query(
    alices: Client, appointment: Appointment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    post(alices, appointment, "safety", red_flags=["fever"])

    with django_assert_num_queries(1):
        assert to_call([appointment.pk, appointment.pk + 1]) == {appointment.pk}


def board_of(bob: Client, clinic: Clinic, appointment: Appointment) -> str:
    day = local_date(appointment.starts_at, clinic.location.zone)
    return bob.get("/admin/schedule/day.json", {"date": day.isoformat()}).content.decode()


def test_the_desk_sees_only_that_it_should_call(
    cast: Cast, clinic: Clinic, alices: Client, bob: Client
) -> None:
    post(alices, cast.appointment, "safety", red_flags=["fever"])

    for shown in (
        board_of(bob, clinic, cast.appointment),
        bob.get(f"/admin/schedule/{cast.appointment.pk}/").content.decode(),
    ):
        assert CALL in shown
        assert "ever" not in shown.replace("never", "").replace("every", "").replace("Never", "")


def test_the_mark_goes_when_the_session_begins(
    cast: Cast, clinic: Clinic, alices: Client, bob: Client
) -> None:
    post(alices, cast.appointment, "safety", red_flags=["fever"])
    cast.appointment.refresh_from_db()
    lifecycle.start(appointment=cast.appointment, now=cast.appointment.starts_at, actor=SYSTEM)

    assert CALL not in board_of(bob, clinic, cast.appointment)


def test_the_therapist_sees_only_that_somebody_should_call(
    cast: Cast, alices: Client, maya: Client
) -> None:
    sent = send(alices, cast.appointment)
    post(alices, cast.appointment, "safety", red_flags=["fever"])

    shown = maya.get(f"/care/patients/{cast.alice.pk}/intakes/{sent.pk}/").content.decode()
    assert CALL in shown
    assert "ardening" not in shown


@pytest.mark.parametrize("was_sent", [False, True])
def test_the_record_says_to_call_and_nothing_that_was_written(
    cast: Cast, alices: Client, maya: Client, was_sent: bool
) -> None:
    if was_sent:
        send(alices, cast.appointment)
    post(alices, cast.appointment, "safety", red_flags=["fever"])

    shown = maya.get(f"/care/patients/{cast.alice.pk}/").content.decode()
    assert CALL in shown
    assert "almond" not in shown
