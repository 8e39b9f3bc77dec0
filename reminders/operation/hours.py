"""What was sent in each of the last 24 hours: a small chart, and the table beside it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext as _

from reminders.models import Channel, OutgoingMessage

HOURS = 24
HOUR = timedelta(hours=1)
WIDTH, HEIGHT, FLOOR, TOP = 360, 150, 126, 14
SLOT = WIDTH / HOURS
# Every sixth hour is named below its column, and not the first, which has no room for it.
NAMED, FIRST_NAMED = 6, 2

# Counted from an instant: what hour that is for the clinic is worked out here, not there.
BY_HOUR = f"""
    SELECT date_bin('1 hour', sent_at, %(since)s), channel, count(*)
    FROM {OutgoingMessage._meta.db_table}
    WHERE state = 'sent' AND sent_at >= %(since)s GROUP BY 1, 2
"""  # noqa: S608


class Block(NamedTuple):
    """A piece of a column, in units of the chart's view box."""

    x: float
    y: float
    width: float
    height: float
    channel: str


class Name(NamedTuple):
    x: float
    text: str


@dataclass(frozen=True)
class Hour:
    starts_at: datetime
    email: int
    sms: int

    @property
    def together(self) -> int:
        return self.email + self.sms


@dataclass(frozen=True)
class Hours:
    """The last 24 hours, the earliest first."""

    hours: list[Hour]

    width, height, floor = WIDTH, HEIGHT, FLOOR

    @property
    def most(self) -> int:
        return max(hour.together for hour in self.hours)

    @property
    def latest_first(self) -> list[Hour]:
        return self.hours[::-1]

    @property
    def blocks(self) -> list[Block]:
        blocks = [self._pieces(number, hour) for number, hour in enumerate(self.hours)]
        return [block for pieces in blocks for block in pieces if block.height]

    @property
    def names(self) -> list[Name]:
        return [
            Name(round((number + 0.5) * SLOT, 1), hour_of_day(hour.starts_at))
            for number, hour in enumerate(self.hours)
            if number % NAMED == FIRST_NAMED
        ]

    def _pieces(self, number: int, hour: Hour) -> list[Block]:
        unit = (FLOOR - TOP) / max(self.most, 1)
        x, width = round(number * SLOT + 1.5, 1), SLOT - 3
        mail, text = round(hour.email * unit, 1), round(hour.sms * unit, 1)
        return [
            Block(x, round(FLOOR - mail, 1), width, mail, Channel.EMAIL),
            Block(x, round(FLOOR - mail - text, 1), width, text, Channel.SMS),
        ]


def hour_of_day(moment: datetime) -> str:
    """13:00; 13 h, on its own clock"""
    return _("{hour}:00").format(hour=moment.hour)


def read_hours(*, now: datetime, zone: ZoneInfo) -> Hours:
    """Whole hours of the clinic's clock, the last of them not over; one query."""
    this_hour = now.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    since = now - (now.astimezone(zone) - this_hour) - (HOURS - 1) * HOUR
    with connection.cursor() as cursor:
        cursor.execute(BY_HOUR, {"since": since})
        counted = Counter({(begin, channel): count for begin, channel, count in cursor})
    begins = [since + number * HOUR for number in range(HOURS)]
    return Hours(
        [
            Hour(
                begin.astimezone(zone),
                counted[begin, Channel.EMAIL.value],
                counted[begin, Channel.SMS.value],
            )
            for begin in begins
        ]
    )
