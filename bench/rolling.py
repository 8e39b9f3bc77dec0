"""A migration while people read and book: does anybody ever get an error, and who waits?

Two web processes stand behind a balancer that does as little as one can: in turns, and none to a
process that is about to stop. Meanwhile the schema of the appointments and of the policy grows
(expand), the processes are restarted one after the other, old rows are filled in slices (migrate),
the processes are restarted again, and what was added goes (contract). The load is bounded: it shows
who is refused or waits, not how much the site can bear.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from statistics import median, quantiles
from threading import Condition, Event, Thread

import psycopg
from psycopg.errors import LockNotAvailable

from bench.client import Client, Request
from bench.extent import Extent
from bench.measurement import Measurement
from bench.scene import HOST, Scene, scene
from bench.surroundings import Surroundings, tell
from bench.wanting import Browser, Starts
from bench.web import wait_for, web
from clinic.children import Child
from clinic.embedded import free_port

READERS, HOLDERS = 3, 2
READ_PAUSE, HOLD_PAUSE = 0.15, 0.3
NOBODY = 0
# How it is without a migration; the rest is compared with this.
STEADY_SECONDS, QUICK_STEADY_SECONDS = 15.0, 5.0
SLICE = 1000
# Nobody queues behind a migration for longer than this: it gives up and tries again.
LOCK_TIMEOUT = "500ms"
TRIES = 40

EXPAND = (
    "ALTER TABLE booking_appointment ADD COLUMN bench_length smallint",
    "ALTER TABLE booking_bookingpolicy ADD COLUMN bench_limit smallint NOT NULL DEFAULT 0",
)
# These take no lock that keeps anybody from reading or writing, and run in no transaction.
INDEX = "CREATE INDEX CONCURRENTLY bench_by_length ON booking_appointment (bench_length, id)"
UNINDEX = "DROP INDEX CONCURRENTLY bench_by_length"
FILL = """
    UPDATE booking_appointment
    SET bench_length = EXTRACT(EPOCH FROM ends_at - starts_at) / 60
    WHERE id > %s AND id <= %s AND bench_length IS NULL"""
CONTRACT = (
    "ALTER TABLE booking_appointment DROP COLUMN bench_length",
    "ALTER TABLE booking_bookingpolicy DROP COLUMN bench_limit",
)


def measure(surroundings: Surroundings, extent: Extent) -> Iterator[Measurement]:
    """Answers by status, and how long they took compared with a site that is left alone."""
    with scene(surroundings) as found, ExitStack() as opening:
        found.server.stop(seconds=20)
        ports = [free_port() for _ in range(2)]
        webs = {
            port: opening.enter_context(web(surroundings, port, "--workers", "1")) for port in ports
        }
        crowd = Crowd(found, Ring(ports))
        with crowd.busy():
            time.sleep(extent.of(QUICK_STEADY_SECONDS, STEADY_SECONDS))
            crowd.phase = "migration"
            tries = _migrate(surroundings, crowd.ring, webs)
            time.sleep(1)
    yield from _found(crowd, tries)


def _migrate(surroundings: Surroundings, ring: "Ring", webs: dict[int, Child]) -> int:
    """Expand, migrate, contract; how often a lock was waited for in vain."""
    with psycopg.connect(surroundings.embedded.postgres.url, autocommit=True) as database:
        database.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        tell("rolling: expand")
        tries = sum(_locked(database, change) for change in EXPAND)
        database.execute("SET lock_timeout = 0")
        database.execute(INDEX)
        _restart_all(ring, webs)
        tell(f"rolling: filled {_fill(database):,} rows in slices")
        _restart_all(ring, webs)
        tell("rolling: contract")
        database.execute(UNINDEX)
        database.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        return tries + sum(_locked(database, change) for change in CONTRACT)


def _locked(database: psycopg.Connection, change: str) -> int:
    """A change that wants the table for itself for a moment; how often it did not get it."""
    for failed in range(TRIES):
        try:
            database.execute(change)
        except LockNotAvailable:
            time.sleep(0.2)
        else:
            return failed
    raise RuntimeError(f"The lock was not to be had in {TRIES} tries: {change}")


def _fill(database: psycopg.Connection) -> int:
    """Each slice is a transaction of its own, so that none keeps many rows for long."""
    row = database.execute("SELECT max(id) FROM booking_appointment").fetchone()
    last = row[0] if row else 0
    return sum(
        database.execute(FILL, [first, first + SLICE]).rowcount for first in range(0, last, SLICE)
    )


def _restart_all(ring: "Ring", webs: dict[int, Child]) -> None:
    for port, server in webs.items():
        tell(f"rolling: restarting the process on port {port}")
        ring.take_out(port)
        server.stop(seconds=20)
        server.start()
        wait_for(server, port, HOST, "/readyz")
        ring.put_back(port)


class Ring:
    """The balancer: each of the processes in turns, except those that were taken out."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = ports
        self._under_way: Counter[int] = Counter()
        self._changed = Condition()

    @contextmanager
    def turn(self) -> Iterator[int]:
        with self._changed:
            port = self._ports.pop(0)
            self._ports.append(port)
            self._under_way[port] += 1
        try:
            yield port
        finally:
            with self._changed:
                self._under_way[port] -= 1
                self._changed.notify_all()

    def take_out(self, port: int) -> None:
        """Returns when the last answer of it has come."""
        with self._changed:
            self._ports.remove(port)
            self._changed.wait_for(lambda: not self._under_way[port])

    def put_back(self, port: int) -> None:
        with self._changed:
            self._ports.append(port)


@dataclass(frozen=True)
class Seen:
    """One answer; NOBODY when there was none."""

    phase: str
    what: str
    status: int
    seconds: float


@dataclass
class Crowd:
    """People who read and people who hold, as fast as people do."""

    scene: Scene
    ring: Ring
    phase: str = "steady"
    seen: list[Seen] = field(default_factory=list)
    stopping: Event = field(default_factory=Event)

    @contextmanager
    def busy(self) -> Iterator[None]:
        starts = Starts(self.scene)
        starts.again()
        with self.ring.turn() as port, Client(port) as client:
            browsers = [Browser("", number) for number in range(1, HOLDERS + 1)]
            for browser in browsers:
                browser.open(client)
        people = [Thread(target=self._read) for _ in range(READERS)]
        people += [Thread(target=self._hold, args=(browser, starts)) for browser in browsers]
        for person in people:
            person.start()
        try:
            yield
        finally:
            self.stopping.set()
            for person in people:
                person.join()

    def _read(self) -> None:
        pages = [
            self.scene.availability("any", 7),
            self.scene.availability("any", 7, path="/book/"),
        ]
        self._again("read", READ_PAUSE, lambda turn: pages[turn % len(pages)])

    def _hold(self, browser: Browser, starts: Starts) -> None:
        self._again("hold", HOLD_PAUSE, lambda _turn: browser.hold(starts.next()))

    def _again(self, what: str, pause: float, request: Callable[[int], Request]) -> None:
        turn = 0
        while not self.stopping.wait(pause):
            self._ask(what, request(turn))
            turn += 1

    def _ask(self, what: str, request: Request) -> None:
        phase, began = self.phase, time.perf_counter()
        with self.ring.turn() as port:
            try:
                with Client(port) as client:
                    status = client.ask(request).status
            except OSError:
                status = NOBODY
        self.seen.append(Seen(phase, what, status, time.perf_counter() - began))


def _found(crowd: Crowd, tries: int) -> Iterator[Measurement]:
    for what, wanted in (("read", HTTPStatus.OK), ("hold", HTTPStatus.SEE_OTHER)):
        of_it = [one for one in crowd.seen if one.what == what]
        failed = sum(one.status != wanted for one in of_it)
        statuses = ", ".join(
            f"{count} x {status or 'no answer'}"
            for status, count in sorted(Counter(one.status for one in of_it).items())
        )
        yield Measurement(
            f"rolling.{what}_failures",
            failed,
            "answers",
            len(of_it),
            f"{statuses}; peer: all that were asked for",
            at_most=0,
        )
        yield _waiting(what, of_it)
    yield Measurement(
        "rolling.lock_tries", tries, "tries", None, f"in which {LOCK_TIMEOUT} was not enough"
    )


def _waiting(what: str, seen: list[Seen]) -> Measurement:
    steady = [one.seconds for one in seen if one.phase == "steady"]
    moved = [one.seconds for one in seen if one.phase != "steady"]
    note = (
        f"p95 during the migration; peer: before it; medians {median(moved) * 1000:.0f} and "
        f"{median(steady) * 1000:.0f} ms, slowest {max(moved) * 1000:.0f} and "
        f"{max(steady) * 1000:.0f} ms"
    )
    return Measurement(f"rolling.{what}_p95", _p95(moved), "ms", _p95(steady), note)


def _p95(seconds: list[float]) -> float:
    return round(quantiles(seconds, n=20, method="inclusive")[-1] * 1000, 1)
