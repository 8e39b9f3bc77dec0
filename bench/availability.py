"""Free times: each question in turns with the floor, then from eight clients at once."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

from bench.extent import Extent
from bench.measurement import Measurement
from bench.scene import THERAPIST, Scene, answered
from bench.timing import in_turns, under_load

# Therapist, days, and how many times the one-row SELECT view it may take.
QUESTIONS = {
    "one_therapist_1_day": (THERAPIST, 1, 2.5),
    "any_of_20_1_day": ("any", 1, 3.0),
    "one_therapist_30_days": (THERAPIST, 30, 3.0),
    "any_of_20_30_days": ("any", 30, 8.0),
}
CLIENTS = 8


def measure(scene: Scene, extent: Extent) -> Iterator[Measurement]:
    """Against the one-row SELECT view."""
    requests = {name: scene.availability(*asked[:2]) for name, asked in QUESTIONS.items()}
    floor = scene.get("/floor/select")
    with scene.client() as client:
        asks = {name: partial(answered, client, one) for name, one in requests.items()}
        asks["nothing"] = partial(answered, client, scene.get("/floor/nothing"))
        asks["select"] = partial(answered, client, floor)
        times = in_turns(asks, rounds=extent.of(100, 400))
    select = times["select"].milliseconds
    yield Measurement("floor.nothing", times["nothing"].milliseconds, "ms", select)
    for name, (_, _, most) in QUESTIONS.items():
        value = times[name].milliseconds
        note = f"peer: one-row SELECT view; {times[name].spread}"
        yield Measurement(f"availability.{name}", value, "ms", select, note, at_most=most)
    yield from _under_load(scene, extent.of(3, 10))


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
