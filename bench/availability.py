"""Free times: each question in turns with the floor, then from eight clients at once.

The site reckons again only what has changed, so somebody's hours on the first of the days change
before each question; how long the same answer takes when nothing has changed is said beside it, and
how long it takes when nothing of it is known, `bench/growth.py` says.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, time, timedelta
from functools import partial
from itertools import cycle
from typing import Any

import psycopg

from bench.extent import Extent
from bench.measurement import Measurement
from bench.scene import DURATION, LOCATION, THERAPIST, TREATMENT, Scene, answered
from bench.timing import Ask, Times, in_turns, under_load
from clinic.seeding.blueprint import ZONE

# Therapist, days, and how many times the one-row SELECT view it may take.
QUESTIONS = {
    "one_therapist_1_day": (THERAPIST, 1, 2.5),
    "any_of_20_1_day": ("any", 1, 3.0),
    "one_therapist_30_days": (THERAPIST, 30, 3.0),
    "any_of_20_30_days": ("any", 30, 8.0),
}
CLIENTS = 8
A_QUARTER = timedelta(minutes=15)
BREAK = """
INSERT INTO therapists_timeoff (starts_at, ends_at, reason, therapist_id)
SELECT %s, %s, 'bench', id FROM therapists_therapist WHERE slug = %s
"""
LATER = "UPDATE therapists_timeoff SET starts_at = %s, ends_at = %s WHERE reason = 'bench'"
BARE_SQL = "any_of_20_30_days_bare_sql"


def measure(scene: Scene, extent: Extent) -> Iterator[Measurement]:
    """Against the one-row SELECT view."""
    requests = {name: scene.availability(*asked[:2]) for name, asked in QUESTIONS.items()}
    asks: dict[str, Ask] = {}
    with scene.client() as client, changing(scene) as change, bare_sql(scene) as bare:
        for path in ("nothing", "select"):
            asks[path] = partial(answered, client, scene.get(f"/floor/{path}"))
        asks[BARE_SQL] = bare
        for name, request in requests.items():
            asks[f"{name}_changing"] = change
            asks[name] = partial(answered, client, request)
            asks[f"{name}_again"] = partial(answered, client, request)
        times = in_turns(asks, rounds=extent.of(40, 200))
    yield from _compared(times)
    yield from _under_load(scene, extent.of(2, 10))


def _compared(times: dict[str, Times]) -> Iterator[Measurement]:
    select, bare = times["select"].milliseconds, times[BARE_SQL].milliseconds
    yield Measurement("floor.nothing", times["nothing"].milliseconds, "ms", select)
    for name, (_, _, most) in QUESTIONS.items():
        again = f"{name}_again"
        note = f"peer: one-row SELECT view; {times[name].spread}"
        value = times[name].milliseconds
        yield Measurement(f"availability.{name}", value, "ms", select, note, at_most=most)
        note = f"nothing has changed; {times[again].spread}"
        yield Measurement(f"availability.{again}", times[again].milliseconds, "ms", select, note)
    note = "peer: its own bare SQL, with psycopg on one connection"
    for name in ("any_of_20_30_days", "any_of_20_30_days_again"):
        value = times[name].milliseconds
        yield Measurement(f"availability.{name}_to_bare_sql", value, "ms", bare, note, at_most=2)


def _under_load(scene: Scene, seconds: float) -> Iterator[Measurement]:
    request = scene.availability("any", 30)
    with ExitStack() as opening:
        clients = [opening.enter_context(scene.client()) for _ in range(CLIENTS)]
        load = under_load([partial(answered, one, request) for one in clients], seconds=seconds)
    note = "any of 20, 30 days, 8 clients; peer: what it must be"
    yield Measurement("availability.rate", round(load.rate, 1), "1/s", 300, note, at_least=1)
    p50, p95 = (round(load.times.percentile(share) * 1000, 2) for share in (50, 95))
    note = "95th percentile of these; peer: the median"
    yield Measurement("availability.p95", p95, "ms", p50, note, at_most=3)


@contextmanager
def changing(scene: Scene) -> Iterator[Callable[[], None]]:
    """A break of the therapist's on the first day, at another minute of it each time."""
    eight = datetime.combine(scene.first, time(8), ZONE)
    minutes = cycle(range(10 * 60))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute(BREAK, (eight, eight + A_QUARTER, THERAPIST))

        def change() -> None:
            start = eight + timedelta(minutes=next(minutes))
            connection.execute(LATER, (start, start + A_QUARTER))

        yield change
        connection.execute("DELETE FROM therapists_timeoff WHERE reason = 'bench'")


@contextmanager
def bare_sql(scene: Scene) -> Iterator[Callable[[], None]]:
    """What any of 20 for 30 days asks of PostgreSQL, the same values included, and no more."""
    statements = _statements(scene)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:

        def ask() -> None:
            for statement, values in statements:
                connection.execute(statement, values).fetchall()

        yield ask


def _statements(scene: Scene) -> list[tuple[Any, Any]]:
    from django.db import connection
    from django.utils import timezone

    from booking.availability import find_starts
    from booking.plan import Choice

    asked: list[tuple[Any, Any]] = []

    def note(execute: Callable[..., Any], sql: Any, values: Any, *others: Any) -> Any:
        asked.append((sql, values))
        return execute(sql, values, *others)

    choice = Choice(LOCATION, TREATMENT, DURATION)
    with connection.execute_wrapper(note):
        find_starts(choice, first=scene.first, days=30, now=timezone.now())
    return asked
