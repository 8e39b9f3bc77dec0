"""A code is bound to its browser, works once and for ten minutes, and cannot be guessed."""

import time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.codes import ask_for_code, is_signed_in, newest_code, type_code
from tests.edges import Mailbox

pytestmark = pytest.mark.django_db

ALICE = "alice@example.test"
CODE_PAGE = "/accounts/sign-in/code/"


def wrong(code: str) -> str:
    return str((int(code) + 1) % 1_000_000).zfill(6)


def age_code(client: Client, seconds: int) -> None:
    """As if the code had been sent that much earlier."""
    session = client.session
    state = session["account_login"]["state"]["stages"]["login_by_code"]["data"]
    state["at"] = time.time() - seconds
    session.save()


def test_it_works_only_in_the_browser_that_asked(mailbox: Mailbox) -> None:
    alice, charlie = Client(), Client()
    ask_for_code(alice, ALICE)
    ask_for_code(charlie, "charlie@example.test")
    type_code(charlie, newest_code(mailbox, ALICE))
    assert not is_signed_in(charlie)


def test_it_works_once(client: Client, mailbox: Mailbox) -> None:
    ask_for_code(client, ALICE)
    code = newest_code(mailbox, ALICE)
    type_code(client, code)
    client.post("/accounts/logout/")
    assert type_code(client, code).status_code == 302
    assert not is_signed_in(client)


def test_it_works_until_the_end_of_ten_minutes(client: Client, mailbox: Mailbox) -> None:
    ask_for_code(client, ALICE)
    age_code(client, 9 * 60 + 50)
    type_code(client, newest_code(mailbox, ALICE))
    assert is_signed_in(client)


def test_it_does_not_work_after_ten_minutes(client: Client, mailbox: Mailbox) -> None:
    ask_for_code(client, ALICE)
    age_code(client, 10 * 60 + 1)
    response = type_code(client, newest_code(mailbox, ALICE), next="/book/")
    assert response["Location"] == f"{reverse('accounts:sign_in')}?next=%2Fbook%2F"
    assert not is_signed_in(client)


def test_it_may_be_mistyped_four_times(client: Client, mailbox: Mailbox) -> None:
    ask_for_code(client, ALICE)
    code = newest_code(mailbox, ALICE)
    for _ in range(4):
        assert type_code(client, wrong(code)).status_code == 422
    type_code(client, code)
    assert is_signed_in(client)


def test_it_is_worthless_after_five_wrong_tries(client: Client, mailbox: Mailbox) -> None:
    ask_for_code(client, ALICE)
    code = newest_code(mailbox, ALICE)
    for _ in range(5):
        type_code(client, wrong(code))
    assert type_code(client, code)["Location"] == reverse("accounts:sign_in")
    assert not is_signed_in(client)


def test_it_counts_tries_outside_the_session_too(client: Client, mailbox: Mailbox) -> None:
    """Tries that arrive together all read the same count from the session."""
    ask_for_code(client, ALICE)
    code = newest_code(mailbox, ALICE)
    fresh = client.session["account_login"]
    for _ in range(5):
        type_code(client, wrong(code))
        session = client.session
        session["account_login"] = fresh
        session.save()
    type_code(client, code)
    assert not is_signed_in(client)


def test_it_can_be_sent_again_and_only_the_newest_works(client: Client, mailbox: Mailbox) -> None:
    ask_for_code(client, ALICE)
    first = newest_code(mailbox, ALICE)
    response = client.post(CODE_PAGE, {"action": "resend", "next": "/book/"})
    assert response["Location"] == f"{CODE_PAGE}?next=%2Fbook%2F"
    second = newest_code(mailbox, ALICE)
    assert type_code(client, first).status_code == (302 if first == second else 422)
    type_code(client, second)
    assert is_signed_in(client)


def test_it_is_sent_again_twice_at_most(client: Client, mailbox: Mailbox) -> None:
    ask_for_code(client, ALICE)
    for _ in range(4):
        client.post(CODE_PAGE, {"action": "resend"})
    assert len(mailbox) == 3


def test_it_keeps_the_page_when_the_mail_server_is_down(client: Client, mailbox: Mailbox) -> None:
    ask_for_code(client, ALICE)
    mailbox.answer_with("451 4.3.0 Try again later")
    response = client.post(CODE_PAGE, {"action": "resend"})
    assert response.status_code == 503
    assert "could not send the e-mail" in response.content.decode()


def test_it_is_given_three_times_a_minute(mailbox: Mailbox) -> None:
    answers = [ask_for_code(Client(), ALICE) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert len(mailbox) == 3


def test_it_is_limited_for_each_network_too(mailbox: Mailbox, client: Client) -> None:
    answers = [ask_for_code(Client(), f"person{number}@example.test") for number in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]


def test_it_says_so_when_there_is_no_code_waiting(client: Client) -> None:
    response = client.get(CODE_PAGE, follow=True)
    assert response.redirect_chain[-1][0] == reverse("accounts:sign_in")
    assert "no code waiting" in response.content.decode()


def test_it_is_made_for_phones(client: Client) -> None:
    ask_for_code(client, ALICE)
    page = client.get(CODE_PAGE).content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


def test_it_comes_in_the_clinics_name(client: Client, mailbox: Mailbox) -> None:
    ask_for_code(client, ALICE)
    message = mailbox[0]
    code = newest_code(mailbox, ALICE)
    assert settings.CLINIC_NAME in str(message["Subject"])
    assert str(message["From"]) == settings.DEFAULT_FROM_EMAIL
    for part in ("plain", "html"):
        body = message.get_body((part,))
        assert body is not None
        text = body.get_content()
        assert code in text
        assert "Nobody from the clinic will ever ask you for this code" in text


def test_it_counts_in_the_database() -> None:
    """The broker may lose its memory at any time; these counters must not."""
    assert type(cache._connections["default"]).__name__ == "DatabaseCache"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "subject", "tag"),
    [("fr-ca", "est votre code pour", "fr-CA"), ("", "is your code for", "en-CA")],
)
def test_it_is_written_in_the_language_of_the_account(
    client: Client, mailbox: Mailbox, language: str, subject: str, tag: str
) -> None:
    User.objects.create(email=ALICE, language=language)
    ask_for_code(client, ALICE)
    newest = mailbox.to(ALICE)[-1]
    assert subject in str(newest["Subject"])
    page = newest.get_body(("html",))
    assert page is not None
    assert f'<html lang="{tag}">' in page.get_content()
