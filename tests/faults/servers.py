"""A PostgreSQL and a Valkey of these tests' own, to be killed and started again."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psutil
import psycopg
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections
from psycopg.sql import SQL, Identifier

from clinic.children import Child
from clinic.embedded import DATABASE, Postgres, Valkey
from clinic.unprivileged import postgres_programs, run
from tests.clinic.waiting import eventually

_number = count(1)


class Servers:
    """Both servers on a folder of their own. What was committed or queued is durable as always."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="unknot-faults-"))
        # PostgreSQL runs as another user when the tests run as root.
        self.folder.chmod(0o755)
        self.postgres = Postgres(self.folder, durable=True, say=lambda _sentence: None)
        self.valkey = Valkey(self.folder, durable=False)
        self.database: Child | None = None
        self.broker: Child | None = None

    def start(self) -> None:
        self.database = self.postgres.start()
        self.broker = self.valkey.start()
        with self.connected_to(DATABASE):
            call_command("migrate", verbosity=0)
            call_command("createcachetable")

    def stop(self) -> None:
        for server in (self.database, self.broker):
            if server:
                server.stop(seconds=30)
        self.postgres.forget()
        shutil.rmtree(self.folder, ignore_errors=True)

    # The database

    def address_of(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.postgres.sockets}"

    @contextmanager
    def connected_to(self, database: str) -> Iterator[None]:
        """Django's own connection leads there meanwhile."""
        target = connections.settings["default"]
        before = dict(target)
        _forget_connections()
        target |= {
            "NAME": database,
            "HOST": str(self.postgres.sockets),
            "PORT": "",
            "USER": "postgres",
            "PASSWORD": "",
        }
        try:
            yield
        finally:
            _forget_connections()
            target.clear()
            target |= before

    def new_database(self) -> str:
        """A migrated one without rows."""
        name = f"faults_{next(_number)}"
        self._ask(
            SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(DATABASE))
        )
        return name

    def drop(self, database: str) -> None:
        self._ask(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(database)))

    def back_up(self, database: str) -> Path:
        """A file of pg_dump."""
        folder = self.postgres.sockets  # where PostgreSQL's own user may write
        file = folder / f"{database}.dump"
        self._client("pg_dump", "--format=custom", f"--file={file}", database)
        return file

    def restore(self, backup: Path, database: str) -> None:
        """The database is what it was when the backup was made."""
        self.drop(database)
        self._ask(SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(database)))
        self._client("pg_restore", "--no-owner", f"--dbname={database}", str(backup))

    def restart_database(self) -> None:
        """As an upgrade does: sessions are cut off, then it is started anew."""
        assert self.database
        self.database.stop(seconds=30)
        self.database = self.postgres.start()

    def kill_database(self) -> None:
        """The whole server at once, without a goodbye or a checkpoint."""
        assert self.database
        assert self.database.running
        server = psutil.Process(self.database.running.pid)
        all_of_it = [server, *server.children(recursive=True)]
        for one in all_of_it:
            one.kill()
        self.database.running.wait()
        psutil.wait_procs(all_of_it, timeout=30)

    def start_database_again(self) -> None:
        self.database = self.postgres.start()

    # The broker

    @property
    def broker_address(self) -> str:
        return self.valkey.url

    def kill_broker(self) -> None:
        """It keeps nothing on disk: all it held is gone."""
        assert self.broker
        assert self.broker.running
        os.kill(self.broker.running.pid, signal.SIGKILL)
        self.broker.running.wait()

    def start_broker_again(self) -> None:
        """At the address it had."""
        assert self.broker
        self.broker.start()
        eventually(self.valkey._answers, seconds=30)

    def everything_runs(self) -> None:
        """After a test that failed half-way."""
        if self.database and not self.database.alive:
            self.start_database_again()
        if self.broker and not self.broker.alive:
            self.start_broker_again()

    def _ask(self, statement: SQL | psycopg.sql.Composed) -> None:
        with psycopg.connect(self.address_of("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _client(self, program: str, *options: str) -> None:
        postgres = self.postgres
        programs = postgres_programs(postgres.account, postgres.say)
        where = (f"--host={postgres.sockets}", "--username=postgres")
        run([str(programs / program), *where, *options], postgres.account)


def _forget_connections() -> None:
    connections.close_all()
    # Numbers of another database.
    ContentType.objects.clear_cache()
