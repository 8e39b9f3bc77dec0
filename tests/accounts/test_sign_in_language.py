"""A sign-in brings the account's language to the browser, or the browser's to the account."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.accounts.codes import ask_for_code
from tests.edges import Mailbox
from tests.factories import make_user

pytestmark = pytest.mark.django_db

BOB = {"login": "bob@example.test", "password": "a long enough one"}
COOKIE = settings.LANGUAGE_COOKIE_NAME


def sign_in(client: Client, **fields: Any) -> None:
    make_user(BOB["login"], password=BOB["password"], is_staff=True, **fields)
    assert client.post("/accounts/login/", BOB).status_code == 302


def test_it_brings_the_accounts_language(client: Client) -> None:
    sign_in(client, language="fr-ca")
    assert client.cookies[COOKIE].value == "fr-ca"
    assert '<html lang="fr-CA">' in client.get("/").text


def test_it_prefers_the_account_to_what_somebody_else_chose_here(client: Client) -> None:
    client.cookies[COOKIE] = "fr-ca"
    sign_in(client, language="en-ca")
    assert client.cookies[COOKIE].value == "en-ca"


def test_it_keeps_on_the_account_what_was_chosen_before(client: Client) -> None:
    client.cookies[COOKIE] = "fr-ca"
    sign_in(client)
    assert User.objects.get().language == "fr-ca"


def test_it_leaves_the_account_open_while_nobody_has_chosen(client: Client) -> None:
    sign_in(client)
    assert User.objects.get().language == ""
    assert COOKIE not in client.cookies


@pytest.mark.parametrize("odd", ["xx", "fr", "\x01", "fr-ca; drop"])
def test_it_takes_over_no_nonsense(client: Client, odd: str) -> None:
    client.cookies[COOKIE] = odd
    sign_in(client)
    assert User.objects.get().language == ""


def test_it_writes_the_code_to_somebody_new_in_the_language_of_the_page(
    client: Client, mailbox: Mailbox
) -> None:
    client.cookies[COOKIE] = "fr-ca"
    ask_for_code(client, "zoe@example.test")
    assert "Bonjour," in mailbox.to("zoe@example.test")[-1].as_string()


def test_it_writes_the_code_in_the_accounts_language(client: Client, mailbox: Mailbox) -> None:
    client.cookies[COOKIE] = "fr-ca"
    make_user("pat@example.test", language="en-ca")
    ask_for_code(client, "pat@example.test")
    assert "Hello," in mailbox.to("pat@example.test")[-1].as_string()
