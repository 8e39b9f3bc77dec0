"""What one core can do: the processor time that each kind of request takes, web and database apart.

Processor time depends less than the time on the clock on what else the machine does. A thousand
milliseconds divided by it is the most that one busy core can answer in a second: one client asks,
so nothing is lost in waiting for each other.
"""

from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from typing import NamedTuple

import psutil

from bench.client import Client
from bench.extent import Extent
from bench.measurement import Measurement
from bench.scene import Scene, answered
from bench.timing import Ask
from bench.wanting import Browser, Starts
from clinic.children import Child

ASKED, QUICK_ASKED = 300, 60


class Spent(NamedTuple):
    """Processor time since they were started, in seconds."""

    web: float
    database: float


def measure(scene: Scene, extent: Extent) -> Iterator[Measurement]:
    """Milliseconds of web and database for each request, and what follows for a core."""
    asked = extent.of(QUICK_ASKED, ASKED)
    with scene.client() as client:
        for name, ask in _kinds(scene, client).items():
            for _ in range(asked // 10):
                ask()
            before = _spent(scene)
            for _ in range(asked):
                ask()
            after = _spent(scene)
            web = (after.web - before.web) * 1000 / asked
            database = (after.database - before.database) * 1000 / asked
            yield Measurement(
                f"per_core.{name}",
                round(web + database, 2),
                "ms CPU",
                None,
                f"web {web:.2f}, database {database:.2f}: {1000 / (web + database):.0f} a second "
                "and core",
            )


def _kinds(scene: Scene, client: Client) -> dict[str, Ask]:
    starts = Starts(scene)
    starts.again()
    patient, desk = scene.patient(), scene.staff("receptionist")
    browser = Browser(patient, 1)
    browser.open(client)
    day = scene.first.isoformat()
    pages = {
        "availability_one_day": scene.availability("any", 1),
        "availability_week": scene.availability("any", 7),
        "book_week": scene.availability("any", 7, path="/book/"),
        "my_appointments": scene.get("/appointments/", patient),
        "board_day": scene.get(f"/admin/schedule/day.json?location=seed-1&date={day}", desk),
    }

    def hold() -> None:
        if not starts.waiting:
            starts.again()
        answered(client, browser.hold(starts.next()), HTTPStatus.SEE_OTHER)

    asks: dict[str, Ask] = {name: partial(answered, client, page) for name, page in pages.items()}
    return {**asks, "hold": hold}


def _spent(scene: Scene) -> Spent:
    postgres = next(one for one in scene.surroundings.embedded.children if one.name == "postgres")
    return Spent(_seconds(scene.server), _seconds(postgres))


def _seconds(program: Child) -> float:
    assert program.running
    parent = psutil.Process(program.running.pid)
    family = [parent, *parent.children(recursive=True)]
    times = [one.cpu_times() for one in family]
    return float(sum(time.user + time.system for time in times))
