"""Asking for a code and reading it from the e-mail, as a person does."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.edges import Mailbox


def ask_for_code(client: Client, email: str, **fields: str) -> Any:
    return client.post(reverse("accounts:sign_in"), {"email": email, **fields})


def newest_code(mailbox: Mailbox, email: str) -> str:
    """The code in the newest e-mail to `email`."""
    subject = str(mailbox.to(email.lower())[-1]["Subject"])
    found = re.match(r"(\d{6}) (?:is your code|est votre code)", subject)
    assert found
    return found[1]


def type_code(client: Client, code: str, **fields: str) -> Any:
    return client.post(reverse("account_confirm_login_code"), {"code": code, **fields})


def sign_in(client: Client, mailbox: Mailbox, email: str, **fields: str) -> Any:
    """Through both steps; what the second one answers."""
    ask_for_code(client, email, **fields)
    return type_code(client, newest_code(mailbox, email), **fields)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
