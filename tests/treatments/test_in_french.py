"""What the treatments and the therapists are called in French."""

import pytest
from django.test import Client
from django.utils.translation import override

from tests.factories import Clinic
from treatments.models import Intensity

ASKED = {"Accept-Language": "fr-CA"}


def test_every_intensity_is_that_of_the_pressure() -> None:
    with override("fr-ca"):
        said = [str(one.label) for one in Intensity]
    assert all(
        words.startswith(("Pression douce", "Pression moyenne", "Pression ferme")) for words in said
    )
    assert len(set(said)) == len(said)


@pytest.mark.django_db
def test_it_has_one_word_for_therapists_and_a_short_one_where_there_is_no_room() -> None:
    Clinic()
    page = Client().get("/therapists/", headers=ASKED).text
    assert "<h1>Massothérapeutes</h1>" in page
    header = page[page.index("<header") : page.index("</header>")]
    assert ">Thérapeutes</a>" in header
    assert page.count("Thérapeutes") == 1
