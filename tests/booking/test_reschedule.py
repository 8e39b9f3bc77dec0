"""Moving an appointment, by its owner or with the link."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from booking import lifecycle
from booking.models import Appointment
from reminders.models import OutgoingMessage
from tests.booking.pages import (
    PATIENT,
    booked,
    held,
    is_unchanged,
    soon,
    text,
    values_of_starts,
)
from tests.factories import Clinic, make_patient, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return make_user("alice@example.test")


@pytest.fixture
def appointment(clinic: Clinic, alice: User) -> Appointment:
    return booked(clinic, soon(clinic, 10), make_patient(alice))


def move(client: Client, appointment: Appointment, start: Any, **fields: Any) -> Any:
    wanted = {
        "therapist": appointment.therapist.slug,
        "starts_at": start.isoformat() if hasattr(start, "isoformat") else start,
        "sequence": 0,
        **fields,
    }
    return client.post(f"/appointments/{appointment.token}/reschedule/", wanted)


def test_it_moves(client: Client, clinic: Clinic, appointment: Appointment) -> None:
    response = move(client, appointment, soon(clinic, 14))
    assert response.status_code == 303
    appointment.refresh_from_db()
    assert appointment.starts_at == soon(clinic, 14)
    assert "Moved to" in text(client.get(response["Location"]))


def test_it_moves_onto_an_overlapping_time_of_itself(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    move(client, appointment, soon(clinic, 10, 30))
    appointment.refresh_from_db()
    assert appointment.starts_at == soon(clinic, 10, 30)


def test_it_moves_to_any_therapist(client: Client, alice: User) -> None:
    clinic = Clinic(therapists=2, rooms=2)
    appointment = booked(clinic, soon(clinic, 10), make_patient(alice))
    booked(clinic, soon(clinic, 14))
    move(client, appointment, soon(clinic, 14), therapist="any")
    appointment.refresh_from_db()
    assert appointment.therapist == clinic.therapists[1]


def test_it_offers_times_around_the_old_one(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    response = client.get(f"/appointments/{appointment.token}/reschedule/")
    starts = values_of_starts(response)
    assert soon(clinic, 10, 30) in starts
    assert soon(clinic, 10) not in starts
    assert "the time you have" in text(response)


def test_it_offers_no_time_at_which_the_patient_is_elsewhere(
    client: Client, appointment: Appointment
) -> None:
    clinic = Clinic()
    booked(clinic, soon(clinic, 14), appointment.patient)
    response = client.get(f"/appointments/{appointment.token}/reschedule/")
    assert soon(clinic, 13, 30) not in values_of_starts(response)
    assert soon(clinic, 15) in values_of_starts(response)


def test_it_says_the_policy_beforehand(client: Client, appointment: Appointment) -> None:
    page = text(client.get(f"/appointments/{appointment.token}/reschedule/"))
    assert "You can move or cancel it yourself until" in page


def test_it_keeps_the_old_time_when_the_new_one_is_gone(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    booked(clinic, soon(clinic, 14))
    response = move(client, appointment, soon(clinic, 14))
    assert response.status_code == 409
    assert "Your appointment stays on" in text(response)
    assert soon(clinic, 12, 45) in values_of_starts(response)
    assert is_unchanged(appointment)


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_refused_after_the_cut_off(
    client: Client, clinic: Clinic, appointment: Appointment, method: str
) -> None:
    clinic.set_policy(reschedule_cutoff_hours=24 * 30)
    if method == "post":
        response = move(client, appointment, soon(clinic, 14))
    else:
        response = client.get(f"/appointments/{appointment.token}/reschedule/")
    assert response.status_code == 403
    assert "too late to move" in text(response)
    assert clinic.location.phone in text(response)
    assert is_unchanged(appointment)


def test_it_shows_a_refusal_to_htmx_as_a_whole_page(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    clinic.set_policy(reschedule_cutoff_hours=24 * 30)
    here = f"/appointments/{appointment.token}/reschedule/"
    response = client.get(here, headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == here


def test_it_is_harmless_to_send_twice(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    first = move(client, appointment, soon(clinic, 14))
    again = move(client, appointment, soon(clinic, 14))
    assert first["Location"] == again["Location"]
    appointment.refresh_from_db()
    assert appointment.sequence == 1


def test_it_does_not_overwrite_what_happened_since_the_page_was_made(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    move(client, appointment, soon(clinic, 14))
    response = move(client, appointment, soon(clinic, 12))
    assert response.status_code == 409
    assert "has changed meanwhile" in text(response)
    appointment.refresh_from_db()
    assert appointment.starts_at == soon(clinic, 14)


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_does_not_move_what_is_cancelled(
    client: Client, clinic: Clinic, appointment: Appointment, method: str
) -> None:
    lifecycle.cancel(appointment=appointment, now=timezone.now(), actor=PATIENT)
    appointment.refresh_from_db()
    if method == "post":
        response = move(client, appointment, soon(clinic, 14), sequence=1)
    else:
        response = client.get(f"/appointments/{appointment.token}/reschedule/")
    assert response.status_code == 409
    assert is_unchanged(appointment)


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": "tomorrow"},
        {"starts_at": ""},
        {"starts_at": "9999-12-31T23:59:00Z"},
        {"therapist": "sam"},
        {"sequence": "x"},
        {"sequence": "-1"},
        {"sequence": "9" * 400},
    ],
)
def test_it_refuses_what_makes_no_sense(
    client: Client, clinic: Clinic, appointment: Appointment, wrong: dict[str, str]
) -> None:
    start = wrong.pop("starts_at", soon(clinic, 14))
    assert move(client, appointment, start, **wrong).status_code == 400
    assert is_unchanged(appointment)


def test_it_refuses_a_time_off_the_grid(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    assert move(client, appointment, soon(clinic, 14, 7)).status_code == 400


@pytest.mark.parametrize("query", ["from=2027-02-29", "from=%00", "therapist=%00"])
def test_it_refuses_a_malformed_query(client: Client, appointment: Appointment, query: str) -> None:
    response = client.get(f"/appointments/{appointment.token}/reschedule/?{query}")
    assert response.status_code == 400


def test_it_offers_no_third_therapist(client: Client, appointment: Appointment) -> None:
    response = client.get(f"/appointments/{appointment.token}/reschedule/?therapist=sam")
    assert response.status_code == 404


def test_it_does_not_move_a_hold(client: Client, clinic: Clinic) -> None:
    hold = held(clinic, soon(clinic, 10))
    assert move(client, hold, soon(clinic, 14))["Location"] == f"/book/{hold.token}/"
    assert is_unchanged(hold)


def test_it_says_when_the_treatment_is_no_longer_given(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    clinic.therapist.is_active = False
    clinic.therapist.save()
    response = client.get(f"/appointments/{appointment.token}/reschedule/")
    assert response.status_code == 409
    assert clinic.location.phone in text(response)


def test_it_notes_who_moved_it(
    client: Client, clinic: Clinic, alice: User, appointment: Appointment
) -> None:
    client.force_login(alice)
    move(client, appointment, soon(clinic, 14))
    event = appointment.events.latest("at")
    assert (event.actor_kind, event.user) == ("patient", alice)


def test_it_notes_nobody_else_as_the_patient(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    client.force_login(make_user("charlie@example.test"))
    move(client, appointment, soon(clinic, 14))
    event = appointment.events.latest("at")
    assert (event.actor_kind, event.user) == ("patient", None)


def test_it_gives_staff_no_more_rights_than_the_patient_has(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    clinic.set_policy(reschedule_cutoff_hours=24 * 30)
    client.force_login(make_user(is_superuser=True, is_staff=True))
    assert move(client, appointment, soon(clinic, 14)).status_code == 403


def test_it_keeps_the_therapist_when_none_is_named(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    at = soon(clinic, 14)
    assert move(client, appointment, at, therapist="", sequence="").status_code == 303
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.therapist) == (at, clinic.therapist)


def test_it_does_not_count_a_move_to_its_own_time(client: Client, appointment: Appointment) -> None:
    assert move(client, appointment, appointment.starts_at).status_code == 303
    assert is_unchanged(appointment)
    assert not OutgoingMessage.objects.filter(kind="change").exists()
