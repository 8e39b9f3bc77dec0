"""`python -m bench [--quick|--long] [--keep] [NAME…]`: the benchmarks, all or those named.

The last thing printed is one line of JSON a measurement.
"""

import argparse
import json
import subprocess
import sys
import time

from bench import kept, plot, record
from bench.extent import Extent
from bench.measurement import Measurement, json_lines, table
from bench.parts import APART, PARTS, USUAL, USUAL_QUICKLY, groups
from bench.surroundings import CHECKOUT, Surroundings, fresh, tell

EXTENTS = {
    "quick": "less of everything and no browser, in two to three minutes",
    "long": "as many as can be: hours",
}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PARTS))
    much = parser.add_mutually_exclusive_group()
    for name, says in EXTENTS.items():
        much.add_argument(
            f"--{name}", dest="extent", action="store_const", const=Extent(name), help=says
        )
    parser.add_argument("--keep", action="store_true", help="later runs are compared with it")
    parser.set_defaults(extent=Extent.ORDINARY)
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.names) - set(PARTS):
        parser.error(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    began = time.monotonic()
    found = _all(chosen.names or chosen.extent.of(USUAL_QUICKLY, USUAL), chosen.extent)
    tell(f"All of it: {time.monotonic() - began:.0f} s")
    print(table(found), end="\n\n")
    print(kept.comparison(found), end="\n\n")
    if chosen.keep:
        kept.keep(found)
        plot.draw_all(found)
        record.write(found)
    print(json_lines(found))


def _all(names: list[str], extent: Extent) -> list[Measurement]:
    """On servers that are started once, but for parts that need their own."""
    together = list(groups([name for name in names if name not in APART]))
    found: list[Measurement] = []
    if together:
        with fresh() as surroundings:
            surroundings.make_empty_clinic()
            for some in together:
                found += _measured(some, extent, surroundings)
    for some in groups([name for name in names if name in APART]):
        found += _measured(some, extent)
    return found


def _measured(
    names: list[str], extent: Extent, surroundings: Surroundings | None = None
) -> list[Measurement]:
    """In a process of their own."""
    beside = ["--beside", str(surroundings.folder)] if surroundings else []
    program = [sys.executable, "-m", "bench.parts", *beside, extent, *names]
    done = subprocess.run(program, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{', '.join(names)}: could not be measured.")
    return [Measurement(**fields) for fields in json.loads(done.stdout.splitlines()[-1])]


if __name__ == "__main__":
    main()
