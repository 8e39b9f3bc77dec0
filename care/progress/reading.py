"""What the pages about a patient's progress show: drawings, tables and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from care.models import DisabilityScore
from care.progress import scores
from care.progress.change import PAIN, ROLAND_MORRIS, Change, Measure, compare
from care.progress.chart import Drawing, Point, draw
from care.progress.roland_morris import score
from care.progress.scores import SessionScores
from care.templatetags.moments import short_day as short_day_of

# As many sessions as stay apart on a phone.
WINDOW = 12


@dataclass(frozen=True)
class Row:
    """One line of the table: a session's scores, and how it compares with the first."""

    session: SessionScores
    change: Change | None


@dataclass(frozen=True)
class Pain:
    """The chart and the table of one stretch of sessions, and the sentence about them all."""

    drawing: Drawing
    rows: list[Row]
    trend: Change | None
    first: int | None
    measure: Measure = PAIN


@dataclass(frozen=True)
class FilledIn:
    """One finished questionnaire in the table."""

    row: DisabilityScore
    score: int
    change: Change | None


@dataclass(frozen=True)
class Disability:
    drawing: Drawing
    rows: list[FilledIn]
    trend: Change | None
    first: int
    measure: Measure = ROLAND_MORRIS


def pain(
    sessions: list[SessionScores], shown: Sequence[SessionScores], *, since: date | None = None
) -> Pain:
    """Compared with the first score on or after `since`, the start of a course, or of all."""
    compared = [one for one in sessions if since is None or _day(one) >= since] or sessions
    first = scores.first_of(compared)
    return Pain(
        drawing=draw(PAIN, [_point(one) for one in shown], first=first, step=2),
        rows=[_row(one, first, compared[0]) for one in reversed(shown)],
        trend=scores.trend(compared),
        first=first,
    )


def disability(rows: list[DisabilityScore]) -> Disability | None:
    """The newest questionnaires, compared with the first of all; None: there are none."""
    if not rows:
        return None
    first, shown = score(rows[0].items), rows[-WINDOW:]
    filled = [_filled_in(row, rows[0], first) for row in shown]
    points = [
        Point(short_day(one.row.appointment.starts_at, one.row.appointment.zone), one.score)
        for one in filled
    ]
    last = filled[-1].score
    return Disability(
        drawing=draw(ROLAND_MORRIS, points, first=first, step=6),
        rows=filled[::-1],
        trend=compare(ROLAND_MORRIS, first, last) if len(rows) > 1 else None,
        first=first,
    )


def short_day(moment: datetime, zone: ZoneInfo) -> str:
    """4 May; 4 mai"""
    return short_day_of(moment.astimezone(zone).date())


def _day(session: SessionScores) -> date:
    return session.starts_at.astimezone(session.location.zone).date()


def _point(session: SessionScores) -> Point:
    return Point(
        label=short_day(session.starts_at, session.location.zone),
        opening=session.opening,
        is_form=session.start is None,
        end=session.end,
        day_after=session.day_after,
    )


def _row(session: SessionScores, first: int | None, begin: SessionScores) -> Row:
    is_later = session.starts_at > begin.starts_at
    if first is None or session.opening is None or not is_later:
        return Row(session, None)
    return Row(session, compare(PAIN, first, session.opening))


def _filled_in(row: DisabilityScore, begin: DisabilityScore, first: int) -> FilledIn:
    value = score(row.items)
    return FilledIn(row, value, None if row == begin else compare(ROLAND_MORRIS, first, value))
