from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from reminders import archive, outbox
from reminders.models import ArchivedMessage, IncomingText, OutgoingMessage, State, Understood
from tests.reminders.notes import NOW, make_message

DAY = timedelta(days=1)
LIMIT: timedelta = settings.MESSAGES_ARCHIVED_AFTER


def old(**fields: Any) -> OutgoingMessage:
    """A message that was sent, and of use, a day before the limit."""
    when = NOW - LIMIT - DAY
    return make_message(**{"state": State.SENT, "due_at": when, "not_after": when, **fields})


def remaining() -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.order_by("pk"))


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.SENT, State.WITHDRAWN, State.DEAD])
def test_it_moves_what_is_settled_and_old(state: State) -> None:
    message = old(state=state, recipient="alice@example.test", error="Why.", sent_at=NOW)
    assert archive.tidy(now=NOW)["archived"] == 1
    archived = ArchivedMessage.objects.get()
    assert remaining() == []
    assert archived.archived_at == NOW
    for name in ("subject", "version", "kind", "channel", "due_at", "recipient", "error"):
        assert getattr(archived, name) == getattr(message, name)
    assert (archived.key, archived.state) == (message.pk, state)
    assert (archived.created_at, archived.sent_at) == (message.created_at, message.sent_at)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.DUE, State.SENDING])
def test_it_never_moves_what_waits(state: State) -> None:
    message = old(state=state)
    archive.tidy(now=NOW)
    assert remaining() == [message]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "stays"),
    [
        ({"due_at": NOW - LIMIT - DAY, "not_after": NOW - LIMIT - DAY}, False),
        ({"due_at": NOW - LIMIT, "not_after": NOW - LIMIT - DAY}, True),
        ({"due_at": NOW - LIMIT - DAY, "not_after": NOW - LIMIT}, True),
        ({"due_at": NOW - LIMIT - DAY, "not_after": NOW + DAY}, True),
    ],
)
def test_it_moves_what_was_due_and_of_use_before_the_limit(
    fields: dict[str, datetime], stays: bool
) -> None:
    old(**fields)
    archive.tidy(now=NOW)
    assert bool(remaining()) is stays


@pytest.mark.django_db
def test_it_goes_batch_after_batch() -> None:
    for _ in range(5):
        old()
    assert archive.archive(now=NOW, most=2) == 2
    assert archive.tidy(now=NOW)["archived"] == 3


@pytest.mark.django_db
def test_it_leaves_the_rest_to_the_next_time_when_time_is_over() -> None:
    message = old()
    assert archive.tidy(now=NOW, seconds=0)["archived"] == 0
    assert remaining() == [message]


@pytest.mark.django_db
def test_it_loses_nothing_when_it_dies_in_the_middle() -> None:
    message = old()
    with transaction.atomic():
        archive.archive(now=NOW)
        transaction.set_rollback(True)
    assert remaining() == [message]
    assert not ArchivedMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_leaves_what_somebody_is_looking_after() -> None:
    held, free = old(), old()

    def tidy() -> int:
        try:
            return archive.archive(now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other, transaction.atomic():
        OutgoingMessage.objects.select_for_update().get(pk=held.pk)
        assert other.submit(tidy).result(timeout=10) == 1
    assert remaining() == [held]
    assert ArchivedMessage.objects.get().key == free.pk


@pytest.mark.django_db
def test_it_lets_no_archived_message_go_again() -> None:
    old()
    archive.tidy(now=NOW)
    assert outbox.claim(now=NOW) == []


@pytest.mark.django_db
def test_it_removes_archived_messages_after_the_retention() -> None:
    at = NOW - settings.MESSAGES_REMOVED_AFTER
    archived(1, at - DAY)
    archived(2, at)
    assert archive.tidy(now=NOW)["removed"] == 1
    assert ArchivedMessage.objects.get().key == 2


@pytest.mark.django_db
def test_it_removes_old_incoming_texts() -> None:
    incoming("old", NOW - LIMIT - DAY)
    incoming("young", NOW - LIMIT)
    assert archive.tidy(now=NOW)["answers removed"] == 1
    assert IncomingText.objects.get().provider_key == "young"


def archived(key: int, due_at: datetime) -> None:
    ArchivedMessage.objects.create(
        key=key,
        subject=f"note:{key}",
        version=0,
        kind="note",
        channel="email",
        due_at=due_at,
        state=State.SENT,
        created_at=due_at,
        archived_at=NOW,
    )


def incoming(key: str, at: datetime) -> None:
    IncomingText.objects.create(
        provider_key=key, sender="+16045550123", understood=Understood.STOP, received_at=at
    )
