"""A state folder: all that one demo, or one run of the tests, keeps on disk."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StateInUse(Exception):
    """Somebody else works on this state folder; the text is a sentence for people."""


@contextmanager
def claimed(folder: Path) -> Iterator[Path]:
    """Makes the folder if need be and keeps everybody else off it; gives its resolved path.

    The lock goes with the process that holds it, however that ends. Raises StateInUse.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    try:
        lock = (folder / "lock").open("a+")
    except PermissionError:
        raise StateInUse(f"The folder {folder} belongs to somebody else.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateInUse(f"Another demo is running on {folder}{_by_whom(lock.name)}.") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield folder


def _by_whom(lock: str) -> str:
    pid = Path(lock).read_text().strip()
    return f" (process {pid})" if pid else ""


def short_name(path: Path | str) -> str:
    """A name for a folder elsewhere that belongs to this path and to no other."""
    return f"unknot-{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
