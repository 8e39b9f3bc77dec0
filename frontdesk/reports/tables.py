"""Tables of figures: the same rows for the screen, with bars, and for a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from django.utils.formats import number_format

from booking.templatetags.clinic_time import money
from frontdesk.reports.columns_chart import ColumnsChart

# None: there is no such figure, for instance a share of nothing.
type Figure = str | int | float | Decimal | None

NOTHING = "–"


class Kind(Enum):
    """What a column holds. Shares are from 0 to 1, hours and days may be fractions."""

    TEXT = "text"
    COUNT = "count"
    HOURS = "hours"
    SHARE = "share"
    MONEY = "money"

    def shown(self, figure: Figure) -> str:
        """The figure as people read it."""
        if figure is None:
            return NOTHING
        match self:
            case Kind.MONEY:
                return money(Decimal(figure))
            case Kind.SHARE:
                return f"{float(figure):.0%}" if float(figure) >= 0.1 else f"{float(figure):.1%}"
            case Kind.HOURS:
                return number_format(float(figure), decimal_pos=1, force_grouping=True)
            case Kind.COUNT:
                return number_format(figure, force_grouping=True)
            case Kind.TEXT:
                return str(figure)


class Column(NamedTuple):
    title: str
    kind: Kind = Kind.COUNT


class Cell(NamedTuple):
    """A figure as it is shown; `bar` is how far its bar reaches, in percent of the longest."""

    text: str
    kind: str
    bar: float | None = None


class Line(NamedTuple):
    heading: str
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """Rows of figures under their columns; the first column names the row.

    `bar` is the column whose figures are drawn as bars too, `most` the figure that fills a bar
    (None: the largest). `total` closes the table. `chart` is drawn beside it.
    """

    slug: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[tuple[Figure, ...]]
    total: tuple[Figure, ...] | None = None
    bar: int | None = None
    most: float | None = None
    chart: ColumnsChart | None = None

    @property
    def lines(self) -> list[Line]:
        return [self._line(row, self.bar) for row in self.rows]

    @property
    def last_line(self) -> Line | None:
        return self._line(self.total, None) if self.total else None

    def _line(self, row: tuple[Figure, ...], bar: int | None) -> Line:
        cells = [
            Cell(
                column.kind.shown(figure),
                column.kind.value,
                self._reach(figure) if number == bar else None,
            )
            for number, (column, figure) in enumerate(zip(self.columns, row, strict=True))
        ]
        return Line(cells[0].text, cells[1:])

    def _reach(self, figure: Figure) -> float:
        fills = self.most or self._longest
        return round(min(100 * _length(figure) / fills, 100), 2) if fills else 0.0

    @cached_property
    def _longest(self) -> float:
        return max((_length(row[self.bar or 0]) for row in self.rows), default=0.0)


def _length(figure: Figure) -> float:
    return float(figure) if isinstance(figure, (int, float, Decimal)) else 0.0


def share(part: float | Decimal, whole: float | Decimal) -> float | None:
    """`part` of `whole` as a number from 0 to 1, if there is a whole."""
    return float(part) / float(whole) if whole else None
