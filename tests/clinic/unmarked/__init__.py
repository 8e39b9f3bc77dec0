"""Finds words that people read and that nobody marked for translation.

    python -m tests.clinic.unmarked booking/letters.py templates/booking

names them by path, line and words. What is meant to stay as it is stands in `exceptions/`, one
module a place, each with its reason.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.clinic.unmarked import pages, scripts, sources
from tests.clinic.unmarked.exceptions import is_meant
from tests.clinic.unmarked.words import Found

CHECKOUT = Path(__file__).resolve().parents[3]
# The rooms, then everything else that speaks.
EVERYTHING = (
    *("accounts", "locations", "treatments", "therapists", "patients", "reminders"),
    *("booking", "care", "roster", "frontdesk", "clinic", "templates", "static/js"),
)


def unmarked(places: Iterable[str]) -> list[Found]:
    """What is not marked in these files and folders (paths from the checkout), in their order."""
    files = (file for place in places for file in _files(CHECKOUT / place))
    return [one for file in files for one in _in(file) if not is_meant(one)]


def everything_said_in(file: Path) -> Iterator[Found]:
    """The same of one file, exceptions included."""
    yield from _in(file)


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(file for file in place.rglob("*"))


def _in(file: Path) -> Iterator[Found]:
    path = file.relative_to(CHECKOUT).as_posix()
    if file.suffix == ".py" and not sources.is_for_programs(path):
        yield from sources.found(path, file.read_text())
    elif file.suffix == ".js":
        yield from scripts.found(path, file.read_text())
    elif path.startswith("templates/") and file.suffix in {".html", ".txt", ".svg", ".xml"}:
        yield from pages.found(path, file.read_text())
