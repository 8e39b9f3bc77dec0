"""The servers behind the demo and these tests."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from clinic.children import MARK, StartFailed, stop_leftovers
from clinic.embedded import Embedded
from clinic.state import StateInUse, claimed
from tests.clinic.waiting import eventually

CHECKOUT = Path(__file__).resolve().parent.parent.parent
# What another process does that starts the servers, and is then killed.
START_AND_STAY = """
import sys, time
from pathlib import Path
from clinic.embedded import Embedded
embedded = Embedded(Path(sys.argv[1]), durable=True)
embedded.start()
print(embedded.postgres.url, flush=True)
time.sleep(600)
"""

Start = Callable[[Path], Embedded]


@pytest.fixture
def state() -> Iterator[Path]:
    """An empty folder that everybody may enter."""
    folder = Path(tempfile.mkdtemp(prefix="unknot-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Embedded] = []

    def start(state: Path) -> Embedded:
        state.mkdir(exist_ok=True)
        embedded = Embedded(state, durable=False, say=lambda _sentence: None)
        started.append(embedded)
        embedded.start()
        return embedded

    yield start
    for embedded in started:
        embedded.stop()
        embedded.postgres.forget()


def ask(embedded: Embedded, question: str) -> object:
    with psycopg.connect(embedded.postgres.url) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def working_for(state: Path) -> list[psutil.Process]:
    found = []
    for one in psutil.process_iter():
        try:
            if one.environ().get(MARK) == str(state):
                found.append(one)
        except (psutil.Error, OSError):
            continue
    return found


@pytest.fixture
def killed(state: Path) -> Iterator[Path]:
    """A state folder whose user was killed after it had written something."""
    holder = subprocess.Popen(
        [sys.executable, "-c", START_AND_STAY, str(state)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        url = (holder.stdout.readline() if holder.stdout else "").strip()
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'still here' AS word")
        holder.kill()
    yield state
    Embedded(state, durable=False, say=lambda _sentence: None).postgres.forget()


def test_it_starts_both(start: Start, state: Path) -> None:
    embedded = start(state)

    assert ask(embedded, "SELECT current_database()") == "unknot"
    with redis.Redis.from_url(embedded.valkey.url) as client:
        assert client.ping()


@pytest.mark.parametrize(
    ("setting", "value"),
    [("timezone", "UTC"), ("server_encoding", "UTF8"), ("max_connections", "200")],
)
def test_the_tests_run_on_such_a_server(transactional_db: None, setting: str, value: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        row = connection.execute(f"SHOW {setting}").fetchone()

    assert row == (value,)


def test_strangers_need_a_password(start: Start, state: Path) -> None:
    embedded = start(state)
    address = embedded.valkey.url.rpartition("@")[2]

    with (
        redis.Redis.from_url(f"redis://{address}") as client,
        pytest.raises(redis.exceptions.AuthenticationError),
    ):
        client.ping()


def test_it_keeps_what_was_written(start: Start, state: Path) -> None:
    embedded = start(state)
    with psycopg.connect(embedded.postgres.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'still here' AS word")
    embedded.stop()

    assert ask(start(state), "SELECT word FROM kept") == "still here"


def test_two_live_side_by_side(start: Start, state: Path) -> None:
    one, other = start(state), start(state / "other")

    assert one.postgres.url != other.postgres.url
    assert one.valkey.url != other.valkey.url
    assert ask(one, "SELECT 1") == ask(other, "SELECT 1") == 1


def test_it_stops_without_a_trace(start: Start, state: Path) -> None:
    embedded = start(state)

    embedded.stop()

    assert working_for(state) == []
    assert not embedded.postgres.sockets.exists()


def test_the_servers_of_a_killed_run_end(killed: Path) -> None:
    eventually(lambda: working_for(killed) == [], seconds=20)


def test_it_starts_on_what_a_killed_run_left(killed: Path, start: Start) -> None:
    assert ask(start(killed), "SELECT word FROM kept") == "still here"


def test_it_starts_after_the_server_itself_was_killed(start: Start, state: Path) -> None:
    embedded = start(state)
    server = embedded.children[0].running
    assert server is not None
    server.send_signal(signal.SIGKILL)
    server.wait()

    assert ask(start(state), "SELECT 1") == 1


def test_a_lock_that_names_a_stranger_is_no_lock(start: Start, state: Path) -> None:
    embedded = start(state)
    embedded.stop()
    (embedded.postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n")

    assert ask(start(state), "SELECT 1") == 1


def test_it_never_starts_beside_another_server_on_the_same_data(start: Start, state: Path) -> None:
    embedded = start(state)

    with pytest.raises(StartFailed, match="Another PostgreSQL"):
        embedded.postgres.start()


def test_it_stops_what_an_earlier_run_left_running(state: Path) -> None:
    orphan = subprocess.Popen(["sleep", "600"], env={**os.environ, MARK: str(state)})

    found = stop_leftovers(state, workplaces=(), seconds=10)

    assert found == 1
    assert orphan.poll() is not None


def test_it_leaves_alone_what_belongs_to_others(state: Path) -> None:
    neighbour = subprocess.Popen(["sleep", "600"], env={**os.environ, MARK: f"{state}/other"})

    found = stop_leftovers(state, workplaces=(), seconds=10)

    assert found == 0
    assert neighbour.poll() is None
    neighbour.kill()
    neighbour.wait()


def test_it_works_where_nobody_else_may_enter(start: Start, state: Path) -> None:
    closed = state / "closed"
    closed.mkdir(mode=0o700)

    embedded = start(closed / "state")

    assert ask(embedded, "SELECT 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700


def test_a_state_folder_belongs_to_one(state: Path) -> None:
    with (
        claimed(state),
        pytest.raises(StateInUse, match="Another demo is running on"),
        claimed(state),
    ):
        pass


def test_a_state_folder_is_free_again(state: Path) -> None:
    with claimed(state):
        pass

    with claimed(state) as claim:
        assert claim.folder == state


def test_a_file_is_no_state_folder(state: Path) -> None:
    (state / "file").touch()

    with pytest.raises(StateInUse, match="cannot be used"), claimed(state / "file"):
        pass
