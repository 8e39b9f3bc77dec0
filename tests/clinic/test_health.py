from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from reminders import signs
from reminders.models import Sign
from tests.reminders.notes import MINUTE, make_message

ALL_IS_WELL = {
    "database": "ok",
    "broker": "ok",
    "oldest_overdue_message_seconds": None,
    "beat": "ok",
    "worker": "ok",
}


def heard(*names: str, ago: timedelta = timedelta()) -> None:
    for name in names:
        signs.note(name, now=timezone.now() - ago)


def test_it_says_that_it_lives(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/readyz", "/readyz/messages"])
def test_it_says_that_it_is_ready(client: Client, address: str) -> None:
    heard(signs.BEAT, signs.WORKER)

    answer = client.get(address)

    assert answer.status_code == 200
    assert answer.json() == ALL_IS_WELL


@pytest.mark.django_db
def test_it_says_that_beat_is_away_and_yet_serves_pages(client: Client) -> None:
    heard(signs.BEAT, ago=5 * MINUTE)
    heard(signs.WORKER)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {**ALL_IS_WELL, "beat": "late"}


@pytest.mark.django_db
def test_it_calls_somebody_late_who_was_never_heard(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.json() == {**ALL_IS_WELL, "beat": "late", "worker": "late"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [signs.BEAT, signs.WORKER])
def test_it_raises_an_alarm_when_somebody_is_away(client: Client, name: str) -> None:
    heard(signs.BEAT, signs.WORKER)
    Sign.objects.filter(name=name).update(at=timezone.now() - 5 * MINUTE)

    assert client.get("/readyz/messages").status_code == 503


@pytest.mark.django_db
def test_it_raises_an_alarm_when_messages_are_late(client: Client) -> None:
    heard(signs.BEAT, signs.WORKER)
    make_message(due_at=timezone.now() - 11 * MINUTE)

    assert client.get("/readyz").status_code == 200
    answer = client.get("/readyz/messages")

    assert answer.status_code == 503
    assert answer.json()["oldest_overdue_message_seconds"] in range(660, 720)
