"""When the message of the day after goes: a day after the session, by day."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from timeline.wall import ONE_DAY, instant, local_date

DAY_AFTER = timedelta(hours=24)
FROM, UNTIL = time(9), time(19)
# Later than that, an answer says nothing of the session any more.
LAPSES_AFTER = timedelta(days=5)
OPEN_FOR = timedelta(days=14)


def due_at(ends_at: datetime, zone: ZoneInfo) -> datetime:
    """24 hours after the end, or the next moment at which the clinic's clock shows 9 to 19."""
    return in_daytime(ends_at + DAY_AFTER, zone)


def in_daytime(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself between 9:00 and 19:00 of the wall clock, else the next 9:00."""
    wall, day = moment.astimezone(zone).time(), local_date(moment, zone)
    if FROM <= wall < UNTIL:
        return moment
    return instant(day if wall < FROM else day + ONE_DAY, FROM, zone)
