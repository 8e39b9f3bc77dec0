"""The public site of a clinic that nobody has set up: friendly, and never broken."""

import pytest
from django.test import Client

from tests.care.test_guide import walk
from tests.factories import make_location
from tests.staff import at_work

pytestmark = pytest.mark.django_db

SOON = "Online booking opens soon"


@pytest.mark.parametrize("address", ["/", "/treatments/", "/therapists/", "/book/"])
def test_it_says_that_it_opens_soon(client: Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert SOON in page.text
    assert "phone us" not in page.text
    assert "book-bar" not in page.text


@pytest.mark.parametrize("address", ["/treatments/", "/therapists/", "/book/"])
def test_it_does_not_say_so_once_there_is_a_location(client: Client, address: str) -> None:
    make_location()
    page = client.get(address).text
    assert SOON not in page
    assert "phone us" in page


def test_the_guide_can_be_walked_to_its_end(client: Client) -> None:
    assert walk(client) == "/guide/suggestion/"
    assert client.get("/guide/suggestion/").status_code == 200


@pytest.mark.parametrize("name", ["locations", "treatments", "therapists"])
def test_programs_get_an_empty_list(client: Client, name: str) -> None:
    answer = client.get(f"/api/v1/{name}")
    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt", "/readyz", "/api/v1/docs"])
def test_nothing_else_breaks(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_nothing_is_free_where_nothing_is(client: Client) -> None:
    query = "location=port-moody&treatment=swedish-massage&duration=60&therapist=any"
    assert client.get(f"/api/v1/availability?{query}&from=2027-05-03").status_code == 422
    assert client.get(f"/book/?{query}").status_code == 404


def test_the_schedule_leads_managers_to_the_set_up() -> None:
    assert at_work("manager").get("/admin/schedule/")["Location"] == "/admin/set-up/"
