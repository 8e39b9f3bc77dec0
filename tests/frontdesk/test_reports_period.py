"""The period of a report: presets, weeks, months; and the chart that is drawn of them."""

from datetime import date

import pytest

from frontdesk.reports.columns_chart import FLOOR, TOP, ColumnsChart, Series
from frontdesk.reports.figures import Kind
from frontdesk.reports.period import Period, presets
from frontdesk.reports.tables import Column, Table

PRESETS = {
    "an ordinary day": (
        date(2027, 5, 5),
        {
            "This month": ("2027-05-01", "2027-05-31"),
            "This week": ("2027-05-03", "2027-05-09"),
            "Last month": ("2027-04-01", "2027-04-30"),
            "Last 12 months": ("2026-05-06", "2027-05-05"),
            "Year to date": ("2027-01-01", "2027-05-05"),
        },
    ),
    "new year": (
        date(2027, 1, 1),
        {
            "This month": ("2027-01-01", "2027-01-31"),
            "This week": ("2026-12-28", "2027-01-03"),
            "Last month": ("2026-12-01", "2026-12-31"),
            "Last 12 months": ("2026-01-02", "2027-01-01"),
            "Year to date": ("2027-01-01", "2027-01-01"),
        },
    ),
    "a leap day": (
        date(2028, 2, 29),
        {
            "This month": ("2028-02-01", "2028-02-29"),
            "This week": ("2028-02-28", "2028-03-05"),
            "Last month": ("2028-01-01", "2028-01-31"),
            "Last 12 months": ("2027-03-01", "2028-02-29"),
            "Year to date": ("2028-01-01", "2028-02-29"),
        },
    ),
}


@pytest.mark.parametrize(("today", "expected"), PRESETS.values(), ids=PRESETS.keys())
def test_it_offers_periods_with_names(today: date, expected: dict[str, tuple[str, str]]) -> None:
    found = {
        str(label): (period.first.isoformat(), period.last.isoformat())
        for label, period in presets(today)
    }
    assert found == expected


def test_a_short_period_consists_of_weeks_from_monday() -> None:
    slices = Period(date(2027, 5, 6), date(2027, 5, 18)).slices()
    assert [(its.first.day, its.last.day, its.label) for its in slices] == [
        (6, 9, "6 May 2027"),
        (10, 16, "10 May 2027"),
        (17, 18, "17 May 2027"),
    ]


def test_a_long_period_consists_of_months() -> None:
    slices = Period(date(2026, 11, 15), date(2027, 6, 2)).slices()
    assert [its.label for its in slices][::7] == ["Nov 2026", "Jun 2027"]
    assert (slices[0].last, slices[1].first) == (date(2026, 11, 30), date(2026, 12, 1))


def test_a_single_day_is_a_period() -> None:
    day = Period(date(2027, 5, 6), date(2027, 5, 6))
    assert (day.days, len(day.slices())) == (1, 1)


def chart(*figures: int, above: tuple[int, ...] = ()) -> ColumnsChart:
    labels = [str(number) for number in range(len(figures))]
    series = [Series("Below", "solid", figures)]
    if above:
        series.append(Series("Above", "hatched", above))
    return ColumnsChart("Test", labels, series)


@pytest.mark.parametrize(("most", "top"), [(0, 1), (1, 1), (3, 3), (7, 8), (805, 1000), (12, 15)])
def test_its_gridlines_reach_above_everything(most: int, top: int) -> None:
    drawn = chart(most)
    assert drawn.top >= most
    assert drawn.gridlines[-1].at == TOP
    assert drawn.top == top


def test_its_blocks_stand_on_each_other() -> None:
    below, above = chart(4, above=(1,)).blocks
    assert below.y + below.height == FLOOR
    assert above.y + above.height == pytest.approx(below.y, abs=0.1)
    assert above.says == "0: 1 above"


def test_nothing_is_drawn_of_nothing() -> None:
    assert chart(0, 0).blocks == []


def test_names_that_would_not_fit_are_left_out() -> None:
    assert [mark.text for mark in chart(*range(20)).names] == [str(n) for n in range(0, 20, 4)]


SHOWN = {
    "nothing": (Kind.SHARE, None, "–"),
    "a share": (Kind.SHARE, 0.4725, "47.2%"),
    "none": (Kind.SHARE, 0.0, "0%"),
    "all": (Kind.SHARE, 1.0, "100%"),
    "few hours": (Kind.HOURS, 7.25, "7.2"),
    "many hours": (Kind.HOURS, 1000.5, "1,000"),
    "a count": (Kind.COUNT, 12345, "12,345"),
}


@pytest.mark.parametrize(("kind", "figure", "text"), SHOWN.values(), ids=SHOWN.keys())
def test_it_shows(kind: Kind, figure: float | None, text: str) -> None:
    assert kind.shown(figure) == text


def test_bars_reach_as_far_as_their_figures() -> None:
    columns = [Column("Name", Kind.TEXT), Column("Count")]
    table = Table("test", "Test", columns, [("a", 4), ("b", 1), ("c", None)], bar=1)
    assert [line.cells[0].bar for line in table.lines] == [100, 25, 0]


def test_a_bar_never_reaches_beyond_its_end() -> None:
    columns = [Column("Name", Kind.TEXT), Column("Share", Kind.SHARE)]
    table = Table("test", "Test", columns, [("a", 1.2), ("b", 0.5)], bar=1, most=1.0)
    assert [line.cells[0].bar for line in table.lines] == [100, 50]
