"""The parts of the benchmark: `python -m bench.parts EXTENT NAME…` runs some in one process.

Django is set up once in a process, so parts with surroundings of their own get a process each.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Protocol

from bench import (
    availability,
    board,
    choosing,
    contention,
    growth,
    holding,
    memory,
    messages,
    pages,
    per_core,
    rolling,
    roster,
    search,
    signed_in,
)
from bench.extent import Extent
from bench.measurement import Measurement
from bench.peer import comparison
from bench.scene import Scene, scene
from bench.surroundings import Surroundings, fresh, tell


class OfItsOwn(Protocol):
    """A part that makes its clinic itself."""

    def __call__(self, surroundings: Surroundings, extent: Extent) -> Iterable[Measurement]: ...


class OnTheScene(Protocol):
    """A part that asks the clinic of `bench.scene`; those that write come last."""

    def __call__(self, scene: Scene, extent: Extent) -> Iterable[Measurement]: ...


ON_THE_SCENE: dict[str, OnTheScene] = {
    "availability": availability.measure,
    "choosing": choosing.measure,
    "signed_in": signed_in.measure,
    "roster": roster.measure,
    "memory": memory.measure,
    "holding": holding.measure,
    "contention": contention.measure,
    "peer": comparison.measure,
    # These make the clinic larger.
    "board": board.measure,
    "search": search.measure,
    "per_core": per_core.measure,
}
OF_ITS_OWN: dict[str, OfItsOwn] = {
    "growth": growth.measure,
    "pages": pages.measure,
    "messages": messages.measure,
    "rolling": rolling.measure,
}
PARTS = [*ON_THE_SCENE, *OF_ITS_OWN]
# These run when they are named.
APART = ("per_core", "rolling")
USUAL = [name for name in PARTS if name not in APART]


def groups(names: list[str]) -> Iterator[list[str]]:
    """What runs together, in the order in which it runs."""
    if together := [name for name in ON_THE_SCENE if name in names]:
        yield together
    yield from ([name] for name in OF_ITS_OWN if name in names)


def measured(names: list[str], extent: Extent) -> Iterator[Measurement]:
    """What the parts of one group find."""
    with fresh() as surroundings:
        if names[0] in OF_ITS_OWN:
            yield from OF_ITS_OWN[names[0]](surroundings, extent)
            return
        with scene(surroundings) as found:
            for name in names:
                tell(f"{name} …")
                yield from ON_THE_SCENE[name](found, extent)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.parts", description=__doc__)
    parser.add_argument("extent", type=Extent, choices=Extent)
    parser.add_argument("names", nargs="+", choices=PARTS)
    chosen = parser.parse_args()
    found = list(measured(chosen.names, chosen.extent))
    print(json.dumps([asdict(one) for one in found]))


if __name__ == "__main__":
    main()
