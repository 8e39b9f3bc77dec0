"""Runs one program that dies with whoever started it, even when that one is killed.

    python lifeline.py PARENT SIGNAL USER GROUP PROGRAM [ARGUMENT...]

USER and GROUP are numbers, or "-" to stay who we are. On Linux the kernel sends SIGNAL to the
program when PARENT is gone; elsewhere `clinic.children.stop_leftovers` does it at the next start.

This file is run by its path, without site-packages, so that it starts in a few milliseconds.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """A user of the operating system to run a server as."""

    user: int
    group: int


def command(
    program: Sequence[str], *, account: Account | None, death_signal: signal.Signals
) -> list[str]:
    """The command line that runs `program` on a lifeline of the calling process."""
    who = [str(account.user), str(account.group)] if account else ["-", "-"]
    python = [sys.executable, "-I", "-S", __file__]
    return [*python, str(os.getpid()), str(int(death_signal)), *who, *program]


def main(parent: str, death_signal: str, user: str, group: str, *program: str) -> None:
    if user != "-":
        os.setgroups([])
        os.setgid(int(group))
        os.setuid(int(user))
    # Changing the user clears this, so it comes after.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit("The parent went away before the program began.")
    # Python ignores SIGPIPE, shells ignore SIGINT for what runs in the background.
    for name in (signal.SIGPIPE, signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_DFL)
    os.execv(program[0], program)


if __name__ == "__main__":
    main(*sys.argv[1:])
