"""Due reminders to a local mail server: one worker against a bare loop over finished letters.

The worker is Celery's, with one process for tasks. It claims, asks, writes, sends and records; the
loop has the same letters ready as bytes and does nothing but `sendmail` over one connection. They
take turns, each with a mail server of the same kind of its own, and the medians are compared.
"""

import smtplib
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from statistics import median
from typing import TYPE_CHECKING

import psutil

from bench.extent import Extent
from bench.measurement import Measurement
from bench.post import Post, post
from bench.surroundings import Surroundings, tell
from clinic.children import Child

if TYPE_CHECKING:
    from bench.reminders import Reminders

LETTERS = 1000  # different ones for the loop; it begins again after these
LEAST_SHARE = 0.6
MOST_GROWTH = 20.0
MEBIBYTE = 1024 * 1024
PATIENCE_SECONDS = 600


@dataclass(frozen=True)
class Size:
    """How much to send: the first thousand or so warm the worker up, the rest goes in rounds."""

    messages: int
    rounds: int
    first: int = 1000
    # To servers of other kinds.
    elsewhere: int = 3000

    @property
    def appointments(self) -> int:
        """Each is reminded of twice."""
        return (self.messages + 2 * self.elsewhere) // 2 + 1000

    @property
    def a_round(self) -> int:
        return (self.messages - self.first) // self.rounds


LONG = Size(messages=100_000, rounds=6)
ORDINARY = Size(messages=13_000, rounds=6, elsewhere=0)
QUICK = Size(messages=1900, rounds=3, first=400, elsewhere=0)


def measure(surroundings: Surroundings, extent: Extent) -> Iterator[Measurement]:
    """Rates, memory, and whether each message went once."""
    surroundings.migrate()
    from bench.reminders import Reminders

    size = extent.of(QUICK, ORDINARY, LONG)
    tell(f"messages: making {size.appointments:,} appointments …")
    reminders = Reminders(size.appointments)
    yield from _main_contest(surroundings, reminders, size)
    for kind in ("light", "pipelining") if size.elsewhere else ():
        with _contest(surroundings, reminders, kind) as contest:
            contest.worker_sends(size.elsewhere // 3)
            contest.rounds(2, size.elsewhere // 3)
            yield contest.rate(f"messages.rate.{kind}", f"mail server: {kind}")


def _main_contest(
    surroundings: Surroundings, reminders: "Reminders", size: Size
) -> Iterator[Measurement]:
    with _contest(surroundings, reminders, "aiosmtpd") as contest:
        contest.worker_sends(size.first)
        before = contest.memory()
        contest.rounds(size.rounds, size.a_round)
        growth = contest.memory() - before
        sent, different = contest.theirs.seen()
    note = f"one worker, mail server: aiosmtpd; peer: bare loop; ratio at least {LEAST_SHARE}"
    yield contest.rate("messages.rate", note)
    yield Measurement(
        "messages.memory_growth",
        round(growth / MEBIBYTE, 2),
        "MiB",
        MOST_GROWTH,
        f"from {size.first:,} messages to {sent:,}; peer: the most it may be",
    )
    wanted = size.first + size.rounds * size.a_round
    yield Measurement(
        "messages.sent_once", different, "messages", wanted, f"{sent - different} went twice"
    )


@dataclass
class Contest:
    """One worker and one loop, and the rates of their rounds."""

    reminders: "Reminders"
    worker: Child
    theirs: Post
    loops: Post
    letters: list[tuple[str, str, bytes]]
    of_worker: list[float] = field(default_factory=list)
    of_loop: list[float] = field(default_factory=list)

    def rounds(self, number: int, messages: int) -> None:
        """The worker and the loop in turns."""
        for _ in range(number):
            self.of_worker.append(messages / self.worker_sends(messages))
            self.of_loop.append(messages / self.loop_sends(messages))
            tell(f"  worker {self.of_worker[-1]:,.0f}/s, loop {self.of_loop[-1]:,.0f}/s")

    def worker_sends(self, messages: int) -> float:
        """Seconds from the tick until the last of them is recorded."""
        self.reminders.make_due(messages)
        began = time.monotonic()
        self.reminders.tick()
        while self.reminders.is_waiting():
            if time.monotonic() - began > PATIENCE_SECONDS or not self.worker.alive:
                raise RuntimeError(f"The worker does not send:\n{self.worker.last_lines()}")
            time.sleep(0.02)
        return time.monotonic() - began

    def loop_sends(self, messages: int) -> float:
        """Seconds, connection included."""
        began = time.monotonic()
        with smtplib.SMTP("127.0.0.1", self.loops.port) as smtp:
            for sender, to, source in islice(cycle(self.letters), messages):
                smtp.sendmail(sender, [to], source)
        return time.monotonic() - began

    def memory(self) -> int:
        """What the worker's processes have in memory, in bytes."""
        assert self.worker.running
        parent = psutil.Process(self.worker.running.pid)
        family = [parent, *parent.children(recursive=True)]
        return sum(int(one.memory_info().rss) for one in family)

    def rate(self, name: str, note: str) -> Measurement:
        worker, loop = median(self.of_worker), median(self.of_loop)
        return Measurement(name, round(worker, 1), "1/s", round(loop, 1), note)


@contextmanager
def _contest(surroundings: Surroundings, reminders: "Reminders", kind: str) -> Iterator[Contest]:
    """A fresh worker and two mail servers of the kind."""
    tell(f"messages: a worker and a loop, mail server: {kind}")
    with ExitStack() as opening:
        theirs = opening.enter_context(post(surroundings, kind, "theirs"))
        loops = opening.enter_context(post(surroundings, kind, "loops"))
        worker = opening.enter_context(
            surroundings.running(
                f"worker-{kind}",
                *("celery", "--app", "clinic", "worker", "--concurrency", "1"),
                *("--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
                EMAIL_URL=theirs.url,
            )
        )
        yield Contest(reminders, worker, theirs, loops, reminders.letters(LETTERS))
