"""From when on the law lets a record go: a rule of dates and nothing else."""

from datetime import date

import pytest

from care.models import RecordKeeping
from care.privacy.retention import due_on, years_after

KEEPING = RecordKeeping(years=16, age_of_majority=19)
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("last_entry", "born", "due"),
    [
        (None, None, TODAY),
        (None, date(2020, 1, 1), TODAY),
        (date(2026, 11, 21), None, date(2042, 11, 21)),
        (date(2026, 11, 20), date(1960, 1, 1), date(2042, 11, 20)),
        # A child: counted from the birthday of majority.
        (date(2026, 1, 1), date(2020, 6, 1), date(2055, 6, 1)),
        (date(2026, 1, 1), date(2007, 1, 2), date(2042, 1, 2)),
        (date(2026, 1, 1), date(2007, 1, 1), date(2042, 1, 1)),
        (date(2026, 1, 1), date(2006, 12, 31), date(2042, 1, 1)),
        # A leap day is kept to its very end.
        (date(2024, 2, 29), None, date(2040, 2, 29)),
        (date(2020, 2, 29), date(2004, 2, 29), date(2039, 3, 1)),
        # Long ago: at once.
        (date(2001, 5, 5), date(1950, 1, 1), TODAY),
        (date(2010, 11, 21), None, TODAY),
        (date(2010, 11, 22), None, date(2026, 11, 22)),
    ],
)
def test_it_is_due(last_entry: date | None, born: date | None, due: date) -> None:
    assert due_on(KEEPING, last_entry=last_entry, born=born, today=TODAY) == due


@pytest.mark.parametrize(("years", "day"), [(1, date(2025, 3, 1)), (4, date(2028, 2, 29))])
def test_a_leap_day_later(years: int, day: date) -> None:
    assert years_after(date(2024, 2, 29), years) == day
