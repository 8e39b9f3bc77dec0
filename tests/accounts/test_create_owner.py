"""`manage.py create_owner`: from an empty database to somebody who may sign in to the admin."""

import io
import sys
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db

ADDRESS, PASSWORD = "olga@clinic.test", "seven green teapots"
Create = Callable[..., str]


@pytest.fixture
def create(monkeypatch: pytest.MonkeyPatch) -> Create:
    """Runs the command with this on its standard input; what it says."""

    def run(address: str = ADDRESS, password: str = PASSWORD) -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
        said = io.StringIO()
        call_command("create_owner", address, password_from_stdin=True, stdout=said)
        return said.getvalue()

    return run


def sign_in(client: Client, password: str = PASSWORD) -> int:
    client.post("/accounts/login/", {"login": ADDRESS, "password": password})
    return client.get("/admin/").status_code


def test_it_makes_somebody_who_may_open_the_admin(create: Create, client: Client) -> None:
    assert "http://testserver/admin/set-up/" in create()
    assert sign_in(client) == 200


def test_it_gives_the_role_of_a_manager_and_no_more(create: Create) -> None:
    create()
    owner = User.objects.get()
    assert [group.name for group in owner.groups.all()] == ["manager"]
    assert not owner.is_superuser


def test_it_changes_nothing_the_second_time(create: Create, client: Client) -> None:
    create()
    assert "nothing has changed" in create(ADDRESS.upper(), "another long password")
    assert sign_in(client) == 200


def test_it_takes_an_account_that_was_there(create: Create, client: Client) -> None:
    User.objects.create_user(ADDRESS)
    create()
    assert sign_in(client) == 200


@pytest.mark.parametrize(
    ("address", "password", "sentence"),
    [
        ("olga", PASSWORD, "“olga” is not an e-mail address"),
        ("", PASSWORD, "is not an e-mail address"),
        (ADDRESS, "short", "too short"),
        (ADDRESS, "", "too short"),
        (ADDRESS, "password1234", "too common"),
    ],
)
def test_it_refuses_in_a_sentence(
    create: Create, address: str, password: str, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        create(address, password)
    assert not User.objects.exists()


def test_it_says_when_the_database_is_not_migrated(create: Create) -> None:
    Group.objects.all().delete()
    with pytest.raises(CommandError, match="The roles are not there yet"):
        create()


def test_it_asks_twice_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter([PASSWORD, "something else"])
    monkeypatch.setattr(
        "accounts.management.commands.create_owner.getpass", lambda _prompt: next(typed)
    )
    with pytest.raises(CommandError, match="differ"):
        call_command("create_owner", ADDRESS)
