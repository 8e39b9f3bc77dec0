"""Messages in whose place the conversation broke, until it is known whose fault that was.

While a provider takes nothing, no try is counted, for however long. Once it takes another message,
it was their own doing. What may have gone all the same is always counted: each try may be a copy.
"""

from reminders import outbox, signs
from reminders.channels import InDoubt, Unreachable
from reminders.models import Channel
from reminders.preparing import Clock, Ready, note_failure

# Two in a row: one message can break a connection, only a broken provider breaks the next as well.
PATIENCE = 2


class Breaks:
    """Those of one batch over one channel."""

    def __init__(self, channel: Channel, clock: Clock) -> None:
        self.channel = channel
        self.clock = clock
        self.in_a_row = 0
        self._takes_others = False
        self._undecided: list[tuple[Ready, Unreachable]] = []

    @property
    def are_too_many(self) -> bool:
        """Whether the provider is to be left alone."""
        return self.in_a_row >= PATIENCE

    def add(self, ready: Ready, failure: Unreachable) -> None:
        """The conversation broke when it was this one's turn."""
        self.in_a_row += 1
        self._undecided.append((ready, failure))
        if isinstance(failure, InDoubt):
            self._count(self._undecided.pop())
        elif self._takes_others:
            self._count_all()

    def end(self) -> None:
        """The provider took a message, or refused that one only."""
        self.in_a_row = 0
        self._takes_others = True
        self._count_all()

    def settle(self) -> None:
        """Nobody else's turn will come. A single one is counted, unless it was broken before."""
        if not self._undecided:
            return
        if self.are_too_many or self._was_broken():
            self._hand_back()
        else:
            self._count_all()

    def _was_broken(self) -> bool:
        sign = signs.known().get(self.channel.value)
        return bool(sign and sign.broken_since)

    def _hand_back(self) -> None:
        until = self.clock() + outbox.PAUSE
        for ready, failure in self._undecided:
            outbox.hand_back([ready.message], until=until, reason=str(failure))
        self._undecided.clear()

    def _count_all(self) -> None:
        for one in self._undecided:
            self._count(one)
        self._undecided.clear()

    def _count(self, one: tuple[Ready, Unreachable]) -> None:
        ready, failure = one
        note_failure(ready.message, str(failure), now=self.clock(), recipient=ready.recipient)
