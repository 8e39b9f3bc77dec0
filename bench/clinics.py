"""Clinics beside each other: a database each in one PostgreSQL server, or a server of their own.

`python -m bench.clinics FOLDER APPOINTMENTS` makes one with a long past and keeps it in the folder:
ten million appointments take an hour. The folder must be open to PostgreSQL's own user.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from bench.asker import migrate, seed
from bench.past import Past
from bench.surroundings import Surroundings, fresh, tell
from clinic.embedded import DATABASE, Postgres
from clinic.state import claimed

# Two months ahead, and some weeks of a past to copy.
SEEDED = 10_000
DAYS, OCCUPANCY = 60, 0.6


def of_twenty(url: str) -> None:
    """Two locations with twenty therapists each."""
    seed(url, therapists=40, locations=2, days=DAYS, occupancy=OCCUPANCY, appointments=SEEDED)


class Clinics:
    """In the server of `surroundings`."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.url = surroundings.embedded.postgres.url
        migrate(self.url)

    def empty(self, name: str) -> str:
        """The URL of a new clinic without anything."""
        return self.copied(DATABASE, name)

    def copied(self, of: str, name: str) -> str:
        """The URL of a new database with all that is in the one named `of`."""
        with psycopg.connect(self._named("postgres"), autocommit=True) as server:
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(of)
                )
            )
        return self._named(name)

    def _named(self, name: str) -> str:
        return self.url.replace(f"/{DATABASE}?", f"/{name}?")


def lengthen(url: str, appointments: int) -> None:
    """Gives the seeded clinic at `url` so long a past."""
    with psycopg.connect(url, autocommit=True) as database:
        Past(database, tell).lengthen(appointments)


def vacuum(url: str) -> None:
    """Does at `url` what autovacuum would do in the midst of measuring."""
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("VACUUM (ANALYZE)")


@contextmanager
def kept(folder: Path, *, durable: bool = True) -> Iterator[str]:
    """The URL of the clinic in `folder`, while its server runs; the folder stays."""
    folder.mkdir(parents=True, exist_ok=True)
    with claimed(folder / "state") as claim:
        postgres = Postgres(claim.folder, durable=durable, say=tell)
        server = postgres.start()
        try:
            yield postgres.url
        finally:
            server.stop(seconds=120)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.clinics", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("appointments", type=int)
    chosen = parser.parse_args()
    with fresh(), kept(chosen.folder, durable=False) as url:
        migrate(url)
        of_twenty(url)
        lengthen(url, chosen.appointments)


if __name__ == "__main__":
    main()
