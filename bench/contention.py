"""Fifty clients on one start, in turns with fifty clients on as many starts.

Of the fifty, one must have it and the others be told so, without an error. How fast they are told
is compared with how fast bookings are under the same load: fifty at once, each another start.
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http import HTTPStatus
from threading import Barrier

from bench.client import Client, Request
from bench.extent import Extent
from bench.measurement import Measurement
from bench.scene import Scene
from bench.surroundings import tell
from bench.timing import Times
from bench.wanting import Browser, Starts

CLIENTS = 50
QUICK, ORDINARY, LONG = 5, 50, 1000
# Crowds on different starts are for the comparison alone.
COMPARED = 50
TAKEN, GONE = HTTPStatus.SEE_OTHER, HTTPStatus.CONFLICT
AS_FAST = 1.2
type Answered = tuple[int, float]


def measure(scene: Scene, extent: Extent) -> Iterator[Measurement]:
    """Whether each start went once; the median refusal against the median booking."""
    rounds = extent.of(QUICK, ORDINARY, LONG)
    one_each, errors = 0, 0
    refusals: list[float] = []
    bookings: list[float] = []
    starts = Starts(scene)
    with ExitStack() as opening:
        crowd = Crowd(scene, opening)
        for number in range(rounds):
            starts.again()
            found = crowd.on_one(starts)
            counted = Counter(status for status, _ in found)
            one_each += counted == {TAKEN: 1, GONE: CLIENTS - 1}
            errors += sum(status >= HTTPStatus.INTERNAL_SERVER_ERROR for status, _ in found)
            refusals += [seconds for status, seconds in found if status == GONE]
            if number % max(rounds // COMPARED, 1) == 0:
                found = crowd.on_different(starts)
                bookings += [seconds for status, seconds in found if status == TAKEN]
            if number % 100 == 99:
                tell(f"  {number + 1} starts")
        starts.again()
    yield from _measurements(rounds, one_each, errors, Times(refusals), Times(bookings))


def _measurements(
    rounds: int, one_each: int, errors: int, refusals: Times, bookings: Times
) -> Iterator[Measurement]:
    note = f"starts that went to one of {CLIENTS} clients, the others told; peer: all of them"
    yield Measurement("contention.one_each", one_each, "", rounds, note, at_least=1)
    note = f"answers of 500 and more, of {rounds * CLIENTS}; peer: all of them"
    yield Measurement("contention.errors", errors, "", rounds * CLIENTS, note, at_most=0)
    note = (
        f"refused, {CLIENTS} at once, {refusals.spread}; "
        f"peer: as many bookings at once, {bookings.spread}"
    )
    yield Measurement(
        *("contention.refusal", refusals.milliseconds, "ms", bookings.milliseconds, note),
        at_most=AS_FAST,
    )


class Crowd:
    """Fifty browsers on connections that stay open, which all ask at the same moment."""

    def __init__(self, scene: Scene, opening: ExitStack) -> None:
        self.clients = [opening.enter_context(scene.client()) for _ in range(CLIENTS)]
        self.threads = opening.enter_context(ThreadPoolExecutor(CLIENTS))
        self.ready = Barrier(CLIENTS)
        self.browsers = [Browser("", number) for number in range(CLIENTS)]
        for browser, client in zip(self.browsers, self.clients, strict=True):
            browser.open(client)

    def on_one(self, starts: Starts) -> list[Answered]:
        start = starts.next()
        return self._ask([browser.hold(start) for browser in self.browsers])

    def on_different(self, starts: Starts) -> list[Answered]:
        return self._ask([browser.hold(starts.next()) for browser in self.browsers])

    def _ask(self, requests: Sequence[Request]) -> list[Answered]:
        return list(self.threads.map(self._ask_one, self.clients, requests))

    def _ask_one(self, client: Client, request: Request) -> Answered:
        self.ready.wait()
        began = time.perf_counter()
        status = client.ask(request).status
        return status, time.perf_counter() - began
