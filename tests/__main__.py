"""Every test, in two processes at once that take about as long as each other.

Each has servers of its own. On servers that are given (`DATABASE_URL`, `REDIS_URL`) there is one
database to test with, so there is one process.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile

PYTEST = (sys.executable, "-m", "pytest")
# Those in a browser mostly wait; with these rooms they take as long as all the others.
ONE_HALF = ("tests/browser", "tests/care", "tests/roster")


def main() -> int:
    """The exit code: 0 when every test passed."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return subprocess.call(PYTEST)
    with tempfile.TemporaryFile() as kept:
        one = subprocess.Popen((*PYTEST, *ONE_HALF), stdout=kept, stderr=kept)
        other = subprocess.Popen((*PYTEST, *(f"--ignore={folder}" for folder in ONE_HALF)))
        _stop_both_when_told(one, other)
        ended = other.wait(), one.wait()
        kept.seek(0)
        shutil.copyfileobj(kept, sys.stdout.buffer)
    return max(ended, key=abs)


def _stop_both_when_told(*runs: subprocess.Popen[bytes]) -> None:
    """So that each can take down its servers; a terminal's Ctrl-C reaches them by itself."""

    def stop(number: int, _frame: object) -> None:
        if number == signal.SIGTERM:
            for run in runs:
                run.send_signal(signal.SIGINT)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


if __name__ == "__main__":
    sys.exit(main())
