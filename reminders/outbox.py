"""The life of a message row: written, withdrawn, claimed under a lease, and how a try ended.

Every change names the state and the lease it expects. Zero rows changed is a normal answer: the
message was withdrawn meanwhile, or the lease ran out and another worker has it.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from psycopg import Cursor

from reminders.models import WAITING, Channel, OutgoingMessage, State

BATCH = 400
# For how long a provider that takes nothing is left alone.
PAUSE = timedelta(minutes=1)
# Longer than one try can take, short enough that a killed worker's messages are still of use.
LEASE = timedelta(minutes=2)
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
MOST_TRIES = len(BACK_OFF) + 1
# Workers lost with the same message among theirs.
SUSPECT_AFTER = 2
LONGEST_REASON = 500
# Seconds after which the answer of a statement is too old to go by.
LONGEST_WAIT = 0.05
# Seconds of records that PostgreSQL's own end may lose: one that comes later waits for the disk.
LONGEST_IN_MEMORY = 0.1

RECORD_AND_ASK = """
    WITH noted AS (
        UPDATE reminders_outgoingmessage
        SET state = 'sent', lease = NULL, recipient = %s, provider_key = %s, sent_at = %s,
            error = ''
        WHERE id = %s AND lease = %s AND state IN ('sending', 'withdrawn')
        RETURNING id
    )
    SELECT
        EXISTS (SELECT FROM noted),
        EXISTS (
            SELECT FROM reminders_outgoingmessage
            WHERE id = %s AND lease = %s AND state = 'sending'
        ),
        CASE WHEN %s THEN set_config('synchronous_commit', 'off', true) END
"""


def enqueue(
    *,
    subject: str,
    version: int,
    kind: str,
    channel: Channel,
    due_at: datetime,
    not_after: datetime,
) -> None:
    """Writes one message, once per (subject, version, kind, channel), however often it is called.

    Only inside the caller's transaction: the message exists exactly when its cause does.
    """
    _refuse_outside_transaction()
    message = OutgoingMessage(
        subject=subject,
        version=version,
        kind=kind,
        channel=channel,
        due_at=due_at,
        next_try_at=due_at,
        not_after=not_after,
    )
    OutgoingMessage.objects.bulk_create([message], ignore_conflicts=True)


def withdraw(*, subject: str, before_version: int | None = None, reason: str) -> int:
    """Takes back what has not gone yet, of all versions or those before one; how many it was.

    A message that a worker has claimed but not yet handed over is withdrawn as well. It keeps its
    lease, so that the worker can still record that it went when it was too late to stop it.
    """
    _refuse_outside_transaction()
    waiting = OutgoingMessage.objects.filter(subject=subject, state__in=WAITING)
    if before_version is not None:
        waiting = waiting.filter(version__lt=before_version)
    return waiting.update(state=State.WITHDRAWN, error=reason)


def withdraw_these(messages: Iterable[OutgoingMessage], *, reason: str) -> int:
    """Takes back messages that the caller has locked; how many it was."""
    _refuse_outside_transaction()
    waiting = OutgoingMessage.objects.filter(pk__in=[message.pk for message in messages])
    return waiting.filter(state__in=WAITING).update(state=State.WITHDRAWN, error=reason)


def claim(
    *, now: datetime, limit: int = BATCH, channels: Iterable[Channel] = tuple(Channel)
) -> list[OutgoingMessage]:
    """Leases up to `limit` messages that are due, longest waiting first, counting the try.

    One whose worker was lost again and again comes alone: it may be what ends them.
    A short transaction of its own. Workers that claim at the same time get different messages.
    """
    lease, leased_until = uuid4(), now + LEASE
    with transaction.atomic(durable=True):
        batch = list(
            OutgoingMessage.objects.claimable(now)
            .filter(channel__in=list(channels))
            .order_by("next_try_at", "pk")
            .select_for_update(skip_locked=True)[:limit]
        )
        batch = batch[: _together(batch)]
        OutgoingMessage.objects.filter(pk__in=[message.pk for message in batch]).update(
            state=State.SENDING, lease=lease, next_try_at=leased_until, attempts=F("attempts") + 1
        )
    for message in batch:
        message.state, message.lease, message.next_try_at = State.SENDING, lease, leased_until
        message.attempts += 1
    return batch


def may_end_its_worker(message: OutgoingMessage) -> bool:
    """Whether it waits to be claimed for the third time or more, after a worker was lost."""
    return message.state == State.SENDING and message.attempts >= SUSPECT_AFTER


def is_leased(message: OutgoingMessage) -> bool:
    """Whether the message is still ours to send: neither withdrawn nor taken over since."""
    return OutgoingMessage.objects.filter(
        pk=message.pk, lease=message.lease, state=State.SENDING
    ).exists()


@dataclass(frozen=True)
class Sent:
    """A message that went, before the row says so."""

    message: OutgoingMessage
    recipient: str
    at: datetime
    provider_key: str = ""


def record_sent(
    message: OutgoingMessage, *, recipient: str, now: datetime, provider_key: str = ""
) -> bool:
    """It went, even if it was withdrawn while it was on its way; False: another worker has it."""
    return _close(
        message,
        (State.SENDING, State.WITHDRAWN),
        State.SENT,
        recipient=recipient[:254],
        provider_key=provider_key[:64],
        sent_at=now,
        error="",
    )


class Disk:
    """When a record of this process has last waited for it."""

    def __init__(self) -> None:
        self.waited_at = 0.0

    def is_due(self, now: float) -> bool:
        """Whether the record of this moment waits for it; it counts as having done so."""
        if now - self.waited_at < LONGEST_IN_MEMORY:
            return False
        self.waited_at = now
        return True


_disk = Disk()


def record_and_ask(sent: Sent, *, about: OutgoingMessage) -> tuple[bool, bool]:
    """As `record_sent` of the one and `is_leased` of the next, in one statement.

    The record holds at once, also when the worker is killed. Only PostgreSQL's own end could lose
    it, within a tenth of a second: then one has waited for the disk, as the last of a batch does.
    """
    began = time.monotonic()
    in_memory = not _disk.is_due(began)
    connection.ensure_connection()
    # A cursor of the server's: once for each message is often enough to have it planned beforehand.
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(RECORD_AND_ASK, (*_parameters(sent, about), in_memory))
        [(noted, ours, _)] = cursor.fetchall()
    if time.monotonic() - began > LONGEST_WAIT:
        # The answer is as old as the question, and noting has waited for somebody's lock.
        ours = is_leased(about)
    return noted, ours


def record_withdrawn(message: OutgoingMessage, *, reason: str) -> bool:
    """The reason for it is gone: it is never sent."""
    return _close(message, (State.SENDING,), State.WITHDRAWN, error=reason[:LONGEST_REASON])


def record_dead(message: OutgoingMessage, *, reason: str, recipient: str = "") -> bool:
    """Given up; the admin shows it with a retry."""
    reached = {"recipient": recipient[:254]} if recipient else {}
    return _close(message, (State.SENDING,), State.DEAD, error=reason[:LONGEST_REASON], **reached)


def record_failure(
    message: OutgoingMessage, *, reason: str, now: datetime, recipient: str = ""
) -> bool:
    """This try failed: due again after a back-off, or given up when no try is left or of use."""
    next_try_at = _after_failure(message, now)
    if next_try_at is None:
        return record_dead(message, reason=reason, recipient=recipient)
    reached = {"recipient": recipient[:254]} if recipient else {}
    return _close(
        message,
        (State.SENDING,),
        State.DUE,
        error=reason[:LONGEST_REASON],
        next_try_at=next_try_at,
        **reached,
    )


def hand_back(messages: Iterable[OutgoingMessage], *, until: datetime, reason: str = "") -> int:
    """Gives up the lease of messages that have not gone: due again at `until`, try not counted.

    `reason` says in the row what they wait for; without one, what stood there stays. Rows that
    somebody is just withdrawing are left to them: waiting for their locks in another order than
    theirs could deadlock.
    """
    given = list(messages)
    ours = OutgoingMessage.objects.filter(
        pk__in=[message.pk for message in given],
        lease__in={message.lease for message in given},
        state=State.SENDING,
    )
    with transaction.atomic():
        free = list(ours.select_for_update(skip_locked=True).values_list("pk", flat=True))
        said = {"error": reason[:LONGEST_REASON]} if reason else {}
        return OutgoingMessage.objects.filter(pk__in=free).update(
            state=State.DUE, lease=None, next_try_at=until, attempts=F("attempts") - 1, **said
        )


def retry(message: OutgoingMessage, *, now: datetime) -> bool:
    """Makes a message that was given up due again, with all its tries; False: too late, or not."""
    given_up = OutgoingMessage.objects.filter(pk=message.pk, state=State.DEAD, not_after__gt=now)
    return bool(given_up.update(state=State.DUE, attempts=0, next_try_at=now, lease=None))


def revive(*, subject: str, version: int, kinds: Iterable[str], now: datetime) -> int:
    """Makes what was withdrawn or given up due again, because it holds once more; how many.

    What would come too late stays as it is. Whether it really holds is asked before each is sent.
    """
    _refuse_outside_transaction()
    gone = OutgoingMessage.objects.filter(
        subject=subject,
        version=version,
        kind__in=list(kinds),
        state__in=(State.WITHDRAWN, State.DEAD),
        not_after__gt=now,
    )
    return gone.update(
        state=State.DUE,
        attempts=0,
        next_try_at=Greatest("due_at", Value(now)),
        lease=None,
        error="",
    )


def _together(batch: list[OutgoingMessage]) -> int:
    """How many from the first may share a worker's fate: the others wait for the next claim."""
    if batch and may_end_its_worker(batch[0]):
        return 1
    suspects = (place for place, message in enumerate(batch) if may_end_its_worker(message))
    return next(suspects, len(batch))


def _parameters(sent: Sent, about: OutgoingMessage) -> tuple[Any, ...]:
    return (
        *(sent.recipient[:254], sent.provider_key[:64], sent.at),
        *(sent.message.pk, sent.message.lease, about.pk, about.lease),
    )


def _after_failure(message: OutgoingMessage, now: datetime) -> datetime | None:
    if message.attempts >= MOST_TRIES:
        return None
    next_try_at = now + BACK_OFF[message.attempts - 1]
    return next_try_at if next_try_at < message.not_after else None


def _close(
    message: OutgoingMessage, expected: tuple[State, ...], state: State, **changes: object
) -> bool:
    leased = OutgoingMessage.objects.filter(pk=message.pk, lease=message.lease, state__in=expected)
    return bool(leased.update(state=state, lease=None, **changes))


def _refuse_outside_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("A message is written or withdrawn in the transaction that causes it.")
