"""Patients sign in with a code by e-mail, and have no password."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.codes import ask_for_code, is_signed_in, newest_code, sign_in, type_code
from tests.edges import Mailbox
from tests.factories import make_user
from tests.staff import make_staff

pytestmark = pytest.mark.django_db

ALICE = "alice@example.test"
SIGN_IN = "/accounts/sign-in/"


def test_it_signs_in_with_the_code_from_the_mail(client: Client, mailbox: Mailbox) -> None:
    make_user(ALICE)
    response = sign_in(client, mailbox, ALICE)
    assert response["Location"] == reverse("accounts:after_sign_in")
    assert is_signed_in(client)


def test_it_makes_an_account_without_password_for_a_new_address(
    client: Client, mailbox: Mailbox
) -> None:
    sign_in(client, mailbox, "New@Example.test")
    account = User.objects.get(email="new@example.test")
    assert not account.has_usable_password()
    assert is_signed_in(client)


def test_it_finds_the_account_whatever_the_case(client: Client, mailbox: Mailbox) -> None:
    make_user(ALICE)
    sign_in(client, mailbox, "ALICE@example.TEST")
    assert User.objects.count() == 1


def test_it_looks_the_same_for_known_and_unknown_addresses(mailbox: Mailbox) -> None:
    make_user(ALICE)
    known, unknown = Client(), Client()
    answers = [ask_for_code(known, ALICE), ask_for_code(unknown, "nobody@example.test")]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]
    subjects = [str(message["Subject"])[6:] for message in mailbox]
    assert len(subjects) == 2
    assert subjects[0] == subjects[1]


def test_it_looks_the_same_for_a_closed_account_and_sends_nothing(
    client: Client, mailbox: Mailbox
) -> None:
    make_user(ALICE, is_active=False)
    response = ask_for_code(client, ALICE)
    assert response["Location"] == reverse("account_confirm_login_code")
    page = client.get(response["Location"])
    assert ALICE in page.content.decode()
    assert len(mailbox) == 0


@pytest.mark.parametrize("code", ["", "000000", " "])
def test_it_lets_nobody_into_a_closed_account(client: Client, code: str) -> None:
    make_user(ALICE, is_active=False)
    ask_for_code(client, ALICE)
    assert type_code(client, code).status_code == 422
    assert not is_signed_in(client)


def test_it_accepts_a_code_typed_with_spaces(client: Client, mailbox: Mailbox) -> None:
    ask_for_code(client, ALICE)
    code = newest_code(mailbox, ALICE)
    type_code(client, f" {code[:3]} {code[3:]} ")
    assert is_signed_in(client)


@pytest.mark.parametrize("typed", ["", "pat", "a@b", "a\x00b@example.test", "x" * 300 + "@e.test"])
def test_it_says_what_is_wrong_with_the_address(client: Client, typed: str) -> None:
    response = ask_for_code(client, typed)
    assert response.status_code == 422
    assert User.objects.count() == 0


def test_it_tells_of_a_mail_server_that_is_down_and_keeps_what_was_typed(
    client: Client, mailbox: Mailbox
) -> None:
    mailbox.answer_with("451 4.3.0 Try again later")
    response = ask_for_code(client, ALICE, next="/appointments/")
    assert response.status_code == 503
    page = response.content.decode()
    assert "could not send the e-mail" in page
    assert f'value="{ALICE}"' in page
    assert 'value="/appointments/"' in page


def test_it_keeps_next_through_both_steps(client: Client, mailbox: Mailbox) -> None:
    response = ask_for_code(client, ALICE, next="/appointments/?page=2")
    page = client.get(response["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/appointments/?page=2">' in page
    done = type_code(client, newest_code(mailbox, ALICE), next="/appointments/?page=2")
    assert done["Location"] == "/appointments/?page=2"


@pytest.mark.parametrize("where", ["https://evil.test/", "//evil.test", "javascript:alert(1)"])
def test_it_leads_to_no_other_site(client: Client, mailbox: Mailbox, where: str) -> None:
    response = sign_in(client, mailbox, ALICE, next=where)
    assert response["Location"] == reverse("accounts:after_sign_in")


def test_it_sends_whoever_is_signed_in_on(client: Client) -> None:
    client.force_login(make_user(ALICE))
    assert client.get(SIGN_IN)["Location"] == reverse("accounts:after_sign_in")
    assert client.get(f"{SIGN_IN}?next=/book/")["Location"] == "/book/"


def test_it_leads_patients_to_their_appointments(client: Client) -> None:
    client.force_login(make_user(ALICE))
    assert client.get(reverse("accounts:after_sign_in"))["Location"] == "/appointments/"


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("receptionist", "/admin/schedule/"),
        ("manager", "/admin/schedule/"),
        ("therapist", "/admin/"),
    ],
)
def test_it_leads_staff_to_where_they_work(client: Client, role: str, place: str) -> None:
    client.force_login(make_staff(role))
    assert client.get(reverse("accounts:after_sign_in"))["Location"] == place


def test_it_touches_no_session_before_a_code_is_asked_for(
    client: Client, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        client.get(SIGN_IN)


def test_it_signs_out_only_by_post(client: Client) -> None:
    client.force_login(make_user(ALICE))
    client.get("/accounts/logout/")
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "path", ["signup/", "password/reset/", "email/", "password/change/", "reauthenticate/", ""]
)
def test_it_keeps_the_rest_of_allauth_closed(client: Client, path: str) -> None:
    client.force_login(make_user(ALICE))
    assert client.get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize(
    "address", ["İ@example.com", "a@" + "ü" * 60 + ".com", '"\x01"@example.com', "é@example.com"]
)
def test_it_refuses_addresses_to_which_no_mail_can_be_written(client: Client, address: str) -> None:
    response = client.post(SIGN_IN, {"email": address})
    assert response.status_code == 422
    assert "This is not an e-mail address" in response.text
    assert not User.objects.exists()
