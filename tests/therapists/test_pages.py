"""The therapists to read about: who is shown, their faces and registrations."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from tests.factories import make_therapist, make_treatment
from therapists.models import Registration

pytestmark = pytest.mark.django_db


def test_it_lists_those_whom_patients_can_book(client: Client) -> None:
    make_therapist(name="Maya Chen")
    make_therapist(name="Not Online", is_online=False)
    make_therapist(name="Long Gone", is_active=False)
    page = client.get("/therapists/").content.decode()
    assert "Maya Chen" in page
    assert "Not Online" not in page
    assert "Long Gone" not in page


def test_it_names_the_registration_that_an_insurer_asks_for(client: Client) -> None:
    maya = make_therapist("maya-chen", make_treatment(name="Swedish massage"))
    Registration.objects.create(therapist=maya, college="College of BC", number="12345")
    page = client.get("/therapists/maya-chen/").content.decode()
    assert "RMT 12345" in page
    assert "Swedish massage" in page


def test_it_draws_initials_without_a_portrait(client: Client) -> None:
    make_therapist("maya-chen", name="Maya Lin Chen")
    assert ">MC</span>" in client.get("/therapists/maya-chen/").content.decode()


@pytest.mark.parametrize(("name", "initials"), [("Maya Chen", "MC"), ("Cher", "C"), ("", "")])
def test_it_takes_the_first_and_last_letter(name: str, initials: str) -> None:
    assert make_therapist(name=name).initials == initials


def test_it_serves_a_portrait(client: Client) -> None:
    maya = make_therapist("maya-chen")
    maya.portrait.save("maya.webp", ContentFile(b"a drawing"))
    answer = client.get("/therapists/maya-chen/portrait/")
    assert b"".join(answer) == b"a drawing"
    assert answer["Content-Type"] == "image/webp"


def test_it_has_no_portrait_of_somebody_without(client: Client) -> None:
    make_therapist("maya-chen")
    assert client.get("/therapists/maya-chen/portrait/").status_code == 404


def test_it_takes_three_queries_however_many_work_here(
    client: Client, django_assert_num_queries: Any
) -> None:
    swedish = make_treatment()
    for _ in range(6):
        make_therapist("", swedish)
    with django_assert_num_queries(3):
        client.get("/therapists/")
