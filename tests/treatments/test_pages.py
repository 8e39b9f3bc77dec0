"""The treatments to read about: what is shown, and how few queries it takes."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import make_location, make_treatment

pytestmark = pytest.mark.django_db


def test_it_lists_treatments_with_their_first_price(client: Client) -> None:
    make_treatment("swedish-massage", name="Swedish massage", minutes=(30, 60))
    page = client.get("/treatments/").content.decode()
    assert "Swedish massage" in page
    assert "From $45.00 for 30 minutes." in page


def test_it_hides_what_is_not_offered(client: Client) -> None:
    make_treatment("gone", name="Gone for good", is_active=False)
    assert b"Gone for good" not in client.get("/treatments/").content
    assert client.get("/treatments/gone/").status_code == 404


def test_it_says_in_plain_words_that_a_treatment_is_unknown(client: Client) -> None:
    page = client.get("/treatments/unknown/").content.decode()
    assert "There is nothing here" in page
    assert "query" not in page


def test_it_says_so_when_nothing_is_offered(client: Client) -> None:
    make_location()
    assert b"Nothing to book online just now" in client.get("/treatments/").content


def test_it_links_every_duration_to_its_times(client: Client) -> None:
    make_treatment("swedish-massage", minutes=(60,))
    page = client.get("/treatments/swedish-massage/").content.decode()
    assert "/book/?treatment=swedish-massage&amp;duration=60" in page


def test_it_needs_no_session_and_two_queries(
    client: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(6):
        make_treatment()
    with django_assert_num_queries(2):
        answer = client.get("/treatments/")
    assert "sessionid" not in answer.cookies
