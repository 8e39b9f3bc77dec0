"""The demo as somebody runs it: a program of its own on a state folder of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import psycopg
import pytest

from clinic.children import MARK
from clinic.embedded import Embedded
from tests.clinic.waiting import eventually

CHECKOUT = Path(__file__).resolve().parent.parent.parent
# What a terminal has; nothing of these tests' own settings.
PLAIN = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
READY = re.compile(r"^Ready: (http://\S+)/$", re.MULTILINE)


class Demo:
    """One run of the demo; what it says goes into a file."""

    def __init__(self, state: Path, **variables: str) -> None:
        self.state = state
        self.said_in = Path(tempfile.mkstemp(prefix="unknot-tests-said-")[1])
        with self.said_in.open("w") as out:
            self.program = subprocess.Popen(
                [sys.executable, "-m", "clinic.demo"],
                cwd=CHECKOUT,
                env={**PLAIN, "STATE": str(state), "PORT": "0", **variables},
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.said_in.read_text()

    def until_ready(self) -> "Demo":
        eventually(lambda: bool(READY.search(self.said)) or not self.runs, seconds=120)
        assert self.runs, self.said
        return self

    @property
    def runs(self) -> bool:
        return self.program.poll() is None

    @property
    def site(self) -> str:
        found = READY.search(self.said)
        assert found, self.said
        return found[1]

    @property
    def port(self) -> int:
        return int(self.site.rpartition(":")[2])

    @property
    def children(self) -> list[psutil.Process]:
        """Whatever runs for this state folder, except the demo itself."""
        found = []
        for one in psutil.process_iter():
            try:
                if one.environ().get(MARK) == str(self.state):
                    found.append(one)
            except (psutil.Error, OSError):
                continue
        return found

    def called(self, word: str) -> list[psutil.Process]:
        return [one for one in self.children if word in one.cmdline()]

    def write(self, word: str) -> None:
        with self._database() as connection:
            connection.execute("DROP TABLE IF EXISTS written")
            connection.execute(f"CREATE TABLE written AS SELECT '{word}' AS word")

    def read(self) -> str:
        with self._database() as connection:
            row = connection.execute("SELECT word FROM written").fetchone()
            return str(row[0]) if row else ""

    def _database(self) -> psycopg.Connection:
        return psycopg.connect(Embedded(self.state, durable=True).postgres.url)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.runs:
            self.program.send_signal(how)
        code = self.program.wait(60)
        self.said_in.unlink(missing_ok=True)
        return code


def get(address: str) -> tuple[int, str]:
    try:
        with urlopen(address, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refusal:
        return refusal.code, ""


def new_state() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="unknot-tests-"))
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def running() -> Iterator[Demo]:
    """One demo for the tests that only look at it."""
    demo = Demo(new_state()).until_ready()
    yield demo
    demo.end()
    shutil.rmtree(demo.state)


@pytest.fixture
def state() -> Iterator[Path]:
    folder = new_state()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def lived_in() -> Iterator[Path]:
    """A state folder on which a demo has run: the first one sets up for a long time."""
    folder = new_state()
    demo = Demo(folder).until_ready()
    assert demo.end() == 0
    assert demo.children == []
    yield folder
    shutil.rmtree(folder)


def refusal(state: Path, **variables: str) -> str:
    """What a demo says that does not start."""
    demo = Demo(state, **variables)
    code = demo.program.wait(60)
    said = demo.said
    demo.end()
    assert code == 1, said
    return said


@pytest.mark.parametrize("path", ["/", "/treatments/", "/therapists/", "/book/", "/dev/inbox/"])
def test_its_pages_answer(running: Demo, path: str) -> None:
    assert get(f"{running.site}{path}")[0] == 200


def test_it_is_ready(running: Demo) -> None:
    status, body = get(f"{running.site}/readyz")

    assert status == 200
    assert '"database": "ok", "broker": "ok"' in body


def test_it_says_how_to_sign_in(running: Demo) -> None:
    for sign_in in ("desk@demo.test", "manager@demo.test", "therapist@demo.test", "pat@demo.test"):
        assert sign_in in running.said
    assert "demo-only" in running.said
    assert f"{running.site}/dev/inbox/" in running.said


def test_its_worker_does_what_its_beat_asks(running: Demo) -> None:
    log = running.state / "logs" / "worker.log"

    eventually(lambda: "succeeded" in log.read_text(), seconds=60)


def test_its_secrets_are_for_its_owner(running: Demo) -> None:
    for secret in ("keys.json", "valkey/valkey.conf"):
        assert (running.state / secret).stat().st_mode & 0o077 == 0


def test_a_second_one_on_the_same_folder_is_refused(running: Demo) -> None:
    said = refusal(running.state)

    assert f"Another demo is running on {running.state} (process {running.program.pid})." in said
    assert get(f"{running.site}/healthz")[0] == 200


def test_what_ends_by_itself_is_started_again(running: Demo) -> None:
    eventually(lambda: running.called("beat") != [], seconds=20)
    running.called("beat")[0].kill()

    eventually(lambda: "beat ended by itself, starting it again" in running.said, seconds=20)
    eventually(lambda: running.called("beat") != [], seconds=20)


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("DEBUG", "off", "it never runs with DEBUG off"),
        ("PORT", "http", "PORT must be a number up to 65535, not 'http'."),
        ("PORT", "70000", "PORT must be a number up to 65535, not '70000'."),
        ("RATE_LIMITS", "maybe", "RATE_LIMITS must be on or off, not 'maybe'."),
    ],
)
def test_it_refuses(state: Path, variable: str, value: str, sentence: str) -> None:
    said = refusal(state, **{variable: value})

    assert sentence in said
    assert "Traceback" not in said


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_everything(lived_in: Path, how: signal.Signals) -> None:
    demo = Demo(lived_in).until_ready()

    assert demo.end(how) == 0
    assert demo.children == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_it_starts_again_at_once_on_the_same_data_and_port(
    lived_in: Path, how: signal.Signals
) -> None:
    demo = Demo(lived_in).until_ready()
    demo.write(how.name)
    port = demo.port
    demo.end(how)

    again = Demo(lived_in, PORT=str(port)).until_ready()

    assert again.read() == how.name
    assert again.end() == 0


def test_nothing_of_a_killed_one_runs_on(lived_in: Path) -> None:
    demo = Demo(lived_in).until_ready()

    demo.end(signal.SIGKILL)

    eventually(lambda: demo.children == [], seconds=20)


def test_it_says_when_its_port_is_taken(state: Path) -> None:
    with socket.socket() as neighbour:
        neighbour.bind(("127.0.0.1", 0))
        neighbour.listen()
        port = neighbour.getsockname()[1]

        assert f"Port {port} is not free" in refusal(state, PORT=str(port))
