"""The memory of one web worker while it answers thousands of requests of all kinds."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from itertools import cycle, islice

import psutil

from bench.client import Client
from bench.extent import Extent
from bench.measurement import Measurement
from bench.scene import THERAPIST, TREATMENT, Scene, answered
from bench.surroundings import tell
from bench.timing import Ask
from bench.wanting import PAGE, Browser, Starts
from bench.web import web
from clinic.children import Child
from clinic.embedded import free_port

QUICK, ORDINARY, LONG = 500, 3000, 100_000
CLIENTS = 5
# After each so many, what was held is let go: starts are not without end.
A_BATCH = 50
# Therapist and days.
ASKED = ((THERAPIST, 1), (THERAPIST, 30), ("any", 1), ("any", 30))
MOST_MEBIBYTES, MOST_GROWTH = 200, 1.05
MEBIBYTE = 1024 * 1024


def measure(scene: Scene, extent: Extent) -> Iterator[Measurement]:
    """After a tenth, a half, and all of the requests."""
    requests = extent.of(QUICK, ORDINARY, LONG)
    port = free_port()
    with web(scene.surroundings, port, "--workers", "1") as server, ExitStack() as opening:
        sizes = dict(_sizes(replace(scene, port=port, server=server), requests, opening))
    early, half, end = (sizes[requests * tenths // 10] for tenths in (1, 5, 10))
    note = f"one worker, {requests:,} requests; peer: what it may have"
    yield Measurement("memory.worker", end, "MiB", MOST_MEBIBYTES, note, at_most=1)
    note = f"after all {requests:,}; peer: after half of them; after a tenth: {early} MiB"
    yield Measurement("memory.growth", end, "MiB", half, note, at_most=MOST_GROWTH)


def _worker(server: Child) -> psutil.Process:
    """The process that answers; what started it knows nothing of the site."""
    assert server.running
    family = psutil.Process(server.running.pid).children(recursive=True)
    return max(family, key=lambda one: int(one.memory_info().rss))


def _sizes(scene: Scene, requests: int, opening: ExitStack) -> Iterator[tuple[int, float]]:
    """How much the worker has after so many requests, in mebibytes."""
    starts, worker = Starts(scene), _worker(scene.server)
    mixtures = [cycle(_mixture(scene, starts, number, opening)) for number in range(CLIENTS)]
    threads = opening.enter_context(ThreadPoolExecutor(CLIENTS))
    for done in range(A_BATCH, requests + 1, A_BATCH):
        list(threads.map(_ask, mixtures))
        starts.again()
        yield done, round(worker.memory_info().rss / MEBIBYTE, 1)
        if done % 10_000 == 0:
            tell(f"  {done:,} requests")


def _ask(mixture: Iterator[Ask]) -> None:
    for ask in islice(mixture, A_BATCH // CLIENTS):
        ask()


def _mixture(scene: Scene, starts: Starts, number: int, opening: ExitStack) -> list[Ask]:
    """What one client asks for, one after the other: most look, few book."""
    client = opening.enter_context(scene.client())
    session = scene.patient(10 * number + 1)  # Not every patient has an account.
    browser = Browser(session, number)
    browser.open(client)
    pages = [scene.get(path) for path in (PAGE, "/", "/book/", f"/treatments/{TREATMENT}/")]
    pages += [scene.get(path, session) for path in (PAGE, "/appointments/")]
    pages += [scene.availability(therapist, days) for therapist, days in ASKED]
    asks: list[Ask] = [partial(answered, client, page) for page in pages]
    return [*asks, partial(_hold, client, browser, starts)]


def _hold(client: Client, browser: Browser, starts: Starts) -> None:
    answered(client, browser.hold(starts.next()), HTTPStatus.SEE_OTHER)
