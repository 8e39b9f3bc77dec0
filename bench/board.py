"""What the schedule board fetches every few seconds: thirty therapists, three hundred sessions."""

import json
from collections.abc import Iterator
from functools import partial
from itertools import count
from urllib.parse import urlencode

from bench.extent import Extent
from bench.measurement import Measurement
from bench.scene import Scene, answered
from bench.timing import Ask, in_turns

DAY = "/admin/schedule/day.json"
THERAPISTS, SESSIONS = 30, 300
AT_MOST = 5.0


def measure(scene: Scene, extent: Extent) -> Iterator[Measurement]:
    """A whole day, and the answer that nothing has changed, against the one-row SELECT view.

    Both are as most polls are: the process has drawn the day before. What a desk waits for that
    is the first to see a change is asked, too, each time after another one.
    """
    from bench.full_day import make_full_day

    asked = {"location": make_full_day(scene.first), "date": scene.first.isoformat()}
    cookie, path = scene.staff("receptionist"), f"{DAY}?{urlencode(asked)}"
    with scene.client() as client:
        whole = scene.get(path, cookie)
        first = answered(client, whole)
        drawn = json.loads(first.body)
        assert (len(drawn["columns"]), len(drawn["sessions"])) == (THERAPISTS, SESSIONS)
        known = scene.get(path, cookie, If_None_Match=first.header("ETag"))
        change, restore = _changes(drawn["sessions"][0]["pk"])
        asks: dict[str, Ask] = {
            "select": partial(answered, client, scene.get("/floor/select")),
            "day": partial(answered, client, whole),
            "unchanged": partial(answered, client, known, 304),
            "a change": change,
            "changed": partial(answered, client, known),
            "and back": restore,
        }
        times = in_turns(asks, rounds=extent.of(30, 150))
    select = times["select"].milliseconds
    for name, at_most in (("day", AT_MOST), ("unchanged", AT_MOST), ("changed", None)):
        note = f"{SESSIONS} sessions; peer: one-row SELECT view; {times[name].spread}"
        value = times[name].milliseconds
        yield Measurement(f"board.{name}", value, "ms", select, note, at_most=at_most)


def _changes(appointment: int) -> tuple[Ask, Ask]:
    """Somebody writes a note that nobody has written before; somebody takes it away again."""
    from booking.models import Appointment

    numbers, rows = count(1), Appointment.objects.filter(pk=appointment)
    return lambda: rows.update(desk_note=f"Note {next(numbers)}"), lambda: rows.update(desk_note="")
