"""Prints what is not marked in the files and folders it is given; everything without any.

    python -m tests.clinic.unmarked --models booking care

says it of what the admin calls the models and columns of these rooms.
"""

import os
import sys

import django

from tests.clinic.unmarked import CHECKOUT, EVERYTHING, unmarked
from tests.clinic.unmarked.models import unnamed


def main(places: list[str]) -> None:
    """Ends with 1 when something is not marked."""
    if places[:1] == ["--models"]:
        found = _names(places[1:])
    else:
        missing = [place for place in places if not (CHECKOUT / place).exists()]
        if missing:
            sys.exit(f"There is no {missing[0]} in {CHECKOUT}.")
        found = [str(one) for one in unmarked(places or EVERYTHING)]
    for one in found:
        sys.stdout.write(f"{one}\n")
    sys.stdout.write(f"{len(found)} not marked\n")
    sys.exit(1 if found else 0)


def _names(rooms: list[str]) -> list[str]:
    # The models alone decide; nobody answers at that address.
    os.environ |= {"DEBUG": "on", "DATABASE_URL": "postgresql://127.0.0.1:1/none"}
    os.environ |= {"DATABASE_POOL_SIZE": "0", "DJANGO_SETTINGS_MODULE": "clinic.settings"}
    django.setup()
    return [one for room in rooms or EVERYTHING for one in unnamed(room)]


if __name__ == "__main__":
    main(sys.argv[1:])
