"""Several runs of pytest share out the test files: each takes the next one that nobody has.

    python -m pytest -p tests.shares --share=NUMBER:FOLDER

All of them get the same FOLDER, empty at first, and the same random order. Run number 0 begins with
what mostly waits and the others at the other end, so that one computes while another one waits, and
nobody begins something long when the others are about to finish.
"""

import hashlib
import json
import signal
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

# For processes to start and end, for a browser, for each other.
MOSTLY_WAIT = ("tests/faults/", "tests/clinic/test_demo", "tests/concurrency/", "tests/browser/")


@dataclass
class Account:
    """What one run has to say at its end."""

    collected: int = 0
    run: int = 0
    failed: list[str] = field(default_factory=list)


def account_of(folder: Path, number: int) -> Account | None:
    """None when that run came to no proper end."""
    file = folder / f"account-{number}"
    return Account(**json.loads(file.read_text())) if file.exists() else None


def pytest_addoption(parser: pytest.Parser) -> None:
    # One word: pytest looks for its settings beside every word that is a folder.
    parser.addoption("--share", metavar="NUMBER:FOLDER", required=True)


def pytest_configure(config: pytest.Config) -> None:
    number, _, folder = config.getoption("--share").partition(":")
    config.pluginmanager.register(Share(Path(folder), int(number)))


class Share:
    """The tests of one run."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder = folder
        self.number = number
        self.account = Account()
        self.told_to_stop = False
        signal.signal(signal.SIGINT, self._stop)

    def _stop(self, _number: int, _frame: object) -> None:
        """Where nobody can raise anything, as in a finalizer, an interrupt alone would be lost."""
        self.told_to_stop = True
        raise KeyboardInterrupt

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """As pytest's own loop, for the files that this run gets."""
        if session.testsfailed:
            return None  # Something could not be collected: pytest says so and ends.
        self.account.collected = len(session.items)
        mine = self._mine(session.items)
        item = next(mine, None)
        while item is not None:
            following = next(mine, None)
            self.account.run += 1
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.told_to_stop:
                raise KeyboardInterrupt
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
            item = following
        return True

    def _mine(self, items: list[pytest.Item]) -> Iterator[pytest.Item]:
        files: dict[str, list[pytest.Item]] = defaultdict(list)
        for item in items:
            files[item.nodeid.partition("::")[0]].append(item)
        # A stable sort: within both groups the order stays random.
        queue = sorted(files, key=lambda file: not file.startswith(MOSTLY_WAIT))
        for file in queue if self.number == 0 else reversed(queue):
            if self._take(file):
                yield from files[file]

    def _take(self, file: str) -> bool:
        """True in one of the runs only."""
        try:
            (self.folder / hashlib.sha256(file.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.nodeid not in self.account.failed:
            self.account.failed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.account.failed.append(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        unfinished = self.folder / f"unfinished-{self.number}"
        unfinished.write_text(json.dumps(asdict(self.account)))
        unfinished.replace(self.folder / f"account-{self.number}")
