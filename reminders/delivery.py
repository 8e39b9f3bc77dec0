"""What a worker does: claim what is due, ask whether it still holds, write it, send it, note it.

Nothing is sent inside a transaction. The clock is read again before every message, because a batch
may take as long as its providers like.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from itertools import batched
from typing import Any

import structlog
from django.conf import settings

from reminders import outbox, registry
from reminders.channels import Content, NotSent, Provider, Sender, Unreachable
from reminders.channels.email import Mailer
from reminders.channels.sms import Twilio
from reminders.channels.sms_account import sms_account
from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording

Clock = Callable[[], datetime]

# Read together, so that what a message says is never older than the sending of a few others.
SLICE = 20
# Two in a row: one message can break a connection, only a broken provider breaks the next as well.
PATIENCE = 2
PAUSE = timedelta(minutes=1)
# No new try begins with less of the lease left than a try may take.
LONGEST_TRY = timedelta(seconds=30)

log = structlog.get_logger(__name__)


def run(*, clock: Clock, seconds: float = 200, limit: int = outbox.BATCH) -> int:
    """Delivers batch after batch until nothing is due or the time is over; how many it claimed.

    A provider that takes nothing is left alone for the rest of the run; the others go on.
    """
    end = time.monotonic() + seconds
    reachable = set(Channel)
    claimed = 0
    while reachable and time.monotonic() < end:
        batch = outbox.claim(now=clock(), limit=limit, channels=reachable)
        if not batch:
            break
        claimed += len(batch)
        reachable -= deliver(batch, clock=clock)
    return claimed


def deliver(batch: Sequence[OutgoingMessage], *, clock: Clock) -> set[Channel]:
    """Tries each message of a claimed batch once; the channels whose provider takes nothing."""
    unreachable = set()
    wording = Wording.read()
    for channel in Channel:
        messages = [message for message in batch if message.channel == channel]
        if messages and not _deliver_over(channel, messages, clock, wording):
            unreachable.add(channel)
    return unreachable


def message_id(message: OutgoingMessage) -> str:
    """The same for every try, so that a mailbox can drop a second copy.

    The moment of writing is part of it: row numbers begin again in a new or restored database.
    """
    written = int(message.created_at.timestamp() * 1_000_000)
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"<message-{message.pk}-{written}@{address.rpartition('@')[2] or 'localhost'}>"


def provider_for(channel: Channel) -> Provider | None:
    """Who carries this channel's messages; None: the clinic has nobody."""
    if channel == Channel.EMAIL:
        return Mailer()
    account = sms_account(settings.SMS_URL)
    return Twilio(account) if account else None


@dataclass(frozen=True)
class Ready:
    """A message that may go, with its text."""

    message: OutgoingMessage
    content: Content


def _deliver_over(
    channel: Channel, messages: list[OutgoingMessage], clock: Clock, wording: Wording
) -> bool:
    """Tries the messages in order; False: the provider is unreachable, the rest is handed back."""
    provider = provider_for(channel)
    if provider is None:
        for message in messages:
            outbox.record_withdrawn(message, reason=f"No {channel.label} provider.")
        return True
    broken_in_a_row = 0
    with provider.open() as sender:
        for position, ready in enumerate(_prepared(messages, clock, wording)):
            if ready is None:
                continue
            if ready.message.next_try_at - clock() < LONGEST_TRY:
                outbox.hand_back(messages[position:], until=clock())
                return True
            broken_in_a_row = broken_in_a_row + 1 if _try(ready, sender, clock) else 0
            if broken_in_a_row == PATIENCE:
                _leave_alone(channel, messages[position + 1 :], clock)
                return False
    return True


def _leave_alone(channel: Channel, rest: list[OutgoingMessage], clock: Clock) -> None:
    handed_back = outbox.hand_back(rest, until=clock() + PAUSE)
    log.warning("provider unreachable", channel=channel.value, handed_back=handed_back)


def _try(ready: Ready, sender: Sender, clock: Clock) -> bool:
    """Sends one message and notes how it ended; True: the provider itself is the trouble."""
    message, content = ready.message, ready.content
    if not outbox.is_leased(message):
        return False
    try:
        key = sender.send(content, message_id=message_id(message))
    except NotSent as failure:
        _note_failure(message, str(failure), clock, recipient=content.to)
        return isinstance(failure, Unreachable)
    if not outbox.record_sent(message, recipient=content.to, provider_key=key, now=clock()):
        log.warning("message sent after its lease", message=message.pk, kind=message.kind)
    return False


def _note_failure(message: OutgoingMessage, reason: str, clock: Clock, recipient: str = "") -> None:
    outbox.record_failure(message, reason=reason, now=clock(), recipient=recipient)
    # The reason stays in the row: a mail server's reply may name the recipient.
    log.warning(
        "message not sent", message=message.pk, kind=message.kind, attempts=message.attempts
    )


def _prepared(
    messages: Sequence[OutgoingMessage], clock: Clock, wording: Wording
) -> Iterator[Ready | None]:
    """One answer a message, in order: what to send, or None when it is settled without."""
    for slice_of_messages in batched(messages, SLICE):
        causes = _causes(slice_of_messages)
        for message in slice_of_messages:
            yield _prepare(message, causes, clock(), wording)


def _causes(messages: Iterable[OutgoingMessage]) -> Mapping[int, Any]:
    """What each message is about, by message key, read kind by kind."""
    by_kind: dict[str, list[OutgoingMessage]] = {}
    for message in messages:
        by_kind.setdefault(message.kind, []).append(message)
    causes: dict[int, Any] = {}
    for name, of_this_kind in by_kind.items():
        if kind := registry.find(name):
            causes.update(kind.fetch(of_this_kind))
    return causes


def _prepare(
    message: OutgoingMessage, causes: Mapping[int, Any], now: datetime, wording: Wording
) -> Ready | None:
    kind = registry.find(message.kind)
    if kind is None:
        outbox.record_dead(message, reason=f"Nothing here writes messages of kind {message.kind}.")
    elif message.attempts > outbox.MOST_TRIES:
        outbox.record_dead(message, reason="Every try ended with the end of the worker.")
    elif now >= message.not_after:
        until = f"{message.not_after.astimezone(UTC):%d %B %Y %H:%M}"
        outbox.record_withdrawn(message, reason=f"Too late: of use until {until} UTC.")
    elif message.pk not in causes:
        outbox.record_withdrawn(message, reason="What it was about no longer exists.")
    else:
        return _write(message, kind, causes[message.pk], now, wording)
    return None


def _write(
    message: OutgoingMessage,
    kind: registry.Kind[Any],
    cause: object,
    now: datetime,
    wording: Wording,
) -> Ready | None:
    # Any error in a kind's own code is that message's alone: the rest of the batch must go.
    try:
        reason = kind.still_holds(message, cause, now)
        content = None if reason else kind.render(message, cause, now, wording)
    except Exception as error:  # noqa: BLE001
        name = type(error).__name__
        log.warning("message not written", message=message.pk, kind=message.kind, error=name)
        outbox.record_failure(message, reason=f"Writing it failed: {name}.", now=now)
        return None
    if isinstance(reason, registry.Later):
        outbox.hand_back([message], until=reason.until, reason=reason.reason)
        return None
    if content is None:
        outbox.record_withdrawn(message, reason=reason)
        return None
    return Ready(message, content)
