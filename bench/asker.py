"""Somebody who asks one clinic, in a process of their own: a process knows one clinic.

There is no web server in between: its share, the same in a young clinic and in an old one, would
only hide a difference.
"""

import os
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Self

FRESH = get_context("spawn")
PATIENCE_SECONDS = 600


class Asker:
    """Asks the clinic in the database at `url` what `bench.questions` knows to ask."""

    def __init__(self, url: str) -> None:
        self.line, there = FRESH.Pipe()
        self.child = FRESH.Process(target=_ask, args=(there, url), daemon=True)
        self.child.start()
        there.close()
        self._heard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.line.close()
        self.child.join(PATIENCE_SECONDS)

    def ask(self, question: str) -> float:
        """How many seconds the answer took, not counting the way here."""
        self.line.send(question)
        return float(self._heard()[0])

    def answer(self, question: str) -> Any:
        """What the answer was."""
        self.line.send(question)
        return self._heard()[1]

    def _heard(self) -> Any:
        if not self.line.poll(PATIENCE_SECONDS):
            raise TimeoutError("The clinic does not answer.")
        return self.line.recv()


def migrate(url: str) -> None:
    """Makes the tables of a clinic in the empty database at `url`."""
    _beside(_migrate, url)


def seed(url: str, **size: Any) -> None:
    """Fills the clinic without anything at `url`; `size` as `clinic.seeding.synthetic.Size`."""
    _beside(_seed, url, size)


def _beside(work: Callable[..., None], *arguments: Any) -> None:
    child = FRESH.Process(target=work, args=arguments)
    child.start()
    child.join()
    if child.exitcode:
        raise RuntimeError("The clinic could not be made.")


def _ask(line: Connection, url: str) -> None:
    # A clinic that was kept from an earlier day may lack what has come since.
    _migrate(url)
    from bench.questions import Questions

    questions = Questions()
    line.send("ready")
    while True:
        try:
            question = getattr(questions, line.recv())
        except EOFError:
            return
        began = time.perf_counter()
        answer = question()
        line.send((time.perf_counter() - began, answer))


def _migrate(url: str) -> None:
    """Only what is missing: to find that nothing is takes `migrate` itself seconds."""
    _set_up(url)
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)
    connection.close()


def _seed(url: str, size: dict[str, Any]) -> None:
    _set_up(url)
    from bench.questions import seed

    seed(**size)


def _set_up(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    import django

    django.setup()
