"""What the treatments and the therapists are called in French."""

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.utils.translation import override

from tests.factories import Clinic
from treatments.models import Intensity, TreatmentType
from treatments.shipped import create_shipped_treatments

ASKED = {"Accept-Language": "fr-CA"}
upgrade = import_module("treatments.migrations.0004_shipped_texts_in_french")


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


@pytest.mark.django_db
def test_an_older_clinic_gets_the_french_of_the_texts_that_it_has_kept() -> None:
    ours, *_others = create_shipped_treatments()
    TreatmentType.objects.update(name_in_french="", summary_in_french="Les nôtres.")
    TreatmentType.objects.filter(pk=ours.pk).update(summary="Our own words.", summary_in_french="")
    upgrade.add(apps, None)
    texts = dict(TreatmentType.objects.values_list("name_in_french", "summary_in_french")[:2])
    assert texts == {"Massage suédois": "", "Massage des tissus profonds": "Les nôtres."}
