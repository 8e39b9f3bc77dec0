"""The peer's own virtual environment: made once, and anew when its lock file has changed.

The lock file is made by `uv pip compile --universal --generate-hashes --no-header
--python-version 3.12 bench/peer/requirements.in -o bench/peer/requirements.txt`.
"""

import fcntl
import filecmp
import shutil
import subprocess
import sys
from pathlib import Path

from bench.surroundings import CHECKOUT, tell

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
FOLDER = CHECKOUT / ".local" / "bench-peer"
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")


class NotInstalled(Exception):
    """The peer cannot be had on this machine; the text is a sentence for people."""


def peers_python() -> Path:
    """The Python to run the peer with. Two at a time wait for each other; raises NotInstalled."""
    python = FOLDER / "bin" / "python"
    with REQUIREMENTS.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_current(python):
            _make(python)
    return python


def _is_current(python: Path) -> bool:
    installed = _note()
    if not installed.exists() or not filecmp.cmp(REQUIREMENTS, installed, shallow=False):
        return False
    return _runs(
        python, "-c", f"import sys; sys.exit(sys.version_info != {tuple(sys.version_info)})"
    )


def _make(python: Path) -> None:
    tell("installing the peer (a minute, once) …")
    shutil.rmtree(FOLDER, ignore_errors=True)
    if not _runs(Path(sys.executable), "-m", "venv", str(FOLDER)):
        raise NotInstalled("Python could not make a virtual environment for the peer.")
    if not _runs(python, *PIP, "-r", str(REQUIREMENTS)):
        raise NotInstalled("The peer could not be installed; the lines above say why.")
    shutil.copyfile(REQUIREMENTS, _note())


def _note() -> Path:
    return FOLDER / "installed.txt"


def _runs(python: Path, *arguments: str) -> bool:
    # What pip says belongs to the reader; standard output is for what was measured.
    try:
        done = subprocess.run([python, *arguments], stdout=sys.stderr, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0
