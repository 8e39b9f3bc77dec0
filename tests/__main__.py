"""Every test, in several processes at once that share out the test files (`tests/shares.py`).

Each has servers of its own. There is one process more than processors, up to four, because some
tests mostly wait. On servers that are given (`DATABASE_URL`, `REDIS_URL`) there is one database to
test with, so there is one process.

What the first process says is shown at once, what the others say when all have ended, and at the
very end what failed anywhere.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from tests.shares import Account, account_of

PYTEST = (sys.executable, "-m", "pytest")
MOST = 4


class Run:
    """One of the processes; all but the first one keep what they say for the end."""

    def __init__(self, folder: Path, number: int, seed: int) -> None:
        self.folder = folder
        self.number = number
        self.said = None if number == 0 else (folder / f"said-{number}").open("w+b")
        self.program = subprocess.Popen(
            [
                *(*PYTEST, "-p", "tests.shares", f"--share={number}:{folder}"),
                # Each sees only its own part of the way.
                *(f"--randomly-seed={seed}", "-o", "console_output_style=classic"),
            ],
            stdout=self.said,
            stderr=self.said,
            # Ctrl-C in the terminal reaches us alone, and we tell each of them once.
            process_group=0,
        )

    @property
    def account(self) -> Account | None:
        return account_of(self.folder, self.number)

    def show(self, to: IO[bytes]) -> None:
        if self.said:
            self.said.seek(0)
            shutil.copyfileobj(self.said, to)
            self.said.close()


def main() -> int:
    """The exit code: 0 when every test was run and passed."""
    if os.environ.get("DATABASE_URL") or os.environ.get("REDIS_URL"):
        os.execv(PYTEST[0], PYTEST)
    with tempfile.TemporaryDirectory(prefix="unknot-tests-") as folder:
        runs = _started(Path(folder))
        codes = [run.program.wait() for run in runs]
        for run in runs:
            run.show(sys.stdout.buffer)
        sys.stdout.flush()
        complete = _say_how_it_went([run.account for run in runs])
    return max(codes, key=abs) or int(not complete)


def _started(folder: Path) -> list[Run]:
    """Whatever tells us to stop tells each of them once, so that it can take down its servers."""
    runs: list[Run] = []

    def stop(_number: int, _frame: object) -> None:
        for run in runs:
            run.program.send_signal(signal.SIGINT)

    # Before they start: what is ignored here would be ignored by them too.
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, stop)
    seed = random.randrange(2**32)
    for number in range(_how_many()):
        runs.append(Run(folder, number, seed))  # noqa: PERF401  `stop` sees them one by one
    return runs


def _how_many() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return min(len(affinity(0)) if affinity else os.cpu_count() or 1, MOST - 1) + 1


def _say_how_it_went(accounts: list[Account | None]) -> bool:
    """Names what failed anywhere; False when not every test was run once."""
    told = [account for account in accounts if account]
    failed = sorted({name for account in told for name in account.failed})
    run = sum(account.run for account in told)
    collected = max((account.collected for account in told), default=0)
    if failed:
        sys.stdout.write("\n".join((f"\n{len(failed)} failed:", *failed, "")))
    sys.stdout.write(f"\n{len(accounts)} processes ran {run} of {collected} tests.\n")
    return len(told) == len(accounts) and {account.collected for account in told} == {run}


if __name__ == "__main__":
    sys.exit(main())
