"""Mail servers for benchmarks, each a process of its own."""

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.surroundings import Surroundings
from clinic.embedded import free_port

# The mail server that Python people measure with; ours, which costs as little as a server can; and
# ours with all commands taken at once, as real ones allow it.
PROGRAMS = {
    "aiosmtpd": ("aiosmtpd", "-n", "-c", "bench.counter.Counter", "-l", "127.0.0.1:{port}"),
    "light": ("bench.sink", "{port}"),
    "pipelining": ("bench.sink", "{port}", "pipelining"),
}


@dataclass(frozen=True)
class Post:
    """A mail server that listens."""

    port: int

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def seen(self) -> tuple[int, int]:
        """How many letters came, and how many different ones."""
        with smtplib.SMTP("127.0.0.1", self.port) as smtp:
            _, answer = smtp.verify("all")
        letters, different = answer.split()
        return int(letters), int(different)


@contextmanager
def post(surroundings: Surroundings, kind: str, name: str) -> Iterator[Post]:
    """One that answers; gone afterwards."""
    port = free_port()
    program = [part.format(port=port) for part in PROGRAMS[kind]]
    with surroundings.running(f"post-{kind}-{name}", *program) as child:
        child.wait_until(lambda: _answers(port), seconds=20)
        yield Post(port)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
