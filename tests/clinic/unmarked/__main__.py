"""Prints what is not marked in the files and folders it is given; everything without any."""

import sys

from tests.clinic.unmarked import CHECKOUT, EVERYTHING, unmarked


def main(places: list[str]) -> None:
    """Ends with 1 when something is not marked."""
    missing = [place for place in places if not (CHECKOUT / place).exists()]
    if missing:
        sys.exit(f"There is no {missing[0]} in {CHECKOUT}.")
    found = unmarked(places or EVERYTHING)
    for one in found:
        sys.stdout.write(f"{one}\n")
    sys.stdout.write(f"{len(found)} not marked\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
