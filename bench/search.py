"""Patients found while the receptionist types, among 100,000 of them."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import quote

from bench.extent import Extent
from bench.measurement import Measurement
from bench.scene import Scene, answered
from bench.timing import in_turns

# What the boxes of the board, of the booking panel and of the patients' page ask.
FIND = "/admin/schedule/patients/?q="
TYPED = {
    "two_letters": "kh",
    "part_of_a_name": "kha",
    "name": "grace khan",
    "part_of_a_phone": "555 01",
    "phone": "604 555 0123",
    "mistyped": "grcae khan",
}
AT_MOST = 5.0


def measure(scene: Scene, extent: Extent) -> Iterator[Measurement]:
    """The list below the box, against the one-row SELECT view."""
    from bench.many_patients import make_many_patients

    there = make_many_patients(scene.first)
    cookie = scene.staff("receptionist")
    with scene.client() as client:
        asks = {"select": partial(answered, client, scene.get("/floor/select"))}
        for name, typed in TYPED.items():
            request = scene.get(FIND + quote(typed), cookie, HX_Request="true")
            assert b'role="option"' in answered(client, request).body, typed
            asks[name] = partial(answered, client, request)
        times = in_turns(asks, rounds=extent.of(20, 100))
    select = times["select"].milliseconds
    for name, typed in TYPED.items():
        found = times[name]
        note = f"“{typed}” among {there:,}; peer: one-row SELECT view; {found.spread}"
        value = found.milliseconds
        yield Measurement(f"search.{name}", value, "ms", select, note, at_most=AT_MOST)
