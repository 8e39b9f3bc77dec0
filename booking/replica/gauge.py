"""How far a replica is behind, by the places in the write-ahead log that both servers name."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

# One look a second in each process, however many pages it serves.
LOOK_EVERY = 1.0
# Who is away is not asked all the time: somebody's page waits for the attempt.
TRY_AGAIN_AFTER = 5.0
# What was found is worth nothing after so long; somebody else may be looking, and waiting.
KEEPS_FOR = 5.0


class State(StrEnum):
    """As `/readyz` says it."""

    OK = "ok"
    LATE = "late"
    UNREACHABLE = "unreachable"
    NO_REPLICA = "not a replica"


@dataclass(frozen=True)
class Primary:
    """How far the log is written, and the server's clock, in seconds since 1970."""

    written: int
    clock: float


@dataclass(frozen=True)
class Replica:
    """How far the log is replayed, and when the last transaction in it was committed.

    By the primary's clock. `replayed` is None on a server that follows nobody.
    """

    replayed: int | None
    committed: float | None


@dataclass(frozen=True)
class Found:
    """What a look has found; `replayed` is there whatever happened since."""

    state: State
    replayed: int = 0
    at: float = float("-inf")


class Gauge:
    """What is known of a replica. `primary` and `replica` ask the servers, with one query each.

    `failures` are what they may raise. Nobody ever waits for somebody else's look.
    """

    def __init__(
        self,
        primary: Callable[[], Primary],
        replica: Callable[[], Replica],
        *,
        failures: type[Exception],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._primary, self._replica = primary, replica
        self._failures, self._clock = failures, clock
        self._looking = Lock()
        self._found = Found(State.UNREACHABLE)
        self._next_look = float("-inf")

    def look(self, *, tolerated: float, at_once: bool = False) -> Found:
        """What is known, at most `KEEPS_FOR` seconds old; `tolerated` seconds behind is fine."""
        is_due = at_once or self._clock() >= self._next_look
        if is_due and self._looking.acquire(blocking=False):
            try:
                self._keep(self._measured(tolerated))
            finally:
                self._looking.release()
        found = self._found
        if self._clock() - found.at > KEEPS_FOR and found.state is State.OK:
            return Found(State.LATE, found.replayed, found.at)
        return found

    def lost(self) -> None:
        """A read has failed: the replica is left alone for a while."""
        self._keep(Found(State.UNREACHABLE, at=self._clock()))

    def _keep(self, found: Found) -> None:
        pause = TRY_AGAIN_AFTER if found.state is State.UNREACHABLE else LOOK_EVERY
        self._found, self._next_look = found, self._clock() + pause

    def _measured(self, tolerated: float) -> Found:
        # In this order: a replica that has all that the primary had before lacks nothing.
        try:
            primary, replica = self._primary(), self._replica()
        except self._failures:
            return Found(State.UNREACHABLE, at=self._clock())
        if replica.replayed is None:
            return Found(State.NO_REPLICA, at=self._clock())
        state = State.OK if behind(primary, replica) <= tolerated else State.LATE
        return Found(state, replica.replayed, self._clock())


def behind(primary: Primary, replica: Replica) -> float:
    """The most seconds for which something has been committed that the replica does not have."""
    if replica.replayed is None:
        return float("inf")
    if replica.replayed >= primary.written:
        return 0.0
    if replica.committed is None:
        return float("inf")
    return max(primary.clock - replica.committed, 0.0)
