"""How long a clinic is away: dumped, restored into an empty database, and changed by a release.

`python -m bench.restoring FOLDER` takes a clinic that `python -m bench.clinics` has made. It needs
as much room again as the clinic has, and gives it back. PostgreSQL may use what a machine for ten
million appointments has: a gigabyte for each index that it builds.
"""

import argparse
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psycopg

from bench import record
from bench.clinics import kept
from bench.measurement import Measurement, json_lines, table
from bench.surroundings import tell
from clinic.embedded import DATABASE
from clinic.unprivileged import postgres_programs, run

RESTORED = "restored"
AT_ONCE = "2"
MEMORY = "-c maintenance_work_mem=1GB"
# As a later release might bring them.
CHANGES = {
    "column": "ALTER TABLE booking_appointment ADD COLUMN later integer NOT NULL DEFAULT 0",
    "index_beside_the_work": (
        "CREATE INDEX CONCURRENTLY later_by_patient ON booking_appointment (patient_id, ends_at)"
    ),
    "check_later": (
        "ALTER TABLE booking_appointment ADD CONSTRAINT later_check CHECK (later >= 0) NOT VALID"
    ),
    "check_of_all_rows": "ALTER TABLE booking_appointment VALIDATE CONSTRAINT later_check",
}


def measure(folder: Path) -> Iterator[Measurement]:
    """In seconds."""
    programs = postgres_programs(None, tell)
    dump = folder / "dump"
    with kept(folder) as url:
        restored = url.replace(f"/{DATABASE}?", f"/{RESTORED}?")
        note = _prepare(url)
        work: dict[str, Callable[[], object]] = {
            "dump": partial(
                run,
                [str(programs / "pg_dump"), "-Fd", "-j", AT_ONCE, "-f", str(dump), url],
                None,
            ),
            "restore": partial(
                run,
                [
                    *("/usr/bin/env", f"PGOPTIONS={MEMORY}", str(programs / "pg_restore")),
                    *("-j", AT_ONCE, "-d", restored, str(dump)),
                ],
                None,
            ),
            "analyze": partial(_change, restored, "ANALYZE"),
            **{
                f"migrate.{name}": partial(_change, restored, change)
                for name, change in CHANGES.items()
            },
        }
        try:
            for name, one in work.items():
                yield Measurement(f"restoring.{name}", _seconds(name, one), "s", note=note)
        finally:
            shutil.rmtree(dump, ignore_errors=True)
            _change(url, f"DROP DATABASE {RESTORED}")


def _prepare(url: str) -> str:
    """What is restored, in words; the empty database is there."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {RESTORED}")
        server.execute(f"CREATE DATABASE {RESTORED}")
        row = server.execute(
            "SELECT (SELECT count(*) FROM booking_appointment),"
            " pg_size_pretty(pg_database_size(current_database()))"
        ).fetchone()
    assert row is not None
    return f"{row[0]:,} appointments, {row[1]}"


def _change(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(statement.encode())


def _seconds(name: str, work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    seconds = round(time.monotonic() - began, 1)
    tell(f"restoring, {name}: {seconds:,.1f} s")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.restoring", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", action="store_true", help="write it into docs/performance.md")
    chosen = parser.parse_args()
    found = list(measure(chosen.folder))
    print(table(found), json_lines(found), sep="\n\n")
    if chosen.keep:
        record.write(found)


if __name__ == "__main__":
    main()
