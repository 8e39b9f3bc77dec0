"""Several runs of pytest leave no test out and do none twice (tests/shares.py)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shares import Account, account_of

CHECKOUT = Path(__file__).resolve().parent.parent.parent
# Nothing of these tests' own settings.
PLAIN = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
A_TEST = """
from pathlib import Path

def test_it_is_done_once():
    Path({done!r}).touch(exist_ok=False)
"""

SWALLOWS = """
import os, signal

def test_it_goes_on():
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        pass

def test_it_has_more_to_do():
    test_it_goes_on()
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """Twenty files of one test each; a test that is done makes a file, and none makes it twice."""
    folder = tmp_path / "suite"
    folder.mkdir()
    (folder / "pytest.ini").write_text("[pytest]\n")
    for number in range(20):
        done = str(tmp_path / f"done-{number}")
        (folder / f"test_{number}.py").write_text(A_TEST.format(done=done))
    return folder


def begin(suite: Path, number: int) -> subprocess.Popen[bytes]:
    folder = suite.parent / "share"
    folder.mkdir(exist_ok=True)
    share = ("-p", "tests.shares", f"--share={number}:{folder}", "--randomly-seed=1")
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", *share, str(suite)],
        cwd=CHECKOUT,
        env=PLAIN,
        stdout=subprocess.DEVNULL,
    )


def all_ended(suite: Path, runs: int) -> tuple[list[int], list[Account]]:
    """The exit codes, and what each has to say."""
    programs = [begin(suite, number) for number in range(runs)]
    codes = [program.wait(60) for program in programs]
    accounts = [account_of(suite.parent / "share", number) for number in range(runs)]
    return codes, [account for account in accounts if account]


def test_each_test_is_done_once(suite: Path) -> None:
    codes, accounts = all_ended(suite, 2)

    assert codes == [0, 0]
    assert len(list(suite.parent.glob("done-*"))) == 20
    assert [account.collected for account in accounts] == [20, 20]
    assert sum(account.run for account in accounts) == 20


def test_what_fails_anywhere_is_named(suite: Path) -> None:
    (suite / "test_7.py").write_text("def test_it_fails(): assert False")

    codes, accounts = all_ended(suite, 2)

    assert sorted(codes) == [0, 1]
    assert [name for account in accounts for name in account.failed] == ["test_7.py::test_it_fails"]


def test_what_cannot_be_collected_is_named(suite: Path) -> None:
    (suite / "test_7.py").write_text("import nowhere_at_all")

    codes, accounts = all_ended(suite, 1)

    assert codes == [2]
    assert accounts[0].failed == ["test_7.py"]
    assert accounts[0].run == 0


def test_it_stops_even_where_an_interrupt_is_swallowed(suite: Path) -> None:
    (suite / "test_7.py").write_text(SWALLOWS)

    codes, accounts = all_ended(suite, 1)

    assert codes == [2]
    assert accounts[0].run < accounts[0].collected


def test_a_run_that_dies_gives_no_account(suite: Path) -> None:
    (suite / "test_7.py").write_text("import os\ndef test_it_dies(): os._exit(3)")

    codes, accounts = all_ended(suite, 1)

    assert codes == [3]
    assert accounts == []
