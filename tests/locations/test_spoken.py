"""The clinic's own texts, in the language that is read."""

import pytest
from django.test import Client
from django.utils.translation import override

from tests.factories import Clinic

pytestmark = pytest.mark.django_db

FRENCH = {"Accept-Language": "fr-CA"}


@pytest.fixture
def clinic() -> Clinic:
    clinic = Clinic()
    treatment, therapist, location = clinic.treatment, clinic.therapists[0], clinic.location
    treatment.name, treatment.name_in_french = "Cupping", "Ventouses"
    treatment.summary, treatment.summary_in_french = "Cups on the back.", "Des coupes sur le dos."
    therapist.headline, therapist.headline_in_french = "Calm hands.", "Des mains calmes."
    location.finding_us, location.finding_us_in_french = "The blue door.", "La porte bleue."
    for row in (treatment, therapist, location):
        row.save()
    return clinic


def test_it_speaks_the_active_language(clinic: Clinic) -> None:
    assert (str(clinic.treatment), clinic.treatment.spoken.summary) == (
        "Cupping",
        "Cups on the back.",
    )
    with override("fr-ca"):
        assert str(clinic.treatment) == "Ventouses"
        assert clinic.treatment.spoken.summary == "Des coupes sur le dos."


def test_it_says_in_english_what_has_no_french_words(clinic: Clinic) -> None:
    clinic.treatment.name_in_french = ""
    with override("fr-ca"):
        assert str(clinic.treatment) == "Cupping"


def test_it_knows_no_words_that_are_not_there(clinic: Clinic) -> None:
    with pytest.raises(AttributeError):
        assert clinic.treatment.spoken.slug


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/treatments/", "Ventouses"),
        ("/treatments/", "Des coupes sur le dos."),
        ("/therapists/", "Des mains calmes."),
        ("/", "La porte bleue."),
        ("/book/", "Des coupes sur le dos."),
        ("/api/v1/treatments", "Ventouses"),
        ("/api/v1/therapists", "Des mains calmes."),
    ],
)
def test_it_is_on_the_pages_and_in_the_api(
    client: Client, clinic: Clinic, address: str, said: str
) -> None:
    answer = client.get(address, headers=FRENCH)
    assert said in answer.text
    assert said not in client.get(address).text
    assert "Accept-Language" in answer["Vary"]
