"""The wall clock on ordinary days, on both kinds of clock change, and in the zones that differ."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.minutes import members, moment_of
from timeline.wall import (
    Offset,
    day_interval,
    grid,
    instant,
    interval,
    local_date,
    minute_at,
    offsets,
)

TORONTO = ZoneInfo("America/Toronto")
VANCOUVER = ZoneInfo("America/Vancouver")
LONDON = ZoneInfo("Europe/London")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
SANTIAGO = ZoneInfo("America/Santiago")  # changes its clocks at midnight

SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)  # North America
SEPTEMBER = date(2026, 9, 6)  # spring in Chile
ORDINARY = date(2026, 6, 15)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


INSTANTS = {
    "an ordinary time": (ORDINARY, time(9), TORONTO, "2026-06-15 13:00"),
    "before the gap": (SPRING, time(1, 59), TORONTO, "2026-03-08 06:59"),
    "the start of the gap": (SPRING, time(2), TORONTO, "2026-03-08 07:00"),
    "in the gap": (SPRING, time(2, 30), TORONTO, "2026-03-08 07:00"),
    "the end of the gap": (SPRING, time(3), TORONTO, "2026-03-08 07:00"),
    "after the gap": (SPRING, time(3, 1), TORONTO, "2026-03-08 07:01"),
    "before the hour that comes twice": (AUTUMN, time(0, 59), TORONTO, "2026-11-01 04:59"),
    "in the hour that comes twice": (AUTUMN, time(1, 30), TORONTO, "2026-11-01 05:30"),
    "after the hour that comes twice": (AUTUMN, time(2), TORONTO, "2026-11-01 07:00"),
    "a gap at midnight": (SEPTEMBER, time(0), SANTIAGO, "2026-09-06 04:00"),
    "in a gap after midnight": (SEPTEMBER, time(0, 45), SANTIAGO, "2026-09-06 04:00"),
    "London in summer": (ORDINARY, time(9), LONDON, "2026-06-15 08:00"),
    "in London's gap": (date(2026, 3, 29), time(1, 30), LONDON, "2026-03-29 01:00"),
    "a gap of half an hour": (date(2026, 10, 4), time(2, 15), LORD_HOWE, "2026-10-03 15:30"),
    "after it": (date(2026, 10, 4), time(2, 30), LORD_HOWE, "2026-10-03 15:30"),
    "half an hour twice": (date(2026, 4, 5), time(1, 45), LORD_HOWE, "2026-04-04 14:45"),
    "after half an hour twice": (date(2026, 4, 5), time(2), LORD_HOWE, "2026-04-04 15:30"),
}


@pytest.mark.parametrize(
    ("day", "wall", "zone", "expected"), INSTANTS.values(), ids=INSTANTS.keys()
)
def test_it_finds_the_instant(day: date, wall: time, zone: ZoneInfo, expected: str) -> None:
    assert instant(day, wall, zone) == utc(expected)


def test_its_instants_are_utc() -> None:
    assert instant(ORDINARY, time(9), VANCOUVER).tzinfo is UTC


LENGTHS = {
    "an ordinary day": (ORDINARY, TORONTO, timedelta(hours=24)),
    "clocks forward": (SPRING, TORONTO, timedelta(hours=23)),
    "clocks back": (AUTUMN, TORONTO, timedelta(hours=25)),
    "clocks forward at midnight": (SEPTEMBER, SANTIAGO, timedelta(hours=23)),
    "clocks back at midnight": (date(2026, 4, 4), SANTIAGO, timedelta(hours=25)),
    "half an hour forward": (date(2026, 10, 4), LORD_HOWE, timedelta(hours=23, minutes=30)),
    "half an hour back": (date(2026, 4, 5), LORD_HOWE, timedelta(hours=24, minutes=30)),
    "the day that Vancouver stayed": (AUTUMN, VANCOUVER, timedelta(hours=24)),
}


@pytest.mark.parametrize(("day", "zone", "expected"), LENGTHS.values(), ids=LENGTHS.keys())
def test_a_day_is_as_long_as_its_clock_says(day: date, zone: ZoneInfo, expected: timedelta) -> None:
    whole = day_interval(day, zone)
    assert whole.end - whole.start == expected
    assert day_interval(day + timedelta(days=1), zone).start == whole.end


SHIFTS = {
    "by day": (ORDINARY, time(9), time(17), 8),
    "until midnight": (ORDINARY, time(18), time(0), 6),
    "overnight": (ORDINARY, time(22), time(6), 8),
    "round the clock": (ORDINARY, time(9), time(9), 24),
    "overnight, clocks forward": (SPRING - timedelta(days=1), time(22), time(6), 7),
    "overnight, clocks back": (AUTUMN - timedelta(days=1), time(22), time(6), 9),
    "ends in the gap": (SPRING, time(1), time(2, 30), 1),
    "starts in the gap": (SPRING, time(2, 30), time(4), 1),
    "inside the gap": (SPRING, time(2, 15), time(2, 45), 0),
    "ends in the first pass of the hour": (AUTUMN, time(0), time(1, 30), 1.5),
    "over the hour that comes twice": (AUTUMN, time(1), time(2), 2),
}


@pytest.mark.parametrize(("day", "opens", "closes", "hours"), SHIFTS.values(), ids=SHIFTS.keys())
def test_a_shift_follows_the_clock(day: date, opens: time, closes: time, hours: float) -> None:
    shift = interval(day, opens, closes, TORONTO)
    assert shift.end - shift.start == timedelta(hours=hours)


@pytest.mark.parametrize("day", [SPRING, AUTUMN, ORDINARY])
@pytest.mark.parametrize("meeting", [time(1, 30), time(2), time(2, 30), time(3)])
def test_shifts_that_touch_on_the_clock_touch_in_time(day: date, meeting: time) -> None:
    early = interval(day, time(0, 15), meeting, TORONTO)
    late = interval(day, meeting, time(5), TORONTO)
    assert early.end == late.start
    assert not early.overlaps(late)


zones = st.sampled_from([TORONTO, VANCOUVER, LONDON, LORD_HOWE, SANTIAGO])
days_of_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))
walls = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))


@given(days_of_2026, walls, walls, zones)
def test_later_on_the_clock_is_never_earlier_in_time(
    day: date, one: time, other: time, zone: ZoneInfo
) -> None:
    first, last = sorted((one, other))
    assert instant(day, first, zone) <= instant(day, last, zone)


@given(days_of_2026, walls, zones)
def test_clocks_show_the_wall_time_at_its_instant(day: date, wall: time, zone: ZoneInfo) -> None:
    shown = instant(day, wall, zone).astimezone(zone)
    if shown.time() != wall:  # skipped: the change itself
        before = (shown.astimezone(UTC) - timedelta(seconds=1)).astimezone(zone)
        assert before.time() < wall < shown.time()
        assert before.utcoffset() != shown.utcoffset()
    assert shown.date() == day
    assert shown.fold == 0


@given(days_of_2026, st.integers(0, 1439), zones)
def test_minutes_after_midnight_are_wall_time(day: date, minutes: int, zone: ZoneInfo) -> None:
    wall = time(minutes // 60, minutes % 60)
    assert moment_of(minute_at(day, minutes, zone)) == instant(day, wall, zone)


@pytest.mark.parametrize("day", [SPRING, AUTUMN, ORDINARY])
def test_twenty_four_hundred_is_the_next_midnight(day: date) -> None:
    assert minute_at(day, 24 * 60, TORONTO) == minute_at(day + timedelta(days=1), 0, TORONTO)
    assert minute_at(day, 30 * 60, TORONTO) == minute_at(day + timedelta(days=1), 360, TORONTO)


LOCAL_DATES = {
    "just before midnight": ("2026-06-16 03:59", date(2026, 6, 15)),
    "midnight": ("2026-06-16 04:00", date(2026, 6, 16)),
}


@pytest.mark.parametrize(("moment", "expected"), LOCAL_DATES.values(), ids=LOCAL_DATES.keys())
def test_it_knows_the_date_at_the_clinic(moment: str, expected: date) -> None:
    assert local_date(utc(moment), TORONTO) == expected


def on_the_clock(day: date, step: int, zone: ZoneInfo) -> list[str]:
    midnight = minute_at(day, 0, zone)
    return [
        moment_of(midnight + minute).astimezone(zone).strftime("%H:%M")
        for minute in members(grid(day, step, zone))
    ]


def test_the_grid_counts_from_midnight() -> None:
    assert on_the_clock(ORDINARY, 240, TORONTO) == [
        *("00:00", "04:00", "08:00", "12:00", "16:00", "20:00")
    ]


def test_the_grid_skips_what_the_clock_skips() -> None:
    assert on_the_clock(SPRING, 30, TORONTO)[2:6] == ["01:00", "01:30", "03:00", "03:30"]


def test_the_grid_repeats_what_the_clock_repeats() -> None:
    assert on_the_clock(AUTUMN, 30, TORONTO)[2:7] == ["01:00", "01:30", "01:00", "01:30", "02:00"]


def test_the_grid_stays_on_the_clock_where_it_moves_by_half_an_hour() -> None:
    marks = on_the_clock(date(2026, 10, 4), 60, LORD_HOWE)
    assert marks[:4] == ["00:00", "01:00", "03:00", "04:00"]


def test_the_grid_starts_with_a_step_that_midnight_lost() -> None:
    assert on_the_clock(SEPTEMBER, 30, SANTIAGO)[:2] == ["01:00", "01:30"]


def test_a_step_that_does_not_divide_the_day_begins_anew_at_midnight() -> None:
    assert on_the_clock(ORDINARY, 95, TORONTO)[-1] == "23:45"
    assert on_the_clock(ORDINARY + timedelta(days=1), 95, TORONTO)[0] == "00:00"


@given(days_of_2026, st.integers(5, 240), zones)
def test_the_grid_is_every_minute_whose_clock_shows_a_multiple(
    day: date, step: int, zone: ZoneInfo
) -> None:
    whole, minute = day_interval(day, zone), timedelta(minutes=1)
    expected, shown = [], whole.start
    while shown < whole.end:
        local = shown.astimezone(zone)
        if (local.hour * 60 + local.minute) % step == 0:
            expected.append((shown - whole.start) // minute)
        shown += minute
    assert list(members(grid(day, step, zone))) == expected


def test_offsets_last_from_one_clock_change_to_the_next() -> None:
    start, end = utc("2026-01-01 00:00"), utc("2027-01-01 00:00")
    spring, autumn = utc("2026-03-08 07:00"), utc("2026-11-01 06:00")
    winter, summer = timedelta(hours=-5), timedelta(hours=-4)
    assert offsets(start, end, TORONTO) == (
        Offset(start, spring, winter),
        Offset(spring, autumn, summer),
        Offset(autumn, end, winter),
    )


OFFSET_EDGES = {
    "nothing": ("2026-03-08 06:00", "2026-03-08 06:00", 0),
    "up to the change": ("2026-03-08 06:00", "2026-03-08 07:00", 1),
    "a minute more": ("2026-03-08 06:00", "2026-03-08 07:01", 2),
    "from the change on": ("2026-03-08 07:00", "2026-03-08 08:00", 1),
}


@pytest.mark.parametrize(
    ("start", "end", "stretches"), OFFSET_EDGES.values(), ids=OFFSET_EDGES.keys()
)
def test_offsets_are_half_open(start: str, end: str, stretches: int) -> None:
    assert len(offsets(utc(start), utc(end), TORONTO)) == stretches


@given(days_of_2026, st.integers(0, 400 * 24 * 60), zones)
def test_wall_time_is_the_instant_plus_its_offset(day: date, minutes: int, zone: ZoneInfo) -> None:
    start = instant(day, time(), zone)
    moment = start + timedelta(minutes=minutes)
    [its] = [one for one in offsets(start, utc("2028-06-01 00:00"), zone) if one.end > moment][:1]
    assert (moment + its.ahead).replace(tzinfo=None) == moment.astimezone(zone).replace(tzinfo=None)


@pytest.mark.parametrize("day", [date(2026, 11, 2), date(2027, 1, 15), date(2030, 12, 24)])
def test_vancouver_stays_on_utc_minus_seven(day: date) -> None:
    assert instant(day, time(9), VANCOUVER) == datetime(
        day.year, day.month, day.day, 16, tzinfo=UTC
    )


def test_vancouver_still_had_winter_time_before() -> None:
    assert instant(date(2026, 2, 2), time(9), VANCOUVER) == utc("2026-02-02 17:00")


def test_the_operating_system_has_no_say_in_zone_rules() -> None:
    assert zoneinfo.TZPATH == ()
