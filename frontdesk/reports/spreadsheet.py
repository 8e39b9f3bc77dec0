"""A table as a CSV file that spreadsheet programs open rightly and that runs nothing in them."""

import csv
from collections.abc import Iterator
from decimal import Decimal

from frontdesk.reports.figures import Figure, Kind
from frontdesk.reports.tables import Column, Table

# Excel takes a file for UTF-8 only when it begins like this.
BYTE_ORDER_MARK = "\ufeff"
# A cell that begins so is a formula to some program, the wide forms in some languages (OWASP, "CSV
# Injection").
FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")


class _Line:
    """Gives back what the writer would write."""

    def write(self, text: str) -> str:
        return text


def csv_lines(table: Table) -> Iterator[str]:
    """The file, a line at a time: the column titles, then the rows; figures without ornament."""
    # Text is always quoted: nothing in it can begin a new cell, whatever the separator.
    writer = csv.writer(_Line(), quoting=csv.QUOTE_NONNUMERIC)
    yield BYTE_ORDER_MARK + writer.writerow([_title(column) for column in table.columns])
    for row in _rows(table):
        cells = [_cell(column, figure) for column, figure in zip(table.columns, row, strict=True)]
        yield writer.writerow(cells)


def _rows(table: Table) -> Iterator[tuple[Figure, ...]]:
    """The rows, dates in their first column as programs read them."""
    if not table.keys:
        yield from table.rows
    for key, row in zip(table.keys, table.rows, strict=False):
        yield (key, *row[1:])


def harmless(text: str) -> str:
    """The same text; what a spreadsheet could take for a formula has an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_SIGNS) else text


def _title(column: Column) -> str:
    return harmless(f"{column.title} (%)" if column.kind is Kind.SHARE else str(column.title))


def _cell(column: Column, figure: Figure) -> str | int | float | Decimal:
    if figure is None:
        return ""
    if column.kind is Kind.TEXT or isinstance(figure, str):
        return harmless(str(figure))
    if column.kind is Kind.SHARE:
        return round(float(figure) * 100, 2)
    return round(figure, 2) if isinstance(figure, float) else figure
