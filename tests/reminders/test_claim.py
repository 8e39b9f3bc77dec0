from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from reminders import outbox
from reminders.models import Channel, OutgoingMessage, State
from tests.reminders.notes import MINUTE, NOW, make_message


@pytest.mark.django_db
def test_it_takes_what_is_due_longest_waiting_first() -> None:
    later, earlier = make_message(), make_message(due_at=NOW - MINUTE)
    make_message(due_at=NOW + MINUTE)
    assert outbox.claim(now=NOW) == [earlier, later]


@pytest.mark.django_db
def test_it_counts_the_try_before_anything_is_sent() -> None:
    message = make_message()
    outbox.claim(now=NOW)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.SENDING, 1)


@pytest.mark.django_db
def test_it_takes_no_more_than_asked() -> None:
    for _ in range(3):
        make_message()
    assert len(outbox.claim(now=NOW, limit=2)) == 2


@pytest.mark.django_db
def test_it_takes_only_the_channels_asked_for() -> None:
    make_message()
    sms = make_message(channel=Channel.SMS)
    assert outbox.claim(now=NOW, channels={Channel.SMS}) == [sms]


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.SENT, State.WITHDRAWN, State.DEAD])
def test_it_never_takes_what_is_settled(state: State) -> None:
    make_message(state=state)
    assert outbox.claim(now=NOW) == []


@pytest.mark.django_db
def test_it_leaves_a_leased_message_to_its_worker() -> None:
    make_message()
    outbox.claim(now=NOW)
    assert outbox.claim(now=NOW + outbox.LEASE - MINUTE) == []


@pytest.mark.django_db
def test_it_takes_over_from_a_worker_that_died() -> None:
    message = make_message()
    outbox.claim(now=NOW)
    [taken_over] = outbox.claim(now=NOW + outbox.LEASE)
    assert (taken_over, taken_over.attempts) == (message, 2)


@pytest.mark.django_db
def test_it_makes_the_late_answer_of_the_first_worker_void() -> None:
    make_message()
    [first] = outbox.claim(now=NOW)
    [second] = outbox.claim(now=NOW + outbox.LEASE)
    assert not outbox.is_leased(first)
    assert not outbox.record_failure(first, reason="Refused.", now=NOW)
    assert outbox.record_sent(second, recipient="alice@example.test", now=NOW)


@pytest.mark.django_db
def test_it_reads_only_what_waits_however_much_is_old() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = OutgoingMessage.objects.claimable(NOW).order_by("next_try_at")[:200].explain()
    assert "reminders_waiting_by_next_try" in plan


def half_a_claim(selected: Event, go_on: Event, *, locking: bool) -> int:
    """Another worker that has chosen its messages but not yet written its lease."""
    due = OutgoingMessage.objects.claimable(NOW)
    try:
        with transaction.atomic():
            chosen = list(due.select_for_update(skip_locked=True) if locking else due)
            selected.set()
            go_on.wait(timeout=10)
        return len(chosen)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("locking", "taken_twice"), [(True, False), (False, True)], ids=["locked", "negative control"]
)
def test_it_gives_a_message_to_one_of_two_workers(locking: bool, taken_twice: bool) -> None:
    make_message()
    selected, go_on = Event(), Event()
    with ThreadPoolExecutor(1) as other_worker:
        theirs = other_worker.submit(half_a_claim, selected, go_on, locking=locking)
        selected.wait(timeout=10)
        ours = len(outbox.claim(now=NOW))
        go_on.set()
        assert (theirs.result() + ours == 2) is taken_twice


@pytest.mark.django_db(transaction=True)
def test_it_shares_the_work_among_workers_without_overlap() -> None:
    for _ in range(60):
        make_message()
    start = Barrier(4)

    def work() -> list[int]:
        start.wait(timeout=10)
        mine: list[int] = []
        try:
            while batch := outbox.claim(now=NOW, limit=5):
                mine += [message.pk for message in batch]
        finally:
            connection.close()
        return mine

    with ThreadPoolExecutor(4) as workers:
        shares = [worker.result() for worker in [workers.submit(work) for _ in range(4)]]
    taken = [key for share in shares for key in share]
    assert (len(taken), len(set(taken))) == (60, 60)


@pytest.mark.django_db
def test_it_says_how_long_the_longest_waiting_message_waits() -> None:
    make_message(due_at=NOW - timedelta(seconds=90))
    make_message(due_at=NOW - timedelta(seconds=30))
    make_message(due_at=NOW + MINUTE)
    assert OutgoingMessage.objects.oldest_overdue_seconds(now=NOW) == 90


@pytest.mark.django_db
def test_it_finds_nothing_overdue_when_all_is_settled_or_to_come() -> None:
    make_message(due_at=NOW - MINUTE, state=State.SENT)
    make_message(due_at=NOW + MINUTE)
    assert OutgoingMessage.objects.oldest_overdue_seconds(now=NOW) is None
