"""Makes .venv and installs a lock file into it, unless that is done: `install.py demo|dev`.

The Makefile runs this with any Python from 3.12 on. Two at a time wait for each other.
"""

import fcntl
import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
# What is installed also serves a smaller wish.
ENOUGH_FOR = {"demo": ("demo", "dev"), "dev": ("dev",)}
NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 12))"


def main() -> None:
    wanted = sys.argv[1]
    with (CHECKOUT / "requirements" / "install.py").open() as lock:
        wait_for_turn(lock.fileno())
        if not healthy():
            make_environment()
        if not any(is_installed(name) for name in ENOUGH_FOR[wanted]):
            install(wanted)


def wait_for_turn(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Waiting for another make that is installing …", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


def healthy() -> bool:
    if not PYTHON.exists():
        return False
    return subprocess.run([PYTHON, "-c", NEW_ENOUGH], capture_output=True).returncode == 0


def make_environment() -> None:
    print(f"Making {VENV.name} with Python {sys.version.split()[0]} …", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    uv = shutil.which("uv")
    if uv:
        run([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
        return
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            f"{made.stdout}{made.stderr}\nPython could not make a virtual environment: on Debian "
            f"and Ubuntu, install python{sys.version_info[0]}.{sys.version_info[1]}-venv."
        )


def is_installed(name: str) -> bool:
    """The lock file is the one that was installed last under this name."""
    note = noted(name)
    return note.exists() and filecmp.cmp(lock_file(name), note, shallow=False)


def install(name: str) -> None:
    print(f"Installing requirements/{name}.txt (a minute, once) …", flush=True)
    uv = shutil.which("uv")
    command: list[str | Path] = (
        [uv, "pip", "install", "--quiet", "--python", PYTHON, "--compile-bytecode"]
        if uv
        else [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    )
    run([*command, "--require-hashes", "-r", lock_file(name)])
    shutil.copyfile(lock_file(name), noted(name))


def run(command: list[str | Path] | list[str]) -> None:
    done = subprocess.run(command, env={**os.environ, "PIP_REQUIRE_VIRTUALENV": "0"})
    if done.returncode:
        sys.exit("Installing failed; the lines above say why.")


def lock_file(name: str) -> Path:
    return CHECKOUT / "requirements" / f"{name}.txt"


def noted(name: str) -> Path:
    return VENV / f"installed-{name}.txt"


if __name__ == "__main__":
    main()
