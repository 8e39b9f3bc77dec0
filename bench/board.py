"""What the schedule board fetches every few seconds: thirty therapists, three hundred sessions."""

import json
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

from bench.extent import Extent
from bench.measurement import Measurement
from bench.scene import Scene, answered
from bench.timing import in_turns

DAY = "/admin/schedule/day.json"
THERAPISTS, SESSIONS = 30, 300
AT_MOST = 5.0


def measure(scene: Scene, extent: Extent) -> Iterator[Measurement]:
    """A whole day, and the answer that nothing has changed, against the one-row SELECT view."""
    from bench.full_day import make_full_day

    asked = {"location": make_full_day(scene.first), "date": scene.first.isoformat()}
    cookie, path = scene.staff("receptionist"), f"{DAY}?{urlencode(asked)}"
    with scene.client() as client:
        whole = scene.get(path, cookie)
        first = answered(client, whole)
        drawn = json.loads(first.body)
        assert (len(drawn["columns"]), len(drawn["sessions"])) == (THERAPISTS, SESSIONS)
        known = scene.get(path, cookie, If_None_Match=first.header("ETag"))
        asks = {
            "select": partial(answered, client, scene.get("/floor/select")),
            "day": partial(answered, client, whole),
            "unchanged": partial(answered, client, known, 304),
        }
        times = in_turns(asks, rounds=extent.of(30, 150))
    for name in ("day", "unchanged"):
        note = f"{SESSIONS} sessions; peer: one-row SELECT view; {times[name].spread}"
        value, select = times[name].milliseconds, times["select"].milliseconds
        yield Measurement(f"board.{name}", value, "ms", select, note, at_most=AT_MOST)
