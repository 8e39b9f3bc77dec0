"""People see the designed pages, with DEBUG on too."""

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", ["/nothing-here/", "/treatments/nothing-here/"])
def test_it_answers_an_unknown_address_in_its_own_voice(
    client: Client, settings: Settings, address: str, debug: bool
) -> None:
    settings.DEBUG = debug
    answer = client.get(address)
    assert answer.status_code == 404
    assert "404.html" in [template.name for template in answer.templates]


@pytest.mark.parametrize("debug", [True, False])
def test_it_answers_nonsense_in_its_own_voice(
    client: Client, settings: Settings, debug: bool
) -> None:
    settings.DEBUG = debug
    answer = client.get("/book/?from=2027-02-29")
    assert answer.status_code == 400
    assert "The date must be written like 2027-05-04." in answer.text
    assert "400.html" in [template.name for template in answer.templates]
