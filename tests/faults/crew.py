"""What a clinic runs, in processes of their own: web, workers, beat."""

import os
import signal
import sys
import urllib.request
from itertools import count
from pathlib import Path
from urllib.error import HTTPError, URLError

from clinic.children import Child
from clinic.embedded import free_port
from tests.faults.post_office import PostOffice
from tests.faults.servers import Servers

CHECKOUT = Path(__file__).resolve().parents[2]
# Two busy processors start a worker in half a minute on a bad day.
START_SECONDS = 90

_number = count(1)


class Crew:
    """Starts processes on one database; whoever still runs is stopped at the end."""

    def __init__(self, servers: Servers, database: str, post_office: PostOffice) -> None:
        self.servers = servers
        self.database = database
        self.post_office = post_office
        self.started: list[Child] = []
        self.web_address = ""

    def worker(self, *options: str, slots: int = 1) -> Child:
        """A Celery worker with as many processes as `slots`; `--beat` makes it tick as well."""
        number = next(_number)
        schedule = self.servers.folder / f"schedule-{number}"
        return self._begin(
            f"worker-{number}",
            *("celery", "-A", "clinic", "worker", f"--concurrency={slots}", f"-n={number}@%h"),
            *("--without-mingle", "--without-gossip", f"--schedule={schedule}", *options),
        )

    def beat(self) -> Child:
        """As a clinic runs it: a process that only ticks."""
        number = next(_number)
        schedule = self.servers.folder / f"schedule-{number}"
        return self._begin(
            f"beat-{number}", *("celery", "-A", "clinic", "beat", f"--schedule={schedule}")
        )

    def check(self) -> Child:
        """As cron runs it; it ends with 1 when messages are late."""
        return self._begin(f"check-{next(_number)}", "django", "check_messages")

    def web(self) -> Child:
        """Two processes with threads, and the pool of connections that they have by default."""
        port = free_port()
        self.web_address = f"http://127.0.0.1:{port}"
        return self._begin(
            "web",
            *("granian", "--interface", "wsgi", "--port", str(port), "--workers", "2"),
            *("--blocking-threads", "4", "--no-access-log", "--no-ws", "clinic.wsgi:application"),
        )

    def web_says(self, path: str) -> int:
        """The status, or 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.web_address}{path}", timeout=60) as answer:
                return int(answer.status)
        except HTTPError as refusal:
            return refusal.code
        except (URLError, OSError):
            return 0

    def stop(self) -> None:
        """At once: how politely they end is not what these tests are about."""
        for child in self.started:
            if child.alive:
                kill_all_of(child)

    def _begin(self, name: str, *program: str) -> Child:
        child = Child(
            name,
            [sys.executable, "-m", *program],
            state=self.servers.folder,
            folder=CHECKOUT,
            environment=os.environ | self._environment(),
        )
        child.start()
        self.started.append(child)
        return child

    def _environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.servers.address_of(self.database),
            "DATABASE_POOL_SIZE": "8",
            "REDIS_URL": self.servers.broker_address,
            "EMAIL_URL": self.post_office.address,
        }


def kill_all_of(program: Child) -> None:
    """A program and its children, as `kill -9` or the kernel short of memory does it."""
    assert program.running
    os.killpg(program.running.pid, signal.SIGKILL)
    program.running.wait()
