"""Messages go out in the language of the patient, of the account, or else of the clinic."""

import pytest
from django.utils.translation import get_language

from booking import messages
from booking.letters import render
from booking.messages import Kind
from booking.models import Appointment
from reminders import delivery
from reminders.channels import EmailContent
from reminders.models import Channel, MessageText
from reminders.words import Wording
from tests.booking.golden_appointment import (
    NOW,
    a_message,
    make_alice,
    make_golden_appointment,
)
from tests.edges import Mailbox
from tests.factories import make_user

pytestmark = pytest.mark.django_db
FRENCH, ENGLISH = "Confirmé pour le mardi 4 mai", "Booked for Tuesday 4 May"


def subject_sent(mailbox: Mailbox, **patient: object) -> str:
    alice = make_alice(phone="", **patient)
    messages.announce_booked(make_golden_appointment(alice), now=NOW)
    delivery.run(clock=lambda: NOW)
    return str(mailbox[-1]["Subject"])


@pytest.mark.parametrize(
    ("of_patient", "of_account", "begins"),
    [
        ("fr-ca", "", FRENCH),
        ("", "fr-ca", FRENCH),
        ("en-ca", "fr-ca", ENGLISH),
        ("fr-ca", "en-ca", FRENCH),
        ("", "", ENGLISH),
    ],
)
def test_it_writes_in_the_language_that_is_spoken(
    mailbox: Mailbox, of_patient: str, of_account: str, begins: str
) -> None:
    account = make_user("alice@example.test", language=of_account)
    assert subject_sent(mailbox, language=of_patient, account=account).startswith(begins)


def test_it_leaves_the_workers_own_language_as_it_was(mailbox: Mailbox) -> None:
    before = get_language()
    subject_sent(mailbox, language="fr-ca")
    assert get_language() == before


def test_it_sends_the_clinics_words_of_that_language_alone(mailbox: Mailbox) -> None:
    MessageText.objects.create(
        kind="confirmation", channel=Channel.EMAIL, language="fr-ca", subject="{time}, {name}"
    )
    assert subject_sent(mailbox, language="fr-ca") == "13 h 30, Alice"


def test_it_keeps_our_words_in_the_other_language(mailbox: Mailbox) -> None:
    MessageText.objects.create(
        kind="confirmation", channel=Channel.EMAIL, language="fr-ca", subject="{time}, {name}"
    )
    assert subject_sent(mailbox, language="en-ca").startswith(ENGLISH)


def text_of(appointment: Appointment, language: str) -> str:
    """The confirmation by e-mail, of a patient who reads that language."""
    assert appointment.patient
    appointment.patient.language = language
    message = a_message(appointment, Kind.CONFIRMATION, Channel.EMAIL)
    email = render(message, appointment, NOW, Wording())
    assert isinstance(email, EmailContent)
    return email.text


@pytest.mark.parametrize("languages", [("en-ca", "fr-ca"), ("fr-ca", "en-ca")])
def test_it_says_how_to_find_us_in_the_language_of_each(languages: tuple[str, str]) -> None:
    appointment = make_golden_appointment(make_alice())
    said = {language: text_of(appointment, language) for language in languages}
    assert "The door is left of the bakery." in said["en-ca"]
    assert "La porte est à gauche de la boulangerie." in said["fr-ca"]
    assert "bakery" not in said["fr-ca"]


def test_it_says_in_english_what_the_clinic_has_not_in_french() -> None:
    appointment = make_golden_appointment(make_alice())
    appointment.location.how_to_prepare_in_french = ""
    assert "Come ten minutes early" in text_of(appointment, "fr-ca")
