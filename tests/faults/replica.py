"""A second PostgreSQL that follows the one of these tests, for Django under the name "replica"."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections

from booking.replica.servers import REPLICA
from clinic.children import Child
from clinic.embedded import Postgres
from clinic.unprivileged import postgres_programs, run
from tests.faults.servers import Servers


@contextmanager
def named_replica(host: str) -> Iterator[None]:
    """As DATABASE_REPLICA_URL does it: Django knows a database there, called like its own."""
    connections.settings[REPLICA] = {**connections.settings["default"], "HOST": host}
    try:
        yield
    finally:
        connections[REPLICA].close()
        del connections[REPLICA]
        del connections.settings[REPLICA]


class Follower:
    """Copied with pg_basebackup, then kept up to date by the log that the primary sends."""

    def __init__(self, servers: Servers) -> None:
        self.servers = servers
        state = servers.folder / "replica"
        state.mkdir(mode=0o755)
        self.postgres = Postgres(state, durable=False, say=lambda _sentence: None)
        self.running: Child | None = None

    @property
    def host(self) -> str:
        return str(self.postgres.sockets)

    def start(self) -> None:
        if not (self.postgres.data / "PG_VERSION").exists():
            self._copy()
        self.running = self.postgres.start()

    def stop(self) -> None:
        if self.running:
            self.running.stop(seconds=30)

    def runs(self) -> None:
        """Whatever a test did to it."""
        if not (self.running and self.running.alive):
            self.start()
        self.go_on()

    def forget(self) -> None:
        self.stop()
        self.postgres.forget()

    def pause(self) -> None:
        """It goes on answering, and learns nothing new."""
        self._ask("SELECT pg_wal_replay_pause()")

    def go_on(self) -> None:
        self._ask("SELECT pg_wal_replay_resume()")

    def _copy(self) -> None:
        programs = postgres_programs(self.postgres.account, self.postgres.say)
        source = (f"--host={self.servers.postgres.sockets}", "--username=postgres")
        how = ("--write-recovery-conf", "--checkpoint=fast", "--no-sync")
        target = f"--pgdata={self.postgres.data}"
        run([str(programs / "pg_basebackup"), *source, *how, target], self.postgres.account)

    def _ask(self, statement: str) -> None:
        address = f"postgresql://postgres@/postgres?host={self.host}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)
