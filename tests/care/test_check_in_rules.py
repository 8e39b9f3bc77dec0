"""Which answers the therapist should see, and when the question goes out."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from care.progress.answers import Answers, Soreness
from care.progress.daytime import due_at

TORONTO = ZoneInfo("America/Toronto")
NONE, LITTLE, MUCH = Soreness


@pytest.mark.parametrize(
    ("answers", "end", "looks"),
    [
        (Answers(NONE, False, 0), 0, False),
        (Answers(LITTLE, False, 6), 5, False),
        (Answers(MUCH, False, 0), None, True),
        (Answers(NONE, True, 0), 0, False),  # a bruise that does not hurt is normal
        (Answers(NONE, True, 1), 1, True),
        (Answers(NONE, False, 6), None, False),
        (Answers(NONE, False, 7), 7, True),
        (Answers(NONE, False, 4), 3, False),
        (Answers(NONE, False, 5), 3, True),
        (Answers(NONE, False, 2), 0, True),
        (Answers(NONE, False, 0, "thank you"), 0, False),
        (Answers(NONE, False, 0, "something odd", call=True), 0, True),
        (Answers(NONE, False, 0, "", call=True), 0, True),
    ],
)
def test_a_bad_answer_is_looked_at(answers: Answers, end: int | None, looks: bool) -> None:
    assert bool(answers.reasons(end)) is looks


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("ends", "due"),
    [
        # Winter: five hours behind UTC. By day 24 hours later, else at nine.
        (utc(2026, 2, 3, 16, 30), utc(2026, 2, 4, 16, 30)),
        (utc(2026, 2, 3, 14, 0), utc(2026, 2, 4, 14, 0)),  # exactly nine
        (utc(2026, 2, 3, 13, 59), utc(2026, 2, 4, 14, 0)),  # a minute before
        (utc(2026, 2, 3, 23, 59), utc(2026, 2, 4, 23, 59)),  # 18:59
        (utc(2026, 2, 4, 0, 0), utc(2026, 2, 5, 14, 0)),  # 19:00: the next morning
        # 8 March 2026, 2:00: the clocks go forward. 18:30 is then 19:30: the next morning.
        (utc(2026, 3, 7, 22, 30), utc(2026, 3, 8, 22, 30)),
        (utc(2026, 3, 7, 23, 30), utc(2026, 3, 9, 13, 0)),
        (utc(2026, 3, 7, 13, 30), utc(2026, 3, 8, 13, 30)),  # 8:30 became 9:30
        # 1 November 2026, 2:00: the clocks go back. 9:30 is then 8:30, so at nine.
        (utc(2026, 10, 31, 13, 30), utc(2026, 11, 1, 14, 0)),
        (utc(2026, 10, 31, 23, 30), utc(2026, 11, 1, 23, 30)),  # 19:30 became 18:30
    ],
)
def test_it_goes_a_day_later_by_day(ends: datetime, due: datetime) -> None:
    assert due_at(ends, TORONTO) == due
