"""A state folder: all that one demo, or one run of the tests, keeps on disk."""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

# A demo whose `make` was killed notices and stops; whoever starts the next one waits this long.
PATIENCE_SECONDS = 2.0
STOPPING_SECONDS = 60.0


class StateInUse(Exception):
    """Somebody else works on this state folder; the text is a sentence for people."""


class Claim:
    """One process's hold on a state folder. It ends with the process, however that ends."""

    def __init__(self, folder: Path, lock: TextIO) -> None:
        self.folder = folder
        self.lock = lock

    def note(self, text: str) -> None:
        """Tells whoever waits for the folder what goes on."""
        self.lock.seek(0)
        self.lock.truncate()
        self.lock.write(text)
        self.lock.flush()

    def stopping(self) -> None:
        self.note("stopping")


@contextmanager
def claimed(folder: Path) -> Iterator[Claim]:
    """Makes the folder if need be and keeps everybody else off it; raises StateInUse."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder = folder.resolve()
        lock = (folder / "lock").open("a+")
    except (PermissionError, NotADirectoryError, FileExistsError) as refusal:
        raise StateInUse(f"The state folder {folder} cannot be used: {refusal}.") from None
    with lock:
        _wait_for(folder, lock)
        claim = Claim(folder, lock)
        claim.note(f"process {os.getpid()}")
        yield claim


def _wait_for(folder: Path, lock: TextIO) -> None:
    began = time.monotonic()
    while not _locked(lock):
        holder = (folder / "lock").read_text().strip()
        patience = STOPPING_SECONDS if holder == "stopping" else PATIENCE_SECONDS
        if time.monotonic() - began > patience:
            raise StateInUse(f"Another demo is running on {folder} ({holder or 'just starting'}).")
        time.sleep(0.1)


def _locked(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def short_name(path: Path | str) -> str:
    """A name for a folder elsewhere that belongs to this path and to no other."""
    return f"unknot-{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
