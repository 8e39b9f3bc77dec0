"""Accounts in the admin."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from tests.factories import make_user
from tests.staff import at_work, make_staff

pytestmark = pytest.mark.django_db

ACCOUNTS = "/admin/accounts/user/"
PASSWORD = "a long enough one"
NEW = {
    "email": "Bob@Example.test",
    "name": "Bob",
    "usable_password": "true",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "is_active": "on",
}


@pytest.fixture
def manager(db: None) -> Client:
    return at_work("manager")


def change(client: Client, person: User, **fields: str) -> str:
    filled = {"email": person.email, "name": person.name, "is_active": "on", **fields}
    return client.post(f"{ACCOUNTS}{person.pk}/change/", filled, follow=True).text


def test_it_adds_staff_with_a_role_and_a_password(manager: Client) -> None:
    role = Group.objects.get(name="receptionist")
    manager.post(f"{ACCOUNTS}add/", {**NEW, "is_staff": "on", "groups": role.pk})
    bob = User.objects.get(email="bob@example.test")
    assert bob.check_password(PASSWORD)
    assert bob.has_perm("booking.add_appointment")


def test_it_adds_an_account_that_signs_in_by_code_only(manager: Client) -> None:
    chosen = {"usable_password": "false", "password1": "", "password2": ""}
    manager.post(f"{ACCOUNTS}add/", {**NEW, **chosen})
    assert not User.objects.get(email="bob@example.test").has_usable_password()


def test_it_says_so_when_an_address_is_taken_in_other_letters(manager: Client) -> None:
    make_user("bob@example.test")
    page = manager.post(f"{ACCOUNTS}add/", NEW).text
    assert "There is an account with this e-mail address already." in page
    assert User.objects.filter(email__iexact="bob@example.test").count() == 1


def test_it_says_so_when_a_change_takes_another_ones_address(manager: Client) -> None:
    make_user("bob@example.test")
    page = change(manager, make_user(), email="BOB@example.test")
    assert "There is an account with this e-mail address already." in page


def test_it_forgets_the_old_address_when_an_account_gets_a_new_one(manager: Client) -> None:
    bob = make_user("bob@example.test")
    EmailAddress.objects.create(user=bob, email=bob.email, verified=True, primary=True)
    change(manager, bob, email="robert@example.test")
    assert not EmailAddress.objects.filter(email="bob@example.test").exists()


def test_it_sets_a_password(manager: Client) -> None:
    bob = make_user("bob@example.test")
    form = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    manager.post(f"{ACCOUNTS}{bob.pk}/password/", form)
    bob.refresh_from_db()
    assert bob.check_password(PASSWORD)


def test_it_never_makes_a_superuser_for_a_manager(manager: Client) -> None:
    bob = make_user("bob@example.test")
    change(manager, bob, is_superuser="on", is_staff="on")
    bob.refresh_from_db()
    assert (bob.is_staff, bob.is_superuser) == (True, False)


def test_it_keeps_superusers_out_of_a_managers_reach(manager: Client) -> None:
    root = User.objects.create_superuser("root@example.test", PASSWORD)
    change(manager, root, email="mine@example.test")
    form = {"usable_password": "true", "password1": "another long one", "password2": "x"}
    response = manager.post(f"{ACCOUNTS}{root.pk}/password/", form)
    root.refresh_from_db()
    assert response.status_code == 403
    assert root.email == "root@example.test"


def test_it_shows_the_desk_no_part_of_a_password() -> None:
    bob = make_user("bob@example.test", password=PASSWORD)
    page = at_work("receptionist").get(f"{ACCOUNTS}{bob.pk}/change/").text
    assert "bob@example.test" in page
    assert "pbkdf2" not in page
    assert bob.password.rpartition("$")[2][:6] not in page


def test_it_finds_accounts_by_address_and_role(manager: Client) -> None:
    make_staff("therapist", "maya@example.test")
    make_user("pat@example.test")
    role = Group.objects.get(name="therapist")
    for query in ({"q": "MAYA"}, {"groups__id__exact": role.pk}):
        page = manager.get(ACCOUNTS, query).text
        assert "maya@example.test" in page
        assert "pat@example.test" not in page
