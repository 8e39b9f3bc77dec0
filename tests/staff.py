"""People who work at the clinic, by role, and their browsers."""

from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from tests.factories import make_user


def make_staff(role: str, email: str = "") -> User:
    """Somebody with this role who may open the admin."""
    person = make_user(email, is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    return person


def browser_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def at_work(role: str) -> Client:
    """The browser of somebody with this role."""
    return browser_of(make_staff(role))
