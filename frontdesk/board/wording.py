"""How the board words times, days and what a session is. Read aloud, it makes a sentence."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from booking.models import Source, Status
from booking.templatetags.clinic_time import spoken_time
from frontdesk.board.query import Query, View
from timeline.minutes import moment_of

# Icon and words of a state. The drawing says it by shape and colour as well.
STATES: dict[str, tuple[str, str]] = {
    Status.HELD: ("hourglass_top", "Held"),
    Status.BOOKED: ("event_available", "Booked"),
    Status.ARRIVED: ("how_to_reg", "Arrived"),
    Status.IN_SESSION: ("spa", "In session"),
    Status.COMPLETED: ("check", "Completed"),
    Status.NO_SHOW: ("person_off", "No-show"),
    Status.CANCELLED: ("event_busy", "Cancelled"),
}
ATTENDING = {"yes": "Said to be there", "no": "Has not confirmed yet"}
SOURCES: dict[str, str] = {
    Source.WEBSITE: "Booked on the website",
    Source.DESK: "Booked at the desk",
    Source.WAITING_LIST: "From the waiting list",
}


def title_of(query: Query) -> str:
    """Monday 3 May 2027; a week is 3 to 9 May 2027."""
    first, last = query.days[0], query.days[-1]
    if query.view != View.WEEK:
        return date_format(first, "l j F Y")
    same_month = (first.year, first.month) == (last.year, last.month)
    begin = "j" if same_month else "j F" if first.year == last.year else "j F Y"
    return f"{date_format(first, begin)} to {date_format(last, 'j F Y')}"


def day_label(day: date) -> str:
    """Mon 3 May"""
    return date_format(day, "D j M")


def from_to(start: datetime, end: datetime, *, with_offset: bool = False) -> str:
    """10:30 to 11:30 am, of instants that are already on the wanted clock.

    `with_offset`: on a day on which the clock changes a time may come twice.
    """
    first, last = spoken_time(start), spoken_time(end)
    if with_offset:
        return f"{first} (UTC{start:%:z}) to {last} (UTC{end:%:z})"
    hour, _, half = first.partition(" ")
    return f"{hour if last.endswith(half) else first} to {last}"


def short_hours(start: datetime, end: datetime) -> str:
    """10:30–11:30, where the half of the day stands beside it."""
    return "–".join(f"{moment.hour % 12 or 12}:{moment.minute:02}" for moment in (start, end))


def hours_between(start: int, end: int, zone: ZoneInfo) -> str:
    """9 am–5 pm, of minutes since 1970."""
    first, last = moment_of(start).astimezone(zone), moment_of(end).astimezone(zone)
    return from_to(first, last).replace(":00", "").replace(" to ", "–")


def clock_change(day: date, *, forward: bool) -> str:
    """What happens to the clock on `day`."""
    if forward:
        return f"On {day_label(day)} the clocks go forward: an hour of the night does not exist."
    return (
        f"On {day_label(day)} the clocks go back: an hour of the night comes twice. "
        "Each session says which of the two it means."
    )
