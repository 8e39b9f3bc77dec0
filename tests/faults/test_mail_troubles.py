"""A mail server that refuses, says "later", hangs, or hangs up: one message at a time or all."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from clinic.embedded import free_port
from reminders import delivery, outbox
from reminders.channels import email
from reminders.models import OutgoingMessage, State
from tests.clinic.waiting import eventually
from tests.concurrency.together import Stopwatch
from tests.factories import Clinic, make_user
from tests.faults.crew import Crew
from tests.faults.due import address, all_sent, due, states
from tests.faults.post_office import PostOffice
from tests.reminders.notes import MINUTE, Clock

TROUBLED = address(3)
THE_OTHERS = sorted({address(number) for number in range(12)} - {TROUBLED})
# Seconds; a tick comes every three, and this machine may be busy.
ON_TIME = 30
LIST = "/admin/reminders/outgoingmessage/"

Trouble = Callable[[PostOffice], None]


def says_later(post_office: PostOffice) -> None:
    post_office.answers[TROUBLED] = "451 4.3.0 Try again later"


def hangs(post_office: PostOffice) -> None:
    post_office.hangs.add(TROUBLED)


def hangs_up(post_office: PostOffice) -> None:
    """It has taken the message over, and nobody hears of it."""
    post_office.drops.add(TROUBLED)


@pytest.fixture
def impatient(settings: Settings, post_office: PostOffice) -> None:
    """A second instead of ten for each answer of the mail server."""
    settings.MAILERS = deepcopy(settings.MAILERS)
    settings.MAILERS["default"]["OPTIONS"]["timeout"] = 1


@pytest.mark.parametrize("trouble", [says_later, hangs, hangs_up])
def test_it_sends_the_others_on_time_and_gives_up_after_five_tries(
    clinic: Clinic, post_office: PostOffice, impatient: None, clock: Clock, trouble: Trouble
) -> None:
    messages = due(clinic, 12, now=clock.now)
    trouble(post_office)
    delivery.run(clock=clock)
    assert sorted(set(post_office.taken) - {TROUBLED}) == THE_OTHERS

    waits = []
    while (message := now_of(messages[3])).state == State.DUE:
        waits.append((message.next_try_at - clock.now) // MINUTE)
        clock.now = message.next_try_at
        delivery.run(clock=clock)
    assert waits == [1, 5, 30, 120]
    assert (message.state, message.attempts) == (State.DEAD, 5)
    assert message.error.startswith("The mail server")
    assert post_office.tried.count(TROUBLED) == 5
    assert sorted(one for one in post_office.taken if one != TROUBLED) == THE_OTHERS


def test_a_worker_sends_the_others_on_time_when_an_address_is_refused(
    open_clinic: Clinic, running: Crew, post_office: PostOffice
) -> None:
    post_office.unknown[TROUBLED] = "550 5.1.1 No such user"
    messages = due(open_clinic, 12)
    others = [message for message in messages if message.pk != messages[3].pk]
    eventually(lambda: all_sent(others) and now_of(messages[3]).error != "", seconds=ON_TIME)
    refused = now_of(messages[3])
    assert (refused.state, refused.attempts) == (State.DEAD, 1)
    assert refused.error == "The mail server refused the message: 550 5.1.1 No such user"
    assert sorted(post_office.taken) == THE_OTHERS


def test_it_goes_on_as_soon_as_somebody_listens_again(
    clinic: Clinic, post_office: PostOffice, settings: Settings, clock: Clock
) -> None:
    messages = due(clinic, 12, now=clock.now)
    really = settings.MAILERS
    settings.MAILERS = deepcopy(really)
    settings.MAILERS["default"]["OPTIONS"]["port"] = free_port()
    for _minute in range(10):
        delivery.run(clock=clock)
        clock.advance(MINUTE)
    tries = sum(now_of(message).attempts for message in messages)
    Stopwatch().say("nobody listened for 10 minutes, 12 due", tries=tries)
    assert states(messages) == {State.DUE}

    settings.MAILERS = really
    for _minute in range(31):
        delivery.run(clock=clock)
        clock.advance(MINUTE)
    assert states(messages) == {State.SENT}
    assert post_office.copies == 0


def test_it_never_sends_after_the_appointment_began(
    clinic: Clinic, post_office: PostOffice, clock: Clock
) -> None:
    in_twenty_minutes = clock.now + 20 * MINUTE
    messages = due(clinic, 1, now=clock.now, first_start=in_twenty_minutes)
    post_office.answers[address(0)] = "451 4.3.0 Try again later"
    for _minute in range(15):
        delivery.run(clock=clock)
        clock.advance(MINUTE)
    post_office.clear()
    clock.now = in_twenty_minutes
    for _minute in range(60):
        delivery.run(clock=clock)
        clock.advance(MINUTE)
    assert states(messages) == {State.DEAD}
    assert post_office.tried == []


# django-unfold is not yet on the signature that Django 6.1 introduced.
@pytest.mark.filterwarnings("ignore:Overriding get_action_choices")
def test_it_shows_the_desk_why_it_gave_up_and_tries_again(
    clinic: Clinic, post_office: PostOffice, client: Client
) -> None:
    [message] = due(clinic, 1)
    post_office.answers[address(0)] = "451 4.3.0 Try again later"
    for _try in range(outbox.MOST_TRIES):
        delivery.run(clock=timezone.now)
        OutgoingMessage.objects.update(next_try_at=timezone.now())
    sign_in_manager(client)
    assert "451 4.3.0 Try again later" in client.get(LIST).text

    post_office.clear()
    form = {"action": "try_again", "_selected_action": [message.pk]}
    assert "Due again: 1." in client.post(LIST, form, follow=True).text
    delivery.run(clock=timezone.now)
    assert post_office.taken == [address(0)]


def test_it_gives_up_a_server_that_is_slow_with_every_answer(
    clinic: Clinic, post_office: PostOffice, impatient: None, clock: Clock
) -> None:
    [message] = due(clinic, 1, now=clock.now)
    post_office.slowness = 0.9
    delivery.run(clock=clock)
    assert states([message]) == {State.DUE}


def test_it_tries_for_less_long_than_a_lease_keeps_others_away(settings: Settings) -> None:
    for_one_answer = timedelta(seconds=settings.MAILERS["default"]["OPTIONS"]["timeout"])
    assert for_one_answer * email.LONGEST_TRY < delivery.LONGEST_TRY < outbox.LEASE


def sign_in_manager(client: Client) -> None:
    manager = make_user("manager@clinic.test", is_staff=True)
    manager.groups.add(Group.objects.get(name="manager"))
    client.force_login(manager)


def now_of(message: OutgoingMessage) -> OutgoingMessage:
    return OutgoingMessage.objects.get(pk=message.pk)
