"""What a sign-in costs on pages that anybody may see."""

from collections.abc import Callable, Iterator
from functools import partial

from bench.client import Request
from bench.extent import Extent
from bench.measurement import Measurement
from bench.scene import Scene, answered
from bench.timing import in_turns

DAYS = 7
AT_MOST = 2.0


def measure(scene: Scene, extent: Extent) -> Iterator[Measurement]:
    """Each page with a patient's session, against the same page without."""
    cookie = scene.patient()
    pages: dict[str, Callable[[str], Request]] = {
        "home": lambda whose: scene.get("/", whose),
        "treatments": lambda whose: scene.get("/treatments/", whose),
        "week": lambda whose: scene.availability("any", DAYS, "/book/", whose),
    }
    with scene.client() as client:
        asks = {
            f"{name} {who}": partial(answered, client, page(whose))
            for name, page in pages.items()
            for who, whose in (("anonymous", ""), ("signed in", cookie))
        }
        times = in_turns(asks, rounds=extent.of(30, 150))
    for name in pages:
        found, anonymous = times[f"{name} signed in"], times[f"{name} anonymous"].milliseconds
        note = f"peer: the same page anonymous; {found.spread}"
        yield Measurement(
            f"signed_in.{name}", found.milliseconds, "ms", anonymous, note, at_most=AT_MOST
        )
