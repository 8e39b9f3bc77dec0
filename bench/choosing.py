"""A week of free times as anybody sees it, beside a page of the same size that asks for nothing.

A day is drawn once for all who are shown the same: the first to see it waits longer.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import cycle, product

from bench.client import Request
from bench.extent import Extent
from bench.measurement import Measurement
from bench.same_size import floor_like
from bench.scene import THERAPIST, Scene, answered
from bench.timing import Ask, in_turns

WHOM = {"any_of_20": "any", "one_therapist": THERAPIST}
DAYS = 7
AT_MOST = 2.0
# More different days than a process keeps.
WEEKS, THERAPISTS = 6, 20


def measure(scene: Scene, extent: Extent) -> Iterator[Measurement]:
    """`/book/` with all of its questions answered, against the template view."""
    pages = {name: scene.availability(whom, DAYS, "/book/") for name, whom in WHOM.items()}
    with scene.client() as client:
        asks: dict[str, Ask] = {}
        sizes = {}
        for name, page in pages.items():
            sizes[name] = len(answered(client, page).body)
            floor = floor_like(scene, client, "/floor/template/", sizes[name])
            asks[name] = partial(answered, client, page)
            asks[f"floor of {name}"] = partial(answered, client, scene.get(floor))
        unseen = cycle(_every_week(scene))
        asks["unseen"] = lambda: answered(client, next(unseen))
        times = in_turns(asks, rounds=extent.of(30, 150))
    for name, size in sizes.items():
        floor_times = times[f"floor of {name}"]
        note = f"peer: template view of {size:,} bytes; {times[name].spread}"
        value, peer = times[name].milliseconds, floor_times.milliseconds
        yield Measurement(f"choosing.{name}", value, "ms", peer, note, at_most=AT_MOST)
    value, peer = times["unseen"].milliseconds, times["one_therapist"].milliseconds
    note = f"peer: one that was seen before; {times['unseen'].spread}"
    yield Measurement("choosing.unseen", value, "ms", peer, note)


def _every_week(scene: Scene) -> Iterator[Request]:
    """One therapist after the other, week after week."""
    for week, number in product(range(WEEKS), range(1, THERAPISTS + 1)):
        later = replace(scene, first=scene.first + timedelta(weeks=week))
        yield later.availability(f"seed-therapist-{number}", DAYS, "/book/")
