"""What a worker does: claim what is due, ask whether it still holds, write it, send it, note it.

Nothing is sent inside a transaction. The clock is read again before every message, because a batch
may take as long as its providers like. Before a message is handed over, it stands in PostgreSQL how
its forerunner ended: a worker that is killed leaves one in doubt, not more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.conf import settings

from patients import trouble
from reminders import outbox, signs
from reminders.breaks import Breaks
from reminders.channels import Leave, NoSuchAddress, NotSent, Provider, Sender, Unreachable
from reminders.channels.email import Mailer
from reminders.channels.sms import Twilio
from reminders.channels.sms_account import sms_account
from reminders.models import Channel, OutgoingMessage
from reminders.outbox import Sent
from reminders.preparing import Clock, Preparation, Ready, note_failure, too_late
from reminders.signs import LastWord
from reminders.words import Wording

# Texts are few and quick; behind slow e-mails the lease of all would end before their turn came.
IN_TURN = (Channel.SMS, Channel.EMAIL)
# No new try begins with less of the lease left than a try may take.
LONGEST_TRY = timedelta(seconds=30)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Delivered:
    """How a batch ended: how many messages it had, and over which channels more may go at once."""

    claimed: int
    reachable: frozenset[Channel]
    was_full: bool

    @property
    def leaves_more(self) -> bool:
        """Whether there is reason to claim another batch right away."""
        return self.was_full and bool(self.reachable)


def deliver_batch(
    *,
    clock: Clock,
    channels: Iterable[Channel] = tuple(Channel),
    limit: int = outbox.BATCH,
) -> Delivered:
    """Claims up to `limit` of what is due over these channels and tries each message once."""
    wanted = frozenset(channels)
    batch = outbox.claim(now=clock(), limit=limit, channels=wanted)
    unreachable = deliver(batch, clock=clock) if batch else set()
    return Delivered(len(batch), wanted - unreachable, _was_full(batch, limit))


def _was_full(batch: Sequence[OutgoingMessage], limit: int) -> bool:
    """Whether it left some; one that may have been claimed alone counts as full."""
    came_alone = len(batch) == 1 and batch[0].attempts > outbox.SUSPECT_AFTER
    return len(batch) == limit or came_alone


def run(*, clock: Clock, limit: int = outbox.BATCH) -> int:
    """Delivers batch after batch while there is more to do; how many messages it claimed.

    A provider that takes nothing is left alone; the others go on.
    """
    done = deliver_batch(clock=clock, limit=limit)
    claimed = done.claimed
    while done.leaves_more:
        done = deliver_batch(clock=clock, channels=done.reachable, limit=limit)
        claimed += done.claimed
    return claimed


def deliver(batch: Sequence[OutgoingMessage], *, clock: Clock) -> set[Channel]:
    """Tries each message of a claimed batch once; the channels whose provider takes nothing."""
    unreachable = set()
    wording = Wording.read()
    for channel in IN_TURN:
        messages = [message for message in batch if message.channel == channel]
        # What has failed before may be what breaks the connection of all others.
        messages.sort(key=lambda message: bool(message.error))
        if messages and not _deliver_over(channel, messages, clock, wording):
            unreachable.add(channel)
    return unreachable


def provider_for(channel: Channel) -> Provider | None:
    """Who carries this channel's messages; None: the clinic has nobody."""
    if channel == Channel.EMAIL:
        return Mailer()
    account = sms_account(settings.SMS_URL)
    return Twilio(account) if account else None


def _deliver_over(
    channel: Channel, messages: list[OutgoingMessage], clock: Clock, wording: Wording
) -> bool:
    """Tries the messages in order; False: the provider is unreachable, the rest is handed back."""
    provider = provider_for(channel)
    if provider is None:
        for message in messages:
            outbox.record_withdrawn(message, reason=f"No {channel.label} provider.")
        return True
    last_word = LastWord()
    with provider.open() as sender:
        coming = Preparation(messages, sender, clock, wording)
        breaks = Breaks(channel, clock)
        takes_more = _send_all(coming, sender, breaks, last_word)
        breaks.settle()
        handed_back = (
            0 if takes_more else outbox.hand_back(coming.rest, until=clock() + outbox.PAUSE)
        )
    if last_word.trouble is not None:
        signs.note_provider(channel, trouble=last_word.trouble, now=clock())
    if not takes_more:
        log.warning("provider unreachable", channel=channel.value, handed_back=handed_back)
    return takes_more


def _in_time(message: OutgoingMessage, clock: Clock) -> bool:
    return clock() < message.not_after


class Forerunner:
    """The message that has just gone, until its row says so."""

    def __init__(self) -> None:
        self.sent: Sent | None = None

    def note_and_ask(self, message: OutgoingMessage) -> bool:
        """Notes it, and says whether `message` is still ours to send; one statement."""
        if self.sent is None:
            return outbox.is_leased(message)
        was_noted, is_ours = outbox.record_and_ask(self.sent, about=message)
        self._was_noted(was_noted)
        return is_ours

    def note(self) -> None:
        """Notes it, if that has not been done yet."""
        if sent := self.sent:
            was_noted = outbox.record_sent(
                sent.message, recipient=sent.recipient, now=sent.at, provider_key=sent.provider_key
            )
            self._was_noted(was_noted)

    def _was_noted(self, was_noted: bool) -> None:
        sent, self.sent = self.sent, None
        if sent and not was_noted:
            message = sent.message
            log.warning("message sent after its lease", message=message.pk, kind=message.kind)


def _send_all(coming: Preparation, sender: Sender, breaks: Breaks, last_word: LastWord) -> bool:
    """One after the other; False: the provider takes nothing, and `coming` has the rest."""
    clock = coming.clock
    forerunner = Forerunner()
    while not breaks.are_too_many:
        if coming.ahead is None:
            # Making the next one ready may take a while.
            forerunner.note()
        ready = coming.take()
        if ready is None:
            return True
        if ready.message.next_try_at - clock() < LONGEST_TRY:
            forerunner.note()
            outbox.hand_back([ready.message, *coming.rest], until=clock())
            return True
        try:
            key = sender.send(
                ready.parcel,
                leave=Leave(
                    is_ours=partial(forerunner.note_and_ask, ready.message),
                    in_time=partial(_in_time, ready.message, clock),
                ),
                meanwhile=coming.look_ahead,
            )
        except NotSent as failure:
            forerunner.note()
            last_word.trouble = _after(failure, ready, breaks, now=clock())
            continue
        if key is None and not _in_time(ready.message, clock):
            outbox.record_withdrawn(ready.message, reason=too_late(ready.message))
        elif key is not None:
            forerunner.sent = Sent(ready.message, ready.recipient, clock(), key)
            breaks.end()
            last_word.trouble = ""
    return False


def _after(failure: NotSent, ready: Ready, breaks: Breaks, *, now: datetime) -> str:
    """Notes how the try ended; what is the matter with the provider, "" if it works."""
    if isinstance(failure, Unreachable):
        breaks.add(ready, failure)
        return str(failure)
    breaks.end()
    if isinstance(failure, NoSuchAddress):
        # Asking again would get the same answer, and the desk should know soon.
        outbox.record_dead(ready.message, reason=str(failure), recipient=ready.recipient)
        trouble.mark(ready.recipient, reason=str(failure), now=now)
    else:
        note_failure(ready.message, str(failure), now=now, recipient=ready.recipient)
    return ""
