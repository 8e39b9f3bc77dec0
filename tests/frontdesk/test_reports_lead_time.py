"""Lead time: from booking to start, in spans, with the median."""

from collections import Counter
from datetime import timedelta
from statistics import median as obvious_median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from booking.models import Status
from frontdesk.reports.lead_time import SPANS, answer, lead_times, median
from tests.factories import Clinic
from tests.frontdesk.report_rows import put, scope

HOUR = timedelta(hours=1)


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic()


EDGES = {
    "the walk-in, written down afterwards": (-0.5, "Less than 2 hours"),
    "at once": (0, "Less than 2 hours"),
    "just under two hours": (1.99, "Less than 2 hours"),
    "two hours": (2, "2 to 24 hours"),
    "just under a day": (23.99, "2 to 24 hours"),
    "a day": (24, "1 day"),
    "two days": (48, "2 to 3 days"),
    "just under a week": (7 * 24 - 0.01, "4 to 6 days"),
    "a week": (7 * 24, "1 week"),
    "a year": (365 * 24, "4 weeks or more"),
}


@pytest.mark.parametrize(("hours", "span"), EDGES.values(), ids=EDGES.keys())
def test_it_falls_in(clinic: Clinic, hours: float, span: str) -> None:
    put(clinic, clinic.at(9), created_at=clinic.at(9) - hours * HOUR)
    [table] = answer(scope(clinic.location)).tables
    assert [row[0] for row in table.rows if row[1]] == [span]


def test_its_spans_follow_each_other() -> None:
    ends = [span.end for span in SPANS]
    assert [span.start for span in SPANS] == [0, *ends[:-1]]
    assert ends[-1] is None


def test_it_leaves_out_what_was_cancelled(clinic: Clinic) -> None:
    put(clinic, clinic.at(9), Status.CANCELLED)
    clinic.hold(clinic.at(11))
    assert not lead_times(scope(clinic.location))


def test_it_says_the_median(clinic: Clinic) -> None:
    for hour, days in ((9, 1), (11, 3), (13, 30)):
        put(clinic, clinic.at(hour), created_at=clinic.at(hour) - timedelta(days=days))
    summary = answer(scope(clinic.location)).summary
    assert summary == "Median: 3 days from booking to session."


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_its_median_is_the_middle_one(hours: list[int]) -> None:
    assert median(Counter(hours)) == obvious_median(hours)


def test_nothing_has_no_median() -> None:
    assert median(Counter()) is None


def test_it_is_one_query(clinic: Clinic, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    put(clinic, clinic.at(9))
    with django_assert_num_queries(1):
        answer(scope(clinic.location))
