"""Programs that run for us: started, watched, stopped, and never left behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import psutil

from clinic import lifeline
from clinic.lifeline import Account

# Every child carries the state folder it works on, so that a later start recognizes it.
MARK = "UNKNOT_STATE"
SERVERS = {"postgres", "valkey-server"}
LOG_LIMIT = 5_000_000


class StartFailed(Exception):
    """A program did not come up; the text is a sentence for people."""


class Child:
    """One program with its log file. It dies with us; `start` may be called again when it ended.

    Call `start` from the main thread: the kernel watches the thread that started the child.
    """

    def __init__(
        self,
        name: str,
        program: Sequence[str],
        *,
        state: Path,
        environment: Mapping[str, str] = os.environ,
        folder: Path = Path("/"),
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        death_signal: signal.Signals | None = None,
    ) -> None:
        self.name = name
        self.program = list(program)
        self.log = state / "logs" / f"{name}.log"
        self.environment = {**environment, MARK: str(state)}
        self.folder = folder
        self.account = account
        self.stop_signal = stop_signal
        self.death_signal = death_signal or stop_signal
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.log.parent.mkdir(exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old.log"))
        # A session of its own: Ctrl-C in the terminal reaches us alone, and we stop the children.
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                lifeline.command(
                    self.program, account=self.account, death_signal=self.death_signal
                ),
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """Returns once `ready` says so; raises StartFailed when the child ends or time is up."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.alive:
                raise StartFailed(f"{self.name} did not start:\n{self.last_lines()}")
            if time.monotonic() > deadline:
                raise StartFailed(f"{self.name} is not ready after {seconds:.0f} seconds.")
            time.sleep(0.05)

    def ends_well(self, *, within: float) -> bool:
        """Waits for its end; raises StartFailed when it still runs after `within` seconds."""
        try:
            return self.running is not None and self.running.wait(within) == 0
        except subprocess.TimeoutExpired:
            raise StartFailed(f"{self.name} is not done after {within:.0f} seconds.") from None

    def ask_to_stop(self) -> None:
        if self.running is not None and self.running.poll() is None:
            self.running.send_signal(self.stop_signal)

    def stop(self, *, seconds: float) -> None:
        """Ends the child: politely, and by force when that takes longer than `seconds`."""
        self.ask_to_stop()
        if self.running is None:
            return
        try:
            self.running.wait(seconds)
        except subprocess.TimeoutExpired:
            self._end_session()
            self.running.wait()

    def _end_session(self) -> None:
        try:
            os.killpg(self.running.pid if self.running else 0, signal.SIGKILL)
        except ProcessLookupError:
            return

    def last_lines(self, count: int = 12) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(f"  {line}" for line in lines[-count:])


def stop_leftovers(state: Path, *, workplaces: Iterable[Path], seconds: float) -> int:
    """Ends what a killed run on the same state folder left running; says how many those were.

    `workplaces` are the folders in which our servers work (PostgreSQL's children overwrite the
    environment that marks them). A leftover gets SIGINT, a clean stop for PostgreSQL, Valkey,
    Celery and granian alike, and SIGKILL when that does not end it in time.
    """
    folders = {str(folder) for folder in workplaces}
    found = [one for one in psutil.process_iter() if _works_for(one, str(state), folders)]
    _send(found, signal.SIGINT)
    _, stubborn = psutil.wait_procs(found, timeout=seconds)
    _send(stubborn, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=seconds)
    return len(found)


def _works_for(candidate: psutil.Process, state: str, folders: set[str]) -> bool:
    if candidate.pid == os.getpid():
        return False
    try:
        if candidate.environ().get(MARK) == state:
            return True
        return candidate.name() in SERVERS and candidate.cwd() in folders
    except (psutil.Error, OSError):
        return False


def _send(processes: Iterable[psutil.Process], what: signal.Signals) -> None:
    for one in processes:
        try:
            one.send_signal(what)
        except psutil.NoSuchProcess:
            continue
