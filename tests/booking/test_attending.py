"""The page with one button: I'll be there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from booking import lifecycle
from booking.models import Appointment, Attention
from tests.booking.pages import booked, held, soon, text
from tests.booking.rows import all_rows
from tests.factories import PATIENT, Clinic, desk, make_patient, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return make_user("alice@example.test")


@pytest.fixture
def appointment(clinic: Clinic, alice: User) -> Appointment:
    return booked(clinic, soon(clinic, 10), make_patient(alice))


def address(appointment: Appointment) -> str:
    return f"/appointments/{appointment.token}/attending/"


def said(appointment: Appointment) -> bool:
    appointment.refresh_from_db()
    return appointment.attending_since is not None


def move(appointment: Appointment, clinic: Clinic) -> None:
    lifecycle.reschedule(
        appointment=appointment,
        therapist=clinic.therapist,
        starts_at=soon(clinic, 14),
        now=timezone.now(),
        actor=PATIENT,
    )


def test_it_asks_with_one_button(client: Client, appointment: Appointment) -> None:
    page = text(client.get(address(appointment)))
    assert "Will you be there?" in page
    assert "I’ll be there" in page
    assert appointment.therapist.name in page


def test_a_scanner_that_follows_links_answers_nothing(
    client: Client, appointment: Appointment
) -> None:
    before = all_rows()
    client.get(address(appointment))
    client.head(address(appointment))
    assert all_rows() == before


def test_it_answers_and_says_what_else_one_can_do(client: Client, appointment: Appointment) -> None:
    response = client.post(address(appointment), {"sequence": appointment.sequence})
    assert (response.status_code, response["Location"]) == (303, address(appointment))
    assert said(appointment)
    page = text(client.get(address(appointment)))
    assert "Thank you" in page
    assert "I’ll be there" not in page
    for link in ("reschedule", "cancel"):
        assert f"/appointments/{appointment.token}/{link}/" in page
    assert "Map" in page


def test_it_is_harmless_to_answer_twice(client: Client, appointment: Appointment) -> None:
    client.post(address(appointment))
    before = all_rows()
    assert client.post(address(appointment)).status_code == 303
    assert all_rows() == before


def test_it_asks_whether_a_child_will_be_there(client: Client, clinic: Clinic, alice: User) -> None:
    child = make_patient(alice, relationship="child", given_name="Cleo")
    page = text(client.get(address(booked(clinic, soon(clinic, 12), child))))
    assert "Will Cleo be there?" in page


def test_a_page_of_the_old_time_does_not_answer_for_the_new_one(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    shown = appointment.sequence
    move(appointment, clinic)
    response = client.post(address(appointment), {"sequence": shown})
    page = text(response)
    assert response.status_code == 409
    assert "It was moved meanwhile" in page
    assert "2:00 pm" in page
    assert "I’ll be there" in page
    assert not said(appointment)


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_says_that_it_is_cancelled(
    client: Client, appointment: Appointment, method: str
) -> None:
    lifecycle.cancel(appointment=appointment, now=timezone.now(), actor=PATIENT)
    response = getattr(client, method)(address(appointment))
    assert response.status_code == 409
    assert "This appointment is cancelled" in text(response)
    assert "I’ll be there" not in text(response)


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_says_that_it_is_over(
    client: Client, clinic: Clinic, appointment: Appointment, method: str
) -> None:
    began = timezone.now() - timedelta(hours=3)
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=began,
        ends_at=began + timedelta(hours=1),
        blocked_until=began + timedelta(hours=1),
    )
    response = getattr(client, method)(address(appointment))
    assert response.status_code == 409
    assert "This appointment is over" in text(response)


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_leads_to_another_time_while_the_clinic_cannot_keep_this_one(
    client: Client, appointment: Appointment, method: str
) -> None:
    Attention.objects.create(
        appointment=appointment, sequence=0, why="Maya is away then.", noticed_at=timezone.now()
    )
    response = getattr(client, method)(address(appointment))
    assert response.status_code == 409
    assert "needs another time" in text(response)
    assert f"/appointments/{appointment.token}/reschedule/?therapist=any" in text(response)
    assert "I’ll be there" not in text(response)
    assert "I’ll be there" not in text(client.get(f"/appointments/{appointment.token}/"))
    assert not said(appointment)


def test_it_says_that_it_has_begun(client: Client, appointment: Appointment) -> None:
    lifecycle.arrive(appointment=appointment, now=appointment.starts_at, actor=desk())
    assert "It has begun already" in text(client.get(address(appointment)))


def test_it_sends_who_only_holds_a_time_on(client: Client, clinic: Clinic) -> None:
    hold = held(clinic, soon(clinic, 10))
    assert client.post(address(hold))["Location"] == f"/book/{hold.token}/"


def test_it_knows_who_answered(client: Client, alice: User, appointment: Appointment) -> None:
    client.force_login(alice)
    client.post(address(appointment))
    assert appointment.events.latest("pk").user == alice


def test_the_link_answers_for_the_patient(client: Client, appointment: Appointment) -> None:
    client.force_login(make_user("mallory@example.test"))
    client.post(address(appointment))
    event = appointment.events.latest("pk")
    assert (event.user, event.actor_kind) == (None, "patient")


def test_it_wants_the_forms_token(appointment: Appointment) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(appointment)).status_code == 403
    assert not said(appointment)


@pytest.mark.parametrize("odd", ["\0", "-1", "9" * 30, "x"])
def test_it_bears_an_odd_sequence(client: Client, appointment: Appointment, odd: str) -> None:
    assert client.post(address(appointment), {"sequence": odd}).status_code == 400
    assert not said(appointment)


def test_it_knows_no_link_that_was_guessed(client: Client) -> None:
    assert client.post(f"/appointments/{'x' * 43}/attending/").status_code == 404


def test_it_is_kept_nowhere(client: Client, appointment: Appointment) -> None:
    response = client.get(address(appointment))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_the_appointments_page_offers_it_until_it_is_said(
    client: Client, appointment: Appointment
) -> None:
    page = f"/appointments/{appointment.token}/"
    assert "I’ll be there" in text(client.get(page))
    client.post(address(appointment))
    after = text(client.get(page))
    assert "I’ll be there" not in after
    assert "You said you will be there" in after


def test_it_speaks_the_patients_language_and_nothing_else_does(
    client: Client, appointment: Appointment
) -> None:
    assert appointment.patient
    appointment.patient.language = "fr-ca"
    appointment.patient.save()
    page = client.get(address(appointment)).text
    assert '<html lang="fr-CA">' in page
    assert "J’y serai" in page
    assert "Prendre" not in client.get("/").text
    assert '<html lang="en-CA">' in client.get("/").text


def test_it_speaks_the_language_chosen_in_the_browser(
    client: Client, appointment: Appointment
) -> None:
    client.post("/language/", {"language": "fr-ca"})
    answer = client.get(address(appointment))
    assert '<html lang="fr-CA">' in answer.text
    assert answer["Content-Language"] == "fr-ca"
