"""`python -m bench [--quick|--long] [--keep] [NAME…]`: the benchmarks, all or those named.

The last thing printed is one line of JSON a measurement.
"""

import argparse
import json
import subprocess
import sys

from bench import kept, plot, record
from bench.extent import Extent
from bench.measurement import Measurement, json_lines, table
from bench.parts import PARTS, USUAL, groups

EXTENTS = {
    "quick": "less of everything, in a few minutes",
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
    found = [
        measurement
        for names in groups(chosen.names or USUAL)
        for measurement in _measured(names, chosen.extent)
    ]
    print(table(found), end="\n\n")
    print(kept.comparison(found), end="\n\n")
    if chosen.keep:
        kept.keep(found)
        plot.draw_all(found)
        record.write(found)
    print(json_lines(found))


def _measured(names: list[str], extent: Extent) -> list[Measurement]:
    """In a process of their own."""
    program = [sys.executable, "-m", "bench.parts", extent, *names]
    done = subprocess.run(program, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{', '.join(names)}: could not be measured.")
    return [Measurement(**fields) for fields in json.loads(done.stdout.splitlines()[-1])]


if __name__ == "__main__":
    main()
