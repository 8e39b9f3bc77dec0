"""The CSV files: opened rightly by spreadsheet programs, and nothing in them runs."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from frontdesk.reports.figures import Figure, Kind
from frontdesk.reports.period import Period
from frontdesk.reports.spreadsheet import csv_lines, harmless
from frontdesk.reports.tables import Column, Table


def file_of(*row: Figure, kinds: tuple[Kind, ...]) -> str:
    columns = [Column(f"Column {number}", kind) for number, kind in enumerate(kinds)]
    return "".join(csv_lines(Table("test", "Test", columns, [row])))


FORMULAS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "＝1+1", "＠SUM(A1)"),
    '=HYPERLINK("http://example.test","Click")',
]


@pytest.mark.parametrize("text", FORMULAS)
def test_it_makes_formulas_harmless(text: str) -> None:
    _head, row = csv.reader(StringIO(file_of(text, kinds=(Kind.TEXT,)), newline=""))
    assert row == [f"'{text}"]


@pytest.mark.parametrize("text", ["Maya Chen", "O’Neill = Sons", "", "a-b", "'quoted'"])
def test_it_leaves_other_texts_alone(text: str) -> None:
    assert harmless(text) == text


def test_a_text_cannot_begin_a_new_cell() -> None:
    text = 'Maya";=1+1,\n=2+2'
    _head, row = csv.reader(StringIO(file_of(text, kinds=(Kind.TEXT,)), newline=""))
    assert row == [text]
    assert '"Maya"";=1+1,\n=2+2"' in file_of(text, kinds=(Kind.TEXT,))


def test_negative_numbers_stay_numbers() -> None:
    figures = (-5, Decimal("-90.50"), -1.25)
    last = file_of(*figures, kinds=(Kind.COUNT, Kind.MONEY, Kind.HOURS)).splitlines()[1]
    assert last == "-5,-90.50,-1.25"


def test_figures_come_without_ornament() -> None:
    kinds = (Kind.COUNT, Kind.MONEY, Kind.HOURS, Kind.SHARE, Kind.SHARE)
    last = file_of(12345, Decimal("1234.5"), 1000 / 3, 0.12345, None, kinds=kinds)
    assert last.splitlines()[1] == '12345,1234.5,333.33,12.35,""'


def test_it_begins_with_the_mark_that_excel_looks_for() -> None:
    assert file_of("é", kinds=(Kind.TEXT,)).encode().startswith(b"\xef\xbb\xbf")


def test_it_names_percentages() -> None:
    first, _ = file_of("a", 0.5, kinds=(Kind.TEXT, Kind.SHARE)).splitlines()
    assert first.endswith('"Column 0","Column 1 (%)"')


def test_its_columns_speak_french_and_its_figures_are_for_programs() -> None:
    columns = [Column(_("Week"), Kind.TEXT), Column(_("Income"), Kind.MONEY)]
    table = Table("test", "Test", columns, [("1er mai 2027", Decimal("1234.50"))])
    with override("fr-ca"):
        first, last = "".join(csv_lines(table)).splitlines()
    assert first.endswith('"Semaine","Revenus"')
    assert last == '"1er mai 2027",1234.50'


def test_dates_are_for_programs() -> None:
    weeks = Period(date(2027, 5, 6), date(2027, 5, 12)).slices()
    months = Period(date(2027, 1, 1), date(2027, 12, 31)).slices()
    assert [one.key for one in weeks] == ["2027-05-06", "2027-05-10"]
    assert months[0].key == "2027-01"
    rows = [(one.label, 1) for one in weeks]
    columns = [Column("Week", Kind.TEXT), Column("Sessions")]
    table = Table("test", "Test", columns, rows, keys=[one.key for one in weeks])
    assert "".join(csv_lines(table)).splitlines()[1:] == ['"2027-05-06",1', '"2027-05-10",1']
