"""What booking says to somebody who reads French."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from booking import attention, lifecycle, whys
from booking.models import Appointment, BookingPolicy
from booking.obstacles import why_not
from booking.plan import Choice
from booking.stranded import find_stranded
from patients.models import Patient
from reminders import reasons
from tests.booking.pages import booked, choice, held, hold, soon, text
from tests.booking.stranding import appoint, off
from tests.factories import NOW, Clinic, make_patient, make_user
from tests.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)

ENGLISH_DAYS = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b\d+:\d\d [ap]m\b")


@pytest.fixture
def french() -> Client:
    return Client(headers={"accept-language": "fr-CA"})


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic(therapists=2, rooms=2)


def signed_in(client: Client) -> Patient:
    """Alice, whose browser asks for French."""
    patient = make_patient(make_user("alice@example.test"))
    assert patient.account
    client.force_login(patient.account)
    return patient


def test_a_week_names_days_and_hours_as_french_does(clinic: Clinic, french: Client) -> None:
    page = text(french.get("/book/", choice(clinic)))
    assert not ENGLISH_DAYS.search(page)
    assert re.search(r"(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) \d", page)
    assert "10 h, avec 2 massothérapeutes au choix" in page


def test_a_button_sends_what_machines_read(clinic: Clinic, french: Client) -> None:
    page = text(french.get("/book/", choice(clinic)))
    values = re.findall(r'name="starts_at" value="([^"]*)"', page)
    assert values
    assert all(re.fullmatch(r"[-0-9T:+]{25}", value) for value in values)


def test_a_time_that_is_gone_says_so(clinic: Clinic, french: Client) -> None:
    answer = hold(french, clinic, soon(clinic, 3))
    assert answer.status_code == 409
    assert "Cette plage n’est plus libre" in text(answer)
    assert "Rien n’a été réservé." in text(answer)


def test_a_form_says_what_is_missing(clinic: Clinic, french: Client) -> None:
    signed_in(french)
    started = held(clinic, soon(clinic, 10))
    page = french.post(f"/book/{started.token}/", {"who": "child"})
    assert page.status_code == 422
    assert "Entrez la date de naissance de l’enfant." in text(page)


def test_an_address_that_makes_no_sense_is_told(french: Client) -> None:
    answer = french.get("/book/", {"duration": "long"})
    assert answer.status_code == 400
    assert "La durée doit être un nombre de minutes, par exemple 60." in text(answer)


def test_it_is_too_late_to_cancel(clinic: Clinic, french: Client) -> None:
    BookingPolicy.objects.update(cancel_cutoff_hours=200)
    appointment = booked(clinic, soon(clinic, 10))
    answer = french.post(f"/appointments/{appointment.token}/cancel/", {"sequence": 0})
    assert answer.status_code == 403
    assert "Il est trop tard pour annuler ce rendez-vous en ligne." in text(answer)


def test_a_move_says_the_new_time(clinic: Clinic, french: Client) -> None:
    appointment = booked(clinic, soon(clinic, 10))
    new = soon(clinic, 13, 30).astimezone(clinic.location.zone).isoformat()
    address = f"/appointments/{appointment.token}/reschedule/"
    page = text(french.post(address, {"starts_at": new, "sequence": 0}, follow=True))
    assert re.search(r"Déplacé au \w+ \d+(er)? \w+ \d{4} à 13 h 30\.", page)


def test_a_wish_is_told_in_one_sentence(clinic: Clinic, french: Client) -> None:
    signed_in(french)
    appointment = booked(clinic, soon(clinic, 10), Patient.objects.get())
    address = f"/appointments/{appointment.token}/earlier/"
    form = french.get(address).context["form"]
    given = {name: form[name].value() for name in form.fields} | {"therapist": "any"}
    page = text(french.post(address, given, follow=True))
    assert f"{clinic.treatment} à {clinic.location}" in page
    assert "Vous êtes au 1<sup>er</sup> rang" in page


def test_an_obstacle_is_told_to_the_desk(clinic: Clinic) -> None:
    asked = Choice(clinic.location.slug, clinic.treatment.slug, 60, None, by_staff=True)
    with override("fr-ca"):
        said = why_not(asked, clinic.at(10) + timedelta(days=400), now=NOW)
    assert said == "La réception réserve d’hier jusqu’à un an d’avance."


def test_a_refusal_speaks_the_language_of_who_reads_it() -> None:
    refusal = lifecycle.StateChanged()
    assert str(refusal) == "This appointment has changed meanwhile. Please look at it again."
    with override("fr-ca"):
        assert str(refusal) == "Ce rendez-vous a changé entre-temps. Veuillez le revoir."


def stranded_sentences(clinic: Clinic) -> list[str]:
    with override("fr-ca"):
        return [one.why for one in find_stranded(now=NOW)]


def test_what_is_noticed_is_stored_in_one_language(clinic: Clinic) -> None:
    """Compared with what was noted before, whoever looks."""
    appoint(clinic, clinic.at(10))
    off(clinic, clinic.at(10), clinic.at(12))
    assert stranded_sentences(clinic) == [f"{clinic.therapist.first_name} is away then."]


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("Maya is away then.", "Maya s’absente à ce moment-là."),
        (
            "Maya is away then. Room 1 is no longer in use.",
            "Maya s’absente à ce moment-là. Room 1 n’est plus en service.",
        ),
        ("The appointment was moved.", "Le rendez-vous a été déplacé."),
        ("Seen by Robin; all is well.", "Seen by Robin; all is well."),
        ("", ""),
    ],
)
def test_it_says_what_was_noticed(stored: str, said: str) -> None:
    assert whys.in_words(stored) == stored
    with override("fr-ca"):
        assert whys.in_words(stored) == said


def test_every_sentence_that_is_stored_can_be_said(clinic: Clinic) -> None:
    """None of them is found to be another one."""
    for sentence in whys.NOTICED:
        stored = re.sub(r"\{\w+\}", "Maya", sentence)
        with override("fr-ca"):
            assert whys.in_words(stored) != stored


def test_an_appointment_has_a_name(clinic: Clinic) -> None:
    appointment: Appointment = booked(clinic, soon(clinic, 10))
    with override("fr-ca"):
        named: Any = str(appointment)
    assert f"{clinic.treatment} avec {clinic.therapist}" in named
    assert not ENGLISH_DAYS.search(named)


@pytest.mark.parametrize("sentence", whys.OF_MESSAGES)
def test_why_a_message_did_not_go_is_said(sentence: str) -> None:
    stored = re.sub(r"\{\w+\}", "cancelled", sentence)
    with override("fr-ca"):
        assert reasons.in_words(stored) != stored


def test_the_list_of_what_needs_attention_is_in_french(clinic: Clinic, french: Client) -> None:
    appointment = appoint(clinic, soon(clinic, 10))
    off(clinic, soon(clinic, 9), soon(clinic, 12))
    attention.sweep(now=timezone.now())
    assert appointment.attention.get().why == f"{clinic.therapist.first_name} is away then."
    french.force_login(make_staff("receptionist"))
    page = text(french.get("/admin/attention/"))
    assert f"{clinic.therapist.first_name} s’absente à ce moment-là." in page
