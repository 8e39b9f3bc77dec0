"""Fifty clients on one start, in turns with fifty clients on as many starts.

Of the fifty, one must have it and the others be told so, without an error. How fast they are told
is compared with how fast bookings are under the same load: fifty at once, each another start.
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
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
QUICK, ORDINARY, LONG = 3, 30, 1000
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
    seen: list[float] = []
    starts = Starts(scene)
    with ExitStack() as opening:
        crowd = Crowd(scene, opening)
        # The first of each warms both processes up.
        crowd.on_one(starts)
        crowd.on_different(starts, seeing=True)
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
                starts.again()
                found = crowd.on_different(starts, seeing=True)
                seen += [seconds for status, seconds in found if status == TAKEN]
            if number % 100 == 99:
                tell(f"  {number + 1} starts")
        starts.again()
    yield from _counts(rounds, one_each, errors)
    refused = Times(refusals)
    for name, times, most, said in (
        ("refusal", Times(bookings), AS_FAST, "as many bookings at once"),
        ("refusal_seen", Times(seen), None, "the same, until the page they lead to has come, too"),
    ):
        note = f"refused, {CLIENTS} at once, {refused.spread}; peer: {said}, {times.spread}"
        yield Measurement(
            *(f"contention.{name}", refused.milliseconds, "ms", times.milliseconds, note),
            at_most=most,
        )


def _counts(rounds: int, one_each: int, errors: int) -> Iterator[Measurement]:
    note = f"starts that went to one of {CLIENTS} clients, the others told; peer: all of them"
    yield Measurement("contention.one_each", one_each, "", rounds, note, at_least=1)
    note = f"answers of 500 and more, of {rounds * CLIENTS}; peer: all of them"
    yield Measurement("contention.errors", errors, "", rounds * CLIENTS, note, at_most=0)


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

    def on_different(self, starts: Starts, *, seeing: bool = False) -> list[Answered]:
        """`seeing`: the page of the booking belongs to it, as a refusal is a page already."""
        return self._ask([browser.hold(starts.next()) for browser in self.browsers], seeing=seeing)

    def _ask(self, requests: Sequence[Request], *, seeing: bool = False) -> list[Answered]:
        ask = partial(self._ask_one, seeing=seeing)
        return list(self.threads.map(ask, self.clients, self.browsers, requests))

    def _ask_one(
        self, client: Client, browser: Browser, request: Request, *, seeing: bool
    ) -> Answered:
        self.ready.wait()
        began = time.perf_counter()
        answer = client.ask(request)
        if seeing and answer.status == TAKEN:
            client.ask(browser.see(answer))
        return answer.status, time.perf_counter() - began
