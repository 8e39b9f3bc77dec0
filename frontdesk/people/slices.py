"""Long lists, a piece at a time, without counting them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model, QuerySet

SIZE = 20
# Nobody turns so many pages; further ones only keep the database busy.
LAST_PAGE = 500


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


def slice_of[Row: Model](rows: QuerySet[Row], asked: str | None) -> Slice[Row]:
    """The piece that was asked for, the first for what is no number; one query."""
    number = min(int(asked), LAST_PAGE) if asked and asked.isascii() and asked.isdigit() else 1
    number = max(number, 1)
    start = (number - 1) * SIZE
    found = list(rows[start : start + SIZE + 1])
    return Slice(found[:SIZE], number, len(found) > SIZE)
