"""The messages of a batch on their way to being sent: asked about, written, and packed, in order.

What a message says is read shortly before it goes: a few messages together, and anew when that was
more than a moment ago.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from itertools import islice
from typing import Any

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError

from reminders import outbox, registry
from reminders.channels import Content, NotSent, Parcel, Sender
from reminders.models import OutgoingMessage
from reminders.words import Wording

Clock = Callable[[], datetime]

# How many are read together, in a fixed number of queries: at first the whole batch, later twice as
# many as were made ready of the last reading, within these bounds. So a slow provider's messages
# are not all read every second.
FEWEST, MOST = 25, 200
# What was read or written longer ago than this is read and written anew.
FRESH = timedelta(seconds=1)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Ready:
    """A message that may go, as it was `at` that moment."""

    message: OutgoingMessage
    recipient: str
    parcel: Parcel
    at: datetime


@dataclass(frozen=True)
class Unreadable:
    """In the place of what a message is about: the class of the error that reading it ended in."""

    error: str


class Preparation:
    """Makes one message after another ready; those that do not go are settled on the way.

    `rest` are those whose turn has not come, in order.
    """

    def __init__(
        self,
        messages: Iterable[OutgoingMessage],
        sender: Sender,
        clock: Clock,
        wording: Wording,
    ) -> None:
        self.rest = deque(messages)
        self.sender = sender
        self.clock = clock
        self.wording = wording
        self.causes: Mapping[int, Any] = {}
        self.asked: set[int] = set()
        self.used = MOST
        self.read_at: datetime | None = None
        self._ahead: Ready | None = None

    def look_ahead(self) -> None:
        """Makes the next message ready while its forerunner is on its way."""
        # The forerunner's answer must be read, whatever is wrong here; its turn will show it.
        with suppress(Exception):
            self._ahead = self._next()

    @property
    def ahead(self) -> Ready | None:
        """What looking ahead has made ready, unless that was too long ago."""
        return self._ahead if self._ahead and self._is_fresh(self._ahead.at) else None

    def take(self) -> Ready | None:
        """The next message whose turn it is; None: that was the last."""
        ready = self.ahead or self._next()
        self._ahead = None
        if ready:
            self.rest.popleft()
        return ready

    def _next(self) -> Ready | None:
        while self.rest:
            message, now = self.rest[0], self.clock()
            if ready := self._prepare(message, now):
                return ready
            self.rest.popleft()
        return None

    def _is_fresh(self, at: datetime) -> bool:
        return abs(self.clock() - at) <= FRESH

    def _prepare(self, message: OutgoingMessage, now: datetime) -> Ready | None:
        kind = registry.find(message.kind)
        if kind is None:
            reason = f"Nothing here writes messages of kind {message.kind}."
            outbox.record_dead(message, reason=reason)
        elif message.attempts > outbox.MOST_TRIES:
            outbox.record_dead(message, reason="Every try ended with the end of the worker.")
        elif now >= message.not_after:
            outbox.record_withdrawn(message, reason=too_late(message))
        elif (cause := self._cause(message, now)) is None:
            outbox.record_withdrawn(message, reason="What it was about no longer exists.")
        elif isinstance(cause, Unreadable):
            reason = f"Reading what it is about failed: {cause.error}."
            outbox.record_failure(message, reason=reason, now=now)
        else:
            content = self._write(message, kind, cause, now)
            return self._pack(message, content, now) if content else None
        return None

    def _cause(self, message: OutgoingMessage, now: datetime) -> Any:
        """What the message is about, read with that of the next few; None: it is gone."""
        is_old = self.read_at is None or not self._is_fresh(self.read_at)
        if is_old or message.pk not in self.asked:
            few = list(islice(self.rest, min(max(2 * self.used, FEWEST), MOST)))
            self.causes, self.asked = causes_of(few), {one.pk for one in few}
            self.read_at, self.used = now, 0
        self.used += 1
        return self.causes.get(message.pk)

    def _write(
        self, message: OutgoingMessage, kind: registry.Kind[Any], cause: object, now: datetime
    ) -> Content | None:
        # Any error in a kind's own code is that message's alone: the rest of the batch must go.
        try:
            reason = kind.still_holds(message, cause, now)
            content = None if reason else kind.render(message, cause, now, self.wording)
        except Exception as error:  # noqa: BLE001
            name = type(error).__name__
            log.warning("message not written", message=message.pk, kind=message.kind, error=name)
            outbox.record_failure(message, reason=f"Writing it failed: {name}.", now=now)
            return None
        if isinstance(reason, registry.Later):
            outbox.hand_back([message], until=reason.until, reason=reason.reason)
        elif content is None:
            outbox.record_withdrawn(message, reason=reason)
        return content

    def _pack(self, message: OutgoingMessage, content: Content, now: datetime) -> Ready | None:
        try:
            parcel = self.sender.pack(content, message_id=message_id(message), now=now)
        except NotSent as failure:
            note_failure(message, str(failure), now=now, recipient=content.to)
            return None
        return Ready(message, content.to, parcel, now)


def causes_of(messages: Sequence[OutgoingMessage]) -> Mapping[int, Any]:
    """What each message is about, by message key, read kind by kind."""
    by_kind: dict[str, list[OutgoingMessage]] = {}
    for message in messages:
        by_kind.setdefault(message.kind, []).append(message)
    causes: dict[int, Any] = {}
    for name, of_this_kind in by_kind.items():
        if kind := registry.find(name):
            causes.update(_fetched(kind, of_this_kind))
    return causes


def _fetched(kind: registry.Kind[Any], messages: Sequence[OutgoingMessage]) -> Mapping[int, Any]:
    """Reads them together; where that fails, each alone: one must not take the others with it."""
    try:
        return kind.fetch(messages)
    except (OperationalError, InterfaceError):
        # PostgreSQL is away: nothing is the matter with the messages.
        raise
    except Exception as error:  # noqa: BLE001
        if len(messages) == 1:
            return {messages[0].pk: Unreadable(type(error).__name__)}
    return {pk: cause for one in messages for pk, cause in _fetched(kind, [one]).items()}


def message_id(message: OutgoingMessage) -> str:
    """The same for every try, so that a mailbox can drop a second copy.

    The moment of writing is part of it: row numbers begin again in a new or restored database.
    """
    written = int(message.created_at.timestamp() * 1_000_000)
    return f"<message-{message.pk}-{written}@{_domain_of(settings.DEFAULT_FROM_EMAIL)}>"


@lru_cache(maxsize=8)
def _domain_of(sender: str) -> str:
    _, address = parseaddr(sender)
    return address.rpartition("@")[2] or "localhost"


def too_late(message: OutgoingMessage) -> str:
    """Why it does not go any more."""
    until = f"{message.not_after.astimezone(UTC):%d %B %Y %H:%M}"
    return f"Too late: of use until {until} UTC."


def note_failure(message: OutgoingMessage, reason: str, *, now: datetime, recipient: str) -> None:
    """This try failed; the row says why."""
    outbox.record_failure(message, reason=reason, now=now, recipient=recipient)
    # The reason stays in the row: a mail server's reply may name the recipient.
    log.warning(
        "message not sent", message=message.pk, kind=message.kind, attempts=message.attempts
    )
