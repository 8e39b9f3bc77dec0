"""Tables of figures: the same rows for the screen, with bars, and for a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils.functional import Promise

from frontdesk.reports.columns_chart import ColumnsChart
from frontdesk.reports.figures import Figure, Kind
from frontdesk.reports.heat_map import HeatMap


class Column(NamedTuple):
    title: str | Promise
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
    (None: the largest). `total` closes the table. `chart` is drawn beside it; a heat map
    shows the rows in its own way. `keys` name the rows in a file for programs, where they are
    dates.
    """

    slug: str
    title: str | Promise
    columns: Sequence[Column]
    rows: Sequence[tuple[Figure, ...]]
    total: tuple[Figure, ...] | None = None
    bar: int | None = None
    most: float | None = None
    chart: ColumnsChart | None = None
    heat_map: HeatMap | None = None
    keys: Sequence[str] = ()

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
