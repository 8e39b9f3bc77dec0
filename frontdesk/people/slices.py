"""Long lists, a piece at a time, without counting them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model, QuerySet

SIZE = 20
# Nobody turns so many pages; further ones only keep the database busy.
LAST_PAGE = 500
LONGEST_NUMBER = 18


@dataclass(frozen=True)
class Slice[Row: Model]:
    rows: Sequence[Row]
    number: int
    has_more: bool

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1


def number_in(text: str | None) -> int:
    """A whole number as an address carries it; 0 for anything else, and for absurd ones."""
    is_number = text and text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if text and is_number else 0


def slice_of[Row: Model](rows: QuerySet[Row], asked: str | None) -> Slice[Row]:
    """The piece that was asked for, the first for what is no number; one query."""
    number = min(max(number_in(asked), 1), LAST_PAGE)
    start = (number - 1) * SIZE
    found = list(rows[start : start + SIZE + 1])
    return Slice(found[:SIZE], number, len(found) > SIZE)
