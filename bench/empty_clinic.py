"""A clinic with nothing but its tables, which take Django a while: made once and kept.

Kept under the sum of everything that they could depend on: the whole program and the versions of
all packages. When any line of these has changed, they are made anew by the migrations.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from clinic.unprivileged import postgres_programs, run

CHECKOUT = Path(__file__).resolve().parents[1]
FOLDER = CHECKOUT / ".local" / "bench-empty-clinic"
# The site, and the table of the floor.
SETTINGS = "bench.site.settings"


def fill(url: str) -> None:
    """Makes the tables in the empty database at `url`; Django is not set up in this process."""
    kept = FOLDER / f"{_sum_of_all()}.dump"
    if kept.exists():
        _program("pg_restore", "--exit-on-error", "--single-transaction", "-d", url, str(kept))
        return
    child = get_context("spawn").Process(target=migrate, args=(SETTINGS,))
    child.start()
    child.join()
    if child.exitcode:
        raise RuntimeError("The tables could not be made.")
    # Somebody else's checkout may not be ours to write to: then they are made the next time, too.
    with suppress(OSError):
        _keep(url, kept)


def migrate(settings: str) -> None:
    """Makes the tables of these settings in DATABASE_URL, and sets Django up in this process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    import django
    from django.core.management import call_command

    django.setup()
    # The floor of `bench.site` has a table and no migrations.
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _keep(url: str, kept: Path) -> None:
    """In place of those of earlier programs; whole or not at all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for outdated in FOLDER.glob("*.dump"):
        if outdated.name != kept.name:
            outdated.unlink(missing_ok=True)
    with TemporaryDirectory(dir=FOLDER) as unfinished:
        dump = Path(unfinished) / kept.name
        _program("pg_dump", "--format", "custom", "--file", str(dump), url)
        dump.rename(kept)


def _program(name: str, *arguments: str) -> None:
    programs = postgres_programs(None, print)
    run([str(programs / name), *arguments], None)


def _sum_of_all() -> str:
    found = sha256()
    for file in sorted(_all_files()):
        found.update(f"{file.relative_to(CHECKOUT)}\n".encode())
        found.update(file.read_bytes())
    return found.hexdigest()


def _all_files() -> Iterator[Path]:
    yield from CHECKOUT.glob("requirements/*.txt")
    for package in CHECKOUT.glob("*/__init__.py"):
        if package.parent.name != "tests":
            yield from package.parent.rglob("*.py")
