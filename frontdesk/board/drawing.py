"""The facts of a day or a week as the JSON that the board draws.

Times are the clinic's wall time, in minutes after the midnight of their column: the browser's own
zone rules are never asked. Instants go along (`starts_at`, `ends_at`) to tell what is late. The
hour that comes twice when clocks go back is drawn once, with its sessions beside each other.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from booking.keeping import A_WHILE, kept
from booking.models import Status
from booking.templatetags.clinic_time import money, spoken_time
from booking.whys import in_words
from frontdesk.board import wording
from frontdesk.board.columns import Column, Stretch, columns_of
from frontdesk.board.facts import Facts
from frontdesk.board.query import Person, Query, View
from frontdesk.board.sessions import Session
from timeline.minutes import moment_of, runs
from timeline.wall import ONE_DAY, minute_at

DAY_MINUTES = 24 * 60
MARGIN = 30
PLAIN_DAY = (8 * 60, 18 * 60)
# A step of the grid that the board can draw; others start somewhere on the quarter hours.
STEPS = (5, 10, 15, 20, 30, 60)
MOVABLE = (Status.BOOKED, Status.ARRIVED)
STRETCHABLE = (*MOVABLE, Status.IN_SESSION)
LABELLED = ("closed", "away", "elsewhere")
# In each process: some megabytes, and a day of a large chain.
SESSIONS_KEPT = 2048


def draw(facts: Facts) -> dict[str, Any]:
    """Everything the board shows for its address."""
    query, columns, language = facts.query, columns_of(facts), get_language() or ""
    slots = _slots(query, columns)
    return {
        "address": query.address(),
        "view": query.view.value,
        "day": query.day.isoformat(),
        "location": query.location,
        "title": wording.title_of(query),
        "one_clock": query.one_clock,
        "notices": [*_notices(query, columns)],
        "slots": slots,
        "columns": [_column(column, query) for column in columns],
        "sessions": [
            _drawn_session(session, spot, language)
            for column, spot in zip(columns, map(_spot, columns), strict=True)
            for session in column.sessions
        ],
        "stretches": [
            _stretch(stretch, column, slots)
            for column in columns
            for stretch in (*column.off(), *column.shut(), *column.free())
        ],
        "staff": [{"slug": person.slug, "name": person.name} for person in facts.laid_down.staff],
        "therapist": facts.shown[0].slug if query.view == View.WEEK and facts.shown else "",
        "attention": facts.booked.attention,
    }


def as_json(day: dict[str, Any]) -> str:
    """A drawn day as the board reads it. What was drawn before has been written before, too."""
    others = {name: value for name, value in day.items() if name != "sessions"}
    sessions = ",".join(session.text for session in day["sessions"])
    return f'{_dumps(others)[:-1]},"sessions":[{sessions}]}}'


def _dumps(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))


def listed(day: dict[str, Any]) -> list[dict[str, Any]]:
    """The columns of a drawn day, each with its sessions, to be read as a list."""
    sessions: dict[str, list[dict[str, Any]]] = {column["key"]: [] for column in day["columns"]}
    for session in day["sessions"]:
        sessions[session["column"]].append(session)
    return [{**column, "sessions": sessions[column["key"]]} for column in day["columns"]]


def _notices(query: Query, columns: list[Column]) -> Iterator[str]:
    if not columns:
        yield {
            View.THERAPISTS: _("Nobody works here on this day."),
            View.ROOMS: _("There is no room here yet."),
            View.WEEK: _("No therapist works here yet."),
        }[query.view]
    if not query.one_clock:
        yield _(
            "These locations keep different clocks: each session stands at the time of its own."
        )
    for column in {column.day: column for column in columns}.values():
        if column.length != DAY_MINUTES:
            yield wording.clock_change(column.day, forward=column.length < DAY_MINUTES)


def _slots(query: Query, columns: list[Column]) -> dict[str, int]:
    """From when until when, and in which steps, the board shows the day."""
    times = [time for column in columns for time in _extent(column)]
    first, last = (min(times), max(times)) if times else PLAIN_DAY
    step = query.place.step
    return {
        "first": max(0, (first - MARGIN) // 60 * 60),
        "last": min(DAY_MINUTES, -(-(last + MARGIN) // 60) * 60),
        "step": step if step in STEPS else 15,
    }


def _extent(column: Column) -> Iterator[int]:
    for start, end in runs(column.working):
        yield from _drawn(start, end, column)
    for session in column.sessions:
        yield from _placed(session, column)


def _column(column: Column, query: Query) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "key": column.key,
        "title": column.title,
        "subtitle": _subtitle(column, query),
        "count": sum(session.blocks for session in column.sessions),
        "date": column.day.isoformat(),
        "location": column.location.slug,
        "step": column.location.step,
    }
    if query.view == View.WEEK:
        drawn["title"] = wording.day_label(column.day)
        drawn["link"] = query.address(view=View.THERAPISTS, day=column.day)
    if column.therapist:
        drawn["therapist"] = column.therapist.slug
    if column.therapist and query.view == View.THERAPISTS:
        drawn["initials"] = _initials(column.therapist)
        drawn["link"] = f"{query.week}&therapist={column.therapist.slug}"
    if column.room:
        drawn["room"] = column.room.id
    return drawn


def _subtitle(column: Column, query: Query) -> str:
    """How long and where: what may be cut off is the name of the place."""
    parts = [_hours(column)] if column.therapist else []
    if column.room and not column.room.is_active:
        parts.append(_("Not in use"))
    if query.everywhere:
        parts.append(column.location.name)
    return " · ".join(filter(None, parts))


def _hours(column: Column) -> str:
    if not column.working:
        return _("Not working")
    stretches = list(runs(column.working & ~column.shut_minutes))
    if not stretches:
        return _("Away") if column.time_off else _("Closed")
    start, end = stretches[0][0] + column.origin, stretches[-1][1] + column.origin
    return wording.hours_between(start, end, column.location.zone)


def _initials(person: Person) -> str:
    words = person.name.split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:])


class Spot(NamedTuple):
    """What of a column its sessions are drawn by; `is_whose`: it is a therapist's."""

    key: str
    day: date
    zone: ZoneInfo
    is_whose: bool

    @property
    def origin(self) -> int:
        """As the column's, and so is the length."""
        return minute_at(self.day, 0, self.zone)

    @property
    def length(self) -> int:
        return minute_at(self.day + ONE_DAY, 0, self.zone) - self.origin


def _spot(column: Column) -> Spot:
    return Spot(column.key, column.day, column.location.zone, column.therapist is not None)


class DrawnSession(dict[str, Any]):
    """What the board shows of a session, the same one for all who look: nobody changes it."""

    @cached_property
    def text(self) -> str:
        """All of it as JSON."""
        return _dumps(self)


# The board asks every few seconds, and few sessions have changed since. What is drawn depends on
# the arguments alone: another patient, time, state or name of a room is another session here.
@kept(SESSIONS_KEPT, seconds=A_WHILE)
def _drawn_session(session: Session, spot: Spot, _language: str) -> DrawnSession:
    return DrawnSession(_session(session, spot))


def _session(session: Session, column: Spot) -> dict[str, Any]:
    start, end = _placed(session, column)
    zone = column.zone
    starts, ends = (datetime.fromtimestamp(at, zone) for at in (session.starts, session.ends))
    icon, state = wording.STATES[session.status]
    # What goes past midnight is moved by its form.
    is_whole = starts.date() == column.day and end < DAY_MINUTES
    when = wording.from_to(starts, ends, with_offset=column.length != DAY_MINUTES)
    drawn = {
        "id": _key(session, column),
        "pk": session.pk,
        "column": column.key,
        "from": start,
        "to": end,
        "turnover": session.turnover if end < DAY_MINUTES else 0,
        "start": starts.isoformat(timespec="minutes")[:16],
        "starts_at": starts.isoformat(timespec="seconds"),
        "ends_at": ends.isoformat(timespec="seconds"),
        "minutes": session.minutes,
        "status": session.status,
        "icon": icon,
        "state": _state(session, str(state), column),
        "when": when,
        "hours": wording.short_hours(starts, ends),
        "patient": session.patient or _("Somebody books"),
        "treatment": session.treatment,
        "place": session.room_name if column.is_whose else session.therapist_name,
        "attending": _attending(session),
        "marks": [*_marks(session)],
        "url": f"{_board_url()}{session.pk}/",
        "sequence": session.sequence,
        "movable": session.status in MOVABLE and is_whole,
        "stretchable": session.status in STRETCHABLE and is_whole,
    }
    return {**drawn, "lines": [*_lines(session, drawn)]}


@cache
def _board_url() -> str:
    return reverse("frontdesk:board")


def _key(session: Session, column: Spot) -> str:
    """The same wherever it is moved; what a midnight cuts off has one of its own."""
    begins_here = session.starts // 60 >= column.origin
    return str(session.pk) if begins_here else f"{session.pk}-{column.key}"


def _state(session: Session, state: str, column: Spot) -> str:
    if session.expires and session.status == Status.HELD:
        until = spoken_time(datetime.fromtimestamp(session.expires, column.zone))
        if session.offered_to:
            return _("Offered to the waiting list, held until {time}").format(time=until)
        return _("Held until {time}").format(time=until)
    return _("Cancelled late") if session.cancelled_late else state


def _attending(session: Session) -> str:
    """Whether who comes has said so, as the board draws it; "" of what is not to come."""
    if not session.is_coming:
        return ""
    return "yes" if session.is_attending else "no"


def _marks(session: Session) -> Iterator[str]:
    """What stands beside the name; the words are in `_lines`."""
    if session.calls:
        yield "call"
    if session.is_new and session.patient_name and session.blocks:
        yield "new"
    if session.note:
        yield "note"
    if session.series:
        yield "series"
    if session.is_hard_to_reach and session.is_coming:
        yield "trouble"
    if session.why and session.blocks:
        yield "attention"


def _lines(session: Session, drawn: dict[str, Any]) -> Iterator[str]:
    """All there is to know at a glance, for the tooltip and for reading aloud."""
    yield _("{when}, {count} minutes").format(when=drawn["when"], count=session.minutes)
    yield f"{session.treatment}, {money(Decimal(session.price))}"
    yield _("With {therapist} in {room}, {location}").format(
        therapist=session.therapist_name, room=session.room_name, location=session.location_name
    )
    yield drawn["state"]
    if drawn["attending"]:
        yield str(wording.ATTENDING[drawn["attending"]])
    if "call" in drawn["marks"]:
        yield _("Call before visit")
    if "trouble" in drawn["marks"]:
        yield _("An address or number does not work: ask for another")
    if "new" in drawn["marks"]:
        yield _("New patient: the first appointment")
    if "series" in drawn["marks"]:
        yield _("Part of a course")
    if session.note:
        yield _("Note: {note}").format(note=session.note)
    if "attention" in drawn["marks"]:
        yield _("Needs attention: {why}").format(why=in_words(session.why or ""))
    if session.source in wording.SOURCES:
        yield str(wording.SOURCES[session.source])


def _stretch(stretch: Stretch, column: Column, slots: dict[str, int]) -> dict[str, Any]:
    start, end = _drawn(stretch.start, stretch.end, column)
    drawn: dict[str, Any] = {
        "id": f"{stretch.kind}-{column.key}-{stretch.start}",
        "kind": stretch.kind,
        "column": column.key,
        "from": start,
        "to": end,
        "text": stretch.text,
    }
    if stretch.kind == "free":
        first, last = (moment_of(column.origin + at) for at in (stretch.start, stretch.end))
        zone = column.location.zone
        hours = wording.from_to(first.astimezone(zone), last.astimezone(zone))
        drawn["text"] = _("Free {hours}").format(hours=hours)
    if stretch.kind in LABELLED:
        seen = max(stretch.start, slots["first"]), min(stretch.end, slots["last"])
        # No session hides what it says.
        drawn["label"] = _drawn(*column.gap(*seen), column) if seen[0] < seen[1] else None
    return drawn


def _placed(session: Session, column: Column | Spot) -> tuple[int, int]:
    return _drawn(
        int(session.starts // 60) - column.origin,
        int(session.ends // 60) - column.origin,
        column,
    )


def _drawn(start: int, end: int, column: Column | Spot) -> tuple[int, int]:
    """Where minutes after midnight stand on the wall clock, cut to the column's day.

    As long as they last, or longer: over an hour that clocks skip.
    """
    if column.length == DAY_MINUTES:
        return max(start, 0), min(end, DAY_MINUTES)
    first = _wall_minute(max(start, 0), column)
    last = _wall_minute(min(end, column.length), column)
    return first, min(max(last, first + end - max(start, 0)), DAY_MINUTES)


def _wall_minute(elapsed: int, column: Column | Spot) -> int:
    if elapsed == column.length:
        return DAY_MINUTES
    shown = moment_of(column.origin + elapsed).astimezone(column.zone)
    return shown.hour * 60 + shown.minute
