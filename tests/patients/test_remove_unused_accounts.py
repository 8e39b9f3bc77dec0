"""Accounts that came into being with a mistyped address do not stay for ever."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from patients.tasks import remove_unused_accounts_of_last_week
from tests.factories import make_patient, make_therapist, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def unused() -> User:
    """Made eight days ago; nobody ever typed its code."""
    account = make_user()
    User.objects.filter(pk=account.pk).update(date_joined=timezone.now() - timedelta(days=8))
    return account


def is_kept(account: User) -> bool:
    remove_unused_accounts_of_last_week()
    return User.objects.filter(pk=account.pk).exists()


def test_it_removes_an_account_nobody_signed_in_to(unused: User) -> None:
    assert not is_kept(unused)


def test_it_keeps_it_for_a_week(unused: User) -> None:
    User.objects.update(date_joined=timezone.now() - timedelta(days=6))
    assert is_kept(unused)


def test_it_keeps_whoever_signed_in_once(unused: User) -> None:
    User.objects.update(last_login=timezone.now() - timedelta(days=300))
    assert is_kept(unused)


def test_it_keeps_whoever_has_a_patient(unused: User) -> None:
    make_patient(unused)
    assert is_kept(unused)


def test_it_keeps_whoever_has_a_password(unused: User) -> None:
    unused.set_password("a long enough one")
    unused.save()
    assert is_kept(unused)


def test_it_keeps_staff_with_or_without_a_role(unused: User) -> None:
    User.objects.update(is_staff=True)
    assert is_kept(unused)


def test_it_keeps_whoever_has_a_role(unused: User) -> None:
    unused.groups.add(Group.objects.create(name="anything"))
    assert is_kept(unused)


def test_it_keeps_therapists(unused: User) -> None:
    make_therapist("maya", user=unused)
    assert is_kept(unused)
