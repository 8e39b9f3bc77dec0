"""Staff sign in with a password, on a page of their own."""

import pytest
from django.test import Client

from tests.accounts.codes import ask_for_code, is_signed_in, sign_in
from tests.edges import Mailbox
from tests.factories import make_user

pytestmark = pytest.mark.django_db

BOB = {"login": "bob@example.test", "password": "a long enough one"}
PAGE = "/accounts/login/"


@pytest.fixture(autouse=True)
def bob() -> None:
    make_user(BOB["login"], password=BOB["password"], is_staff=True)


def test_it_signs_in_with_a_password(client: Client) -> None:
    response = client.post(PAGE, BOB)
    assert response["Location"] == "/accounts/after-sign-in/"
    assert is_signed_in(client)


def test_it_refuses_a_wrong_password_in_plain_words(client: Client) -> None:
    response = client.post(PAGE, {**BOB, "password": "another one entirely"})
    assert "do not go together" in response.content.decode()
    assert not is_signed_in(client)


def test_it_slows_down_guessing(client: Client) -> None:
    for _ in range(5):
        client.post(PAGE, {**BOB, "password": "another one entirely"})
    response = client.post(PAGE, BOB)
    assert "Too many" in response.content.decode() or "too many" in response.content.decode()
    assert not is_signed_in(client)


def test_it_shows_patients_the_way_to_the_code(client: Client) -> None:
    page = client.get(f"{PAGE}?next=/appointments/").content.decode()
    assert 'href="/accounts/sign-in/?next=%2Fappointments%2F"' in page


def test_it_is_open_while_a_code_is_waiting(client: Client) -> None:
    ask_for_code(client, "pat@example.test")
    assert client.get(PAGE).status_code == 200


def test_it_guards_the_admin(client: Client) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith(f"{PAGE}?next=")


def test_it_lets_staff_use_a_code_as_well(client: Client, mailbox: Mailbox) -> None:
    sign_in(client, mailbox, BOB["login"])
    assert is_signed_in(client)


def test_it_gives_an_account_without_password_no_way_in_by_password(client: Client) -> None:
    make_user("pat@example.test")
    for password in ("", "!", "None"):
        client.post(PAGE, {"login": "pat@example.test", "password": password})
    assert not is_signed_in(client)
