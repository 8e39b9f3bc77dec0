import pytest
from django.db import transaction

from reminders.models import Channel, OutgoingMessage
from reminders.outbox import enqueue
from tests.reminders.notes import MINUTE, NOW


def write(version: int = 0, **changes: object) -> None:
    cause = {"subject": "note:1", "version": version, "kind": "note", "channel": Channel.EMAIL}
    times = {"due_at": NOW, "not_after": NOW + MINUTE}
    enqueue(**{**cause, **times, **changes})  # type: ignore[arg-type]


@pytest.mark.django_db
def test_it_writes_one_message_per_cause() -> None:
    write()
    write()
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "difference",
    [{"version": 1}, {"channel": Channel.SMS}, {"kind": "other"}, {"subject": "note:2"}],
)
def test_it_writes_another_message_for_another_cause(difference: dict[str, object]) -> None:
    write()
    write(**difference)  # type: ignore[arg-type]
    assert OutgoingMessage.objects.count() == 2


@pytest.mark.django_db
def test_it_leaves_a_sent_message_alone() -> None:
    write()
    OutgoingMessage.objects.update(state="sent")
    write()
    assert [message.state for message in OutgoingMessage.objects.all()] == ["sent"]


@pytest.mark.django_db(transaction=True)
def test_it_refuses_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="in the transaction that causes it"):
        write()


@pytest.mark.django_db(transaction=True)
def test_it_vanishes_with_its_cause() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not OutgoingMessage.objects.exists()
