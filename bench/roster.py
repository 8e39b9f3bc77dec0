"""A therapist's day, beside a page of the same size that only knows who has signed in."""

from collections.abc import Iterator
from functools import partial

from bench.measurement import Measurement
from bench.same_size import floor_like
from bench.scene import Scene, answered
from bench.timing import in_turns

AT_MOST = 2.0


def measure(scene: Scene, *, quick: bool) -> Iterator[Measurement]:
    """Each look at the page is written down, as ever."""
    cookie = scene.staff("therapist")
    page = scene.get(f"/roster/{scene.first.isoformat()}/", cookie)
    with scene.client() as client:
        size = len(answered(client, page).body)
        floor = scene.get(floor_like(scene, client, "/floor/signed-in/", size, cookie), cookie)
        asks = {"day": partial(answered, client, page), "floor": partial(answered, client, floor)}
        times = in_turns(asks, rounds=50 if quick else 300)
    note = f"peer: template view with sign-in of {size:,} bytes; {times['day'].spread}"
    value, peer = times["day"].milliseconds, times["floor"].milliseconds
    yield Measurement("roster.day", value, "ms", peer, note, at_most=AT_MOST)
