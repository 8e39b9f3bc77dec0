"""Quiet hours: what they are by the clock, what moves out of them and where to, what waits."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from booking.models import Appointment, BookingPolicy
from booking.quiet import (
    APART,
    QuietHours,
    Useful,
    hold_back_reminder,
    hold_back_text,
    quiet_hours,
    reminder_times,
    text_at,
)
from locations.models import Location
from reminders.models import Channel, OutgoingMessage
from reminders.registry import Later
from timeline.wall import instant

VANCOUVER, HALIFAX = ZoneInfo("America/Vancouver"), ZoneInfo("America/Halifax")
TUESDAY = date(2027, 5, 4)


def at(hour: int, minute: int = 0, *, days: int = 0, zone: ZoneInfo = VANCOUVER) -> datetime:
    return instant(TUESDAY + timedelta(days=days), time(hour, minute), zone)


def a_location(zone: ZoneInfo = VANCOUVER, **policy: Any) -> Location:
    location = Location(zone_name=zone.key)
    location.policy = BookingPolicy(location=location, **policy)
    return location


def times(
    starts_at: datetime, zone: ZoneInfo = VANCOUVER, **policy: Any
) -> tuple[Useful | None, Useful | None]:
    appointment = Appointment(location=a_location(zone, **policy), starts_at=starts_at)
    return reminder_times(appointment)


def due(starts_at: datetime, **policy: Any) -> list[datetime | None]:
    return [one.due_at if one else None for one in times(starts_at, **policy)]


# By the clock


@pytest.mark.parametrize(
    ("moment", "is_quiet"),
    [
        (at(20, 59), False),
        (at(21), True),
        (at(23, 59), True),
        (at(0, days=1), True),
        (at(7, 59, days=1), True),
        (at(8, days=1), False),
    ],
)
def test_it_wraps_midnight(moment: datetime, is_quiet: bool) -> None:
    night = QuietHours(time(21), time(8), VANCOUVER).around(moment)
    assert night == ((at(21), at(8, days=1)) if is_quiet else None)


@pytest.mark.parametrize(("hour", "is_quiet"), [(11, False), (12, True), (13, True), (14, False)])
def test_it_may_lie_within_a_day(hour: int, is_quiet: bool) -> None:
    noon = QuietHours(time(12), time(14), VANCOUVER).around(at(hour))
    assert noon == ((at(12), at(14)) if is_quiet else None)


@pytest.mark.parametrize(
    ("begins", "ends"), [(None, None), (time(21), None), (None, time(8)), (time(8), time(8))]
)
def test_it_is_never_quiet_without_two_different_ends(begins: time, ends: time) -> None:
    assert quiet_hours(a_location(quiet_from=begins, quiet_until=ends)) is None


@pytest.mark.parametrize(
    ("evening", "hours"),
    [
        (date(2027, 3, 13), 10),  # clocks go forward in this night
        (date(2027, 11, 6), 12),  # and back in this
        (date(2027, 5, 3), 11),
    ],
)
def test_its_ends_are_those_of_the_clock_when_clocks_change(evening: date, hours: int) -> None:
    quiet = QuietHours(time(21), time(8), HALIFAX)
    begins = instant(evening, time(21), HALIFAX)
    night = quiet.around(begins + timedelta(hours=6))
    assert night == (begins, begins + timedelta(hours=hours))


def test_a_time_that_the_clock_skips_is_the_moment_of_the_change() -> None:
    quiet = QuietHours(time(21), time(2, 30), HALIFAX)
    night = quiet.around(instant(date(2027, 3, 14), time(1), HALIFAX))
    assert night is not None
    assert night.end == instant(date(2027, 3, 14), time(3), HALIFAX)


def test_each_location_has_its_own_clock() -> None:
    moment = at(18)  # 22:00 in Halifax
    here, there = (quiet_hours(a_location(zone)) for zone in (VANCOUVER, HALIFAX))
    assert here
    assert there
    assert here.around(moment) is None
    assert there.around(moment) == (at(21, zone=HALIFAX), at(8, days=1, zone=HALIFAX))


# Reminders


@pytest.mark.parametrize(
    ("start", "second"),
    [
        (at(13, 30), at(11, 30)),
        (at(10), at(8)),  # the end of the quiet hours is no part of them
        (at(9, 45), at(8)),  # waits
        (at(9), at(8)),  # waits, with an hour left
        (at(8, 59), at(20, 45, days=-1)),  # the evening before
        (at(8, 30), at(20, 45, days=-1)),
        (at(7), at(20, 45, days=-1)),
        (at(22, 30), at(20, 30)),
        (at(23), at(20, 45)),
    ],
)
def test_the_second_reminder_waits_for_the_morning_or_goes_the_evening_before(
    start: datetime, second: datetime
) -> None:
    assert due(start)[1] == second


@pytest.mark.parametrize(
    ("start", "first"),
    [
        (at(13, 30), at(13, 30, days=-2)),
        (at(7), at(8, days=-2)),
        (at(21, 30), at(8, days=-1)),
    ],
)
def test_the_first_reminder_waits_for_the_morning(start: datetime, first: datetime) -> None:
    assert due(start)[0] == first


@pytest.mark.parametrize(
    ("hours", "first", "second"),
    [
        (12, at(20, 30, days=-1), None),  # 20:30, and the second would come at 20:45
        (10, at(20, 45, days=-1), None),  # both would come at 20:45
        (13, at(19, 30, days=-1), at(20, 45, days=-1)),
        (24, at(8, 30, days=-1), at(20, 45, days=-1)),
    ],
)
def test_two_reminders_of_one_appointment_are_an_hour_apart(
    hours: int, first: datetime, second: datetime | None
) -> None:
    assert due(at(8, 30), first_reminder_hours=hours) == [first, second]


def test_the_first_does_not_wait_until_the_second_is_due() -> None:
    """Due at 6:30; the second at 8:30: at 8:00 both would come at once."""
    assert due(at(10, 30), first_reminder_hours=4) == [at(20, 45, days=-1), at(8, 30)]


def test_a_first_reminder_without_a_second_is_of_use_until_the_start() -> None:
    first, second = times(at(8, 30), first_reminder_hours=12)
    assert (first and first.not_after, second) == (at(8, 30), None)


def test_a_short_reminder_may_wait_for_less_than_an_hour() -> None:
    """An hour before 8:45 is 7:45: better at 8:00 than the evening before."""
    assert due(at(8, 45), second_reminder_hours=1)[1] == at(8)


def test_without_quiet_hours_everything_goes_at_its_hour() -> None:
    times = due(at(8, 30), quiet_from=None, quiet_until=None)
    assert times == [at(8, 30, days=-2), at(6, 30)]


def test_a_gap_shorter_than_a_quarter_of_an_hour_is_used() -> None:
    assert due(at(8, 30), quiet_from=time(8, 10), quiet_until=time(8))[1] == at(8, days=-1)


@pytest.mark.parametrize(
    ("start", "second"),
    [
        # 9:30 on the morning of the change: two hours before is 7:30 by the clock.
        (instant(date(2027, 3, 14), time(9, 30), HALIFAX), (date(2027, 3, 14), time(8))),
        # 4:30 after the change; two hours before was 1:30.
        (instant(date(2027, 3, 14), time(4, 30), HALIFAX), (date(2027, 3, 13), time(20, 45))),
        (instant(date(2027, 11, 7), time(8, 30), HALIFAX), (date(2027, 11, 6), time(20, 45))),
    ],
)
def test_reminders_keep_to_the_clock_when_clocks_change(
    start: datetime, second: tuple[date, time]
) -> None:
    found = times(start, HALIFAX)[1]
    assert found
    assert found.due_at == instant(*second, HALIFAX)


walls = st.builds(time, st.integers(0, 23), st.sampled_from([0, 10, 15, 30, 45, 59]))
starts = st.integers(0, 366 * 24 * 60).map(
    lambda minutes: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
hours = st.none() | st.integers(1, 72)


@given(starts, walls, walls, hours, hours, st.sampled_from([VANCOUVER, HALIFAX]))
@example(at(8, 30), time(21), time(8), 48, 2, VANCOUVER)
def test_no_reminder_is_planned_in_quiet_hours_or_after_it_is_of_use(
    start: datetime,
    begins: time,
    ends: time,
    first: int | None,
    second: int | None,
    zone: ZoneInfo,
) -> None:
    assume(begins != ends)
    quiet = QuietHours(begins, ends, zone)
    night = quiet.around(start)
    assume(night is None or night.end - night.start < timedelta(hours=23))
    policy = {"first_reminder_hours": first, "second_reminder_hours": second}
    planned = times(start, zone, quiet_from=begins, quiet_until=ends, **policy)
    found = [one for one in planned if one]
    assert all(quiet.around(one.due_at) is None for one in found)
    assert all(one.due_at < one.not_after <= start for one in found)
    assert all(abs(b.due_at - a.due_at) >= APART for a, b in pairwise(found))
    assert bool(found) == bool(first or second)


# Text messages


@pytest.mark.parametrize(
    ("moment", "needed_by", "goes_at"),
    [
        (at(12), at(13), at(12)),
        (at(22), at(9, days=1), at(8, days=1)),
        (at(22), at(8, 59, days=1), at(22)),  # no time to act on it in the morning
        (at(22), at(15, days=3), at(8, days=1)),
        (at(3), at(10), at(8)),
    ],
)
def test_a_text_of_the_night_waits_for_the_morning_if_that_is_time_enough(
    moment: datetime, needed_by: datetime, goes_at: datetime
) -> None:
    assert text_at(a_location(), moment, needed_by=needed_by) == goes_at


# Asked once more before sending


def a_row(channel: Channel, due_at: datetime, not_after: datetime) -> OutgoingMessage:
    return OutgoingMessage(channel=channel, due_at=due_at, not_after=not_after)


@pytest.mark.parametrize("channel", Channel)
def test_a_late_reminder_waits_for_the_morning(channel: Channel) -> None:
    row = a_row(channel, at(20, 45, days=-1), at(8, 30))
    answer = hold_back_reminder(row, a_location(), at(3))
    assert isinstance(answer, Later)
    assert answer.until == at(8)


@pytest.mark.parametrize(("channel", "goes"), [(Channel.EMAIL, True), (Channel.SMS, False)])
def test_a_late_reminder_that_cannot_wait_goes_by_email_only(channel: Channel, goes: bool) -> None:
    row = a_row(channel, at(20, 45, days=-1), at(7))
    assert (hold_back_reminder(row, a_location(), at(3)) == "") == goes


def test_a_reminder_by_day_goes() -> None:
    assert hold_back_reminder(a_row(Channel.SMS, at(9), at(11)), a_location(), at(9, 5)) == ""


@pytest.mark.parametrize(
    ("channel", "due_at", "needed_by", "waits"),
    [
        (Channel.SMS, at(22, days=-1), at(15), True),  # the worker was away
        (Channel.SMS, at(2, 55), at(15), False),  # just asked for
        (Channel.SMS, at(22, days=-1), at(8, 30), False),  # else somebody sets out in vain
        (Channel.EMAIL, at(22, days=-1), at(15), False),
    ],
)
def test_a_late_text_waits_for_the_morning(
    channel: Channel, due_at: datetime, needed_by: datetime, waits: bool
) -> None:
    row = a_row(channel, due_at, needed_by)
    answer = hold_back_text(row, a_location(), at(3), needed_by=needed_by)
    assert isinstance(answer, Later) == waits
