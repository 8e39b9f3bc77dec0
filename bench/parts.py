"""The parts of the benchmark: `python -m bench.parts EXTENT NAME…` runs some in one process.

Django is set up once in a process, so parts with surroundings of their own get a process each. With
`--beside FOLDER` they work on the servers that somebody has started there.
"""

import argparse
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
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
from bench.surroundings import Beside, Surroundings, fresh, tell


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
# These run when they are named, on servers of their own.
APART = ("per_core", "rolling")
USUAL = [name for name in PARTS if name not in APART]
# How soon a page is seen takes a minute of a browser.
USUAL_QUICKLY = [name for name in USUAL if name != "pages"]


def groups(names: list[str]) -> Iterator[list[str]]:
    """What runs together, in the order in which it runs."""
    if together := [name for name in ON_THE_SCENE if name in names]:
        yield together
    yield from ([name] for name in OF_ITS_OWN if name in names)


def measured(
    names: list[str], extent: Extent, surroundings: Surroundings | None = None
) -> Iterator[Measurement]:
    """What the parts of one group find, and how long each took."""
    with surroundings or fresh() as these:
        if names[0] in OF_ITS_OWN:
            yield from _timed(names[0], OF_ITS_OWN[names[0]](these, extent))
            return
        with scene(these) as found:
            for name in names:
                yield from _timed(name, ON_THE_SCENE[name](found, extent))


def _timed(name: str, found: Iterable[Measurement]) -> Iterator[Measurement]:
    tell(f"{name} …")
    began = time.monotonic()
    yield from found
    tell(f"{name}: {time.monotonic() - began:.0f} s")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.parts", description=__doc__)
    parser.add_argument("extent", type=Extent, choices=Extent)
    parser.add_argument("names", nargs="+", choices=PARTS)
    parser.add_argument("--beside", type=Path, metavar="FOLDER")
    chosen = parser.parse_args()
    surroundings = Beside(chosen.beside) if chosen.beside else None
    found = list(measured(chosen.names, chosen.extent, surroundings))
    print(json.dumps([asdict(one) for one in found]))


if __name__ == "__main__":
    main()
