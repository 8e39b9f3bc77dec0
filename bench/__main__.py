"""`python -m bench [--quick] [NAME…]`: the benchmarks, all or those named.

The last thing printed is one line of JSON a measurement.
"""

import argparse
from collections.abc import Callable, Iterable

from bench import messages, pages
from bench.measurement import Measurement, json_lines, table
from bench.surroundings import Surroundings, fresh

Part = Callable[..., Iterable[Measurement]]

PARTS: dict[str, Part] = {"messages": messages.measure, "pages": pages.measure}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="less of everything, in a minute")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.names) - set(PARTS):
        parser.error(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    measurements = []
    for name in chosen.names or PARTS:
        with fresh() as surroundings:
            measurements += _measured(PARTS[name], surroundings, quick=chosen.quick)
    print(table(measurements), end="\n\n")
    print(json_lines(measurements))


def _measured(part: Part, surroundings: Surroundings, *, quick: bool) -> list[Measurement]:
    return list(part(surroundings, quick=quick))


if __name__ == "__main__":
    main()
