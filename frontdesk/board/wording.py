"""How the board words times, days and what a session is. Read aloud, it makes a sentence."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from booking.models import Source, Status
from booking.templatetags.clinic_time import day_as, spoken_time
from frontdesk.board.query import Query, View
from timeline.minutes import moment_of

# Icon and words of a state. The drawing says it by shape and colour as well.
STATES: dict[str, tuple[str, str | Promise]] = {
    Status.HELD: ("hourglass_top", Status.HELD.label),
    Status.BOOKED: ("event_available", Status.BOOKED.label),
    Status.ARRIVED: ("how_to_reg", Status.ARRIVED.label),
    Status.IN_SESSION: ("spa", Status.IN_SESSION.label),
    Status.COMPLETED: ("check", Status.COMPLETED.label),
    Status.NO_SHOW: ("person_off", Status.NO_SHOW.label),
    Status.CANCELLED: ("event_busy", Status.CANCELLED.label),
}
ATTENDING = {
    "yes": gettext_lazy("Said to be there"),
    "no": gettext_lazy("Has not confirmed yet"),
}
SOURCES: dict[str, Promise] = {
    Source.WEBSITE: gettext_lazy("Booked on the website"),
    Source.DESK: gettext_lazy("Booked at the desk"),
    Source.WAITING_LIST: gettext_lazy("From the waiting list"),
}


def title_of(query: Query) -> str:
    """Monday 3 May 2027; a week is 3 to 9 May 2027."""
    first, last = query.days[0], query.days[-1]
    if query.view != View.WEEK:
        return day_as(first, "l j F Y")
    same_month = (first.year, first.month) == (last.year, last.month)
    begin = "j" if same_month else "j F" if first.year == last.year else "j F Y"
    return pgettext("days", "{start} to {end}").format(
        start=day_as(first, begin), end=day_as(last, "j F Y")
    )


def day_label(day: date) -> str:
    """Mon 3 May"""
    return day_as(day, "D j M")


def from_to(start: datetime, end: datetime, *, with_offset: bool = False) -> str:
    """10:30 to 11:30 am, of instants that are already on the wanted clock.

    `with_offset`: on a day on which the clock changes a time may come twice.
    """
    first, last = spoken_time(start), spoken_time(end)
    if with_offset:
        first, last = f"{first} (UTC{start:%:z})", f"{last} (UTC{end:%:z})"
    else:
        first = _unless_said(first, last)
    return pgettext("hours", "{start} to {end}").format(start=first, end=last)


def _unless_said(first: str, last: str) -> str:
    """Without the half of the day that stands behind the end. French has no halves to say."""
    hour, _space, half = first.partition(" ")
    return hour if last.endswith(half) else first


def short_hours(start: datetime, end: datetime) -> str:
    """10:30–11:30, where the half of the day stands beside it; 10 h 30–11 h 30."""
    return "–".join(spoken_time(moment).partition(" ")[0] for moment in (start, end))


def hours_between(start: int, end: int, zone: ZoneInfo) -> str:
    """9 am–5 pm; 9 h–17 h; of minutes since 1970."""
    first, last = (spoken_time(moment_of(at).astimezone(zone)) for at in (start, end))
    return f"{_unless_said(first, last)}–{last}".replace(":00", "")


def clock_change(day: date, *, forward: bool) -> str:
    """What happens to the clock on `day`."""
    said = (
        _("On {day} the clocks go forward: an hour of the night does not exist.")
        if forward
        else _(
            "On {day} the clocks go back: an hour of the night comes twice. "
            "Each session says which of the two it means."
        )
    )
    return said.format(day=day_label(day))
