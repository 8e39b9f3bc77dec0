"""What people would install instead: django-appointment, beside us and with the same clinic.

In its own environment, without a line of ours in its process; in the same PostgreSQL server, in a
database of its own; behind the same web server with the same options.

The same clinic means one location: its therapists with their weeks, days off and every session
agreed, one service of one length, the same steps between starts. What has no place there is left
out, and spares the peer the work: rooms, treatments and who gives them, turnover after a session,
opening hours, notice and horizon, locations, prices, history. Splits of a day are
"unavailabilities", as its documentation has them.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
from psycopg import conninfo

from bench.client import Client
from bench.peer.asking import HOST, SERVICE, Question, Unexpected, question, slots
from bench.peer.environment import peers_python
from bench.peer.facts import Facts
from bench.surroundings import Surroundings, tell
from bench.web import OPTIONS, wait_for
from clinic.children import Child, StartFailed
from clinic.embedded import free_port

PROJECT = Path(__file__).with_name("project")
DATABASE = "peer"
FILLING_SECONDS = 300
CHECKED_DAYS = 3


@dataclass(frozen=True)
class Peer:
    """The running peer, and what its clinic is like from `first` on."""

    port: int
    server: Child
    facts: Facts
    first: date

    def client(self) -> Client:
        """A connection of its own; close it with a `with` block."""
        return Client(self.port)

    def one_therapist(self, days: int) -> Question:
        """What a client must ask to know when the first of them is free."""
        return question(self.facts, [self.facts.staff[0].key], self.first, days)

    def any_therapist(self, days: int) -> Question:
        """What a client must ask to know when any of them is free."""
        return question(self.facts, [one.key for one in self.facts.staff], self.first, days)


@contextmanager
def peer(surroundings: Surroundings, location: str, minutes: int, first: date) -> Iterator[Peer]:
    """Filled, answering, and found to know the free times that it should; gone afterwards.

    Django is set up in this process and the clinic of `location` made. Raises NotInstalled,
    StartFailed, Unexpected.
    """
    from bench.peer.reading import read

    python = str(peers_python())
    tell("telling the peer of the clinic …")
    facts = read(location, minutes, first)
    (surroundings.state / "facts.json").write_text(facts.as_json())
    environment = _environment(facts.zone)
    _create_database()
    _fill(surroundings, python, environment)
    port = free_port()
    server = Child(
        "peer",
        [python, "-m", "granian", *OPTIONS, "--port", str(port), "wsgi:application"],
        state=surroundings.state,
        folder=PROJECT,
        environment=environment,
    )
    server.start()
    try:
        wait_for(server, port, HOST, f"/appointment/request/{SERVICE}/")
        running = Peer(port, server, facts, first)
        check(running)
        yield running
    finally:
        server.stop(seconds=20)


def _environment(zone: str) -> dict[str, str]:
    """All that its process is told; nothing of ours."""
    ours = conninfo.conninfo_to_dict(os.environ["DATABASE_URL"])
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "settings",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PGHOST": str(ours["host"]),
        "PGUSER": str(ours["user"]),
        "PGDATABASE": DATABASE,
        "PEER_HOST": HOST,
        "PEER_ZONE": zone,
        "PEER_SECRET": secrets.token_urlsafe(50),
    }


def _create_database() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")


def _fill(surroundings: Surroundings, python: str, environment: dict[str, str]) -> None:
    filling = Child(
        "peer-filling",
        [python, "fill.py", str(surroundings.state / "facts.json")],
        state=surroundings.state,
        folder=PROJECT,
        environment=environment,
    )
    filling.start()
    if not filling.ends_well(within=FILLING_SECONDS):
        raise StartFailed(f"The peer could not be filled:\n{filling.last_lines()}")


def check(running: Peer) -> None:
    """Its answers are real: exactly the starts that its clinic has. Raises Unexpected."""
    from timeline.wall import ONE_DAY

    with running.client() as client:
        for one in running.facts.staff:
            for day in (running.first + number * ONE_DAY for number in range(CHECKED_DAYS)):
                if slots(client, one.key, day) != running.facts.free(one.key, day):
                    raise Unexpected(f"The peer knows other free times of {one.name} on {day}.")
