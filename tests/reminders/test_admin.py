from http import HTTPStatus
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from reminders import registry
from reminders.admin import OutgoingMessageAdmin
from reminders.models import Channel, OutgoingMessage, State, spoken
from tests.reminders.notes import MINUTE, make_message

pytestmark = [
    pytest.mark.django_db,
    # django-unfold is not yet on the signature that Django 6.1 introduced.
    pytest.mark.filterwarnings("ignore:Overriding get_action_choices"),
]

LIST = "/admin/reminders/outgoingmessage/"


@pytest.fixture
def manager(client: Client) -> Client:
    return signed_in(client, "manager")


def signed_in(client: Client, role: str) -> Client:
    user = User.objects.create_user(f"{role}@clinic.test", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def given_up(**fields: Any) -> OutgoingMessage:
    later = timezone.now() + 60 * MINUTE
    return make_message(state=State.DEAD, attempts=5, **{"not_after": later, **fields})


def try_again(client: Client, *messages: OutgoingMessage) -> str:
    keys = [message.pk for message in messages]
    form = {"action": "try_again", "_selected_action": keys}
    return client.post(LIST, form, follow=True).text


def test_it_shows_what_happened_to_a_message(manager: Client) -> None:
    given_up(recipient="alice@example.test", error="The mail server refused the message: 550")
    page = manager.get(LIST).text
    assert "Given up" in page
    assert "alice@example.test" in page
    assert "The mail server refused the message: 550" in page


def test_it_finds_messages_by_recipient_and_by_subject(manager: Client) -> None:
    given_up(recipient="alice@example.test", subject="appointment:17")
    given_up(recipient="bob@example.test", subject="appointment:170")
    for term in ("ALICE", "appointment:17"):
        page = manager.get(LIST, {"q": term}).text
        assert "alice@example.test" in page
        assert "bob@example.test" not in page


def test_indexes_serve_both_halves_of_a_search() -> None:
    page = OutgoingMessageAdmin(OutgoingMessage, admin.site)
    rows = OutgoingMessage.objects.order_by()
    found, _ = page.get_search_results(HttpRequest(), rows, "alice@")
    with connection.cursor() as cursor:
        # A table of a test is read faster as a whole, so that is switched off.
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = found.explain()
    assert "Seq Scan" not in plan
    assert "BitmapOr" in plan
    assert "Scan on reminders_by_recipient" in plan
    assert "Scan on reminders_once_per_cause" in plan


@pytest.mark.parametrize(
    "chosen", [{"state__exact": "dead"}, {"channel__exact": "sms"}, {"kind": "note"}]
)
def test_it_filters(manager: Client, chosen: dict[str, str]) -> None:
    given_up(channel=Channel.SMS, recipient="+16045550123")
    make_message(kind="other", recipient="bob@example.test")
    page = manager.get(LIST, chosen).text
    assert "+16045550123" in page
    assert "bob@example.test" not in page


def test_it_makes_a_message_due_again(manager: Client) -> None:
    message = given_up()
    assert "Due again: 1." in try_again(manager, message)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.DUE, 0)


def test_it_leaves_what_was_sent_or_is_too_late(manager: Client) -> None:
    sent = make_message(state=State.SENT)
    late = given_up(not_after=timezone.now() - MINUTE)
    assert "too late to be of use: 2." in try_again(manager, sent, late)


def test_it_lets_nobody_edit_add_or_delete(manager: Client) -> None:
    message = given_up()
    assert manager.get(f"{LIST}add/").status_code == HTTPStatus.FORBIDDEN
    assert manager.get(f"{LIST}{message.pk}/delete/").status_code == HTTPStatus.FORBIDDEN
    page = manager.get(f"{LIST}{message.pk}/change/").text
    assert 'name="_save"' not in page


def test_it_is_closed_to_the_desk(client: Client) -> None:
    assert signed_in(client, "receptionist").get(LIST).status_code == HTTPStatus.FORBIDDEN


def test_it_refuses_another_try_to_those_who_may_only_look(client: Client) -> None:
    user = User.objects.create_user("owner@clinic.test", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_outgoingmessage"))
    client.force_login(user)
    message = given_up()
    try_again(client, message)
    message.refresh_from_db()
    assert message.state == State.DEAD


def test_it_calls_every_kind_as_people_do() -> None:
    for name in registry.names():
        words = spoken(name)
        assert words[0].isupper()
        assert "_" not in words
        assert not words.startswith(("Reminder ", "Series "))
