"""Many at once: threads that start from one line, each with its own connections."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import perf_counter
from typing import Any

from django.db import DatabaseError, connections

from booking.lifecycle import Refused

PATIENCE = 120


def together(actions: Sequence[Callable[[], Any]]) -> list[Any]:
    """Runs all at the same time. A refusal or an error of the database is an answer, too."""
    line = Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        try:
            line.wait(PATIENCE)
            return action()
        except (Refused, DatabaseError) as answer:
            return answer
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as crowd:
        return list(crowd.map(run, actions))


class Stopwatch:
    """For the figures that `pytest -s` shows."""

    def __init__(self) -> None:
        self.started = perf_counter()

    def say(self, what: str, **figures: object) -> None:
        told = ", ".join(f"{name} {figure}" for name, figure in figures.items())
        print(f"\n  {what}: {told}, {perf_counter() - self.started:.2f} s")  # noqa: T201
