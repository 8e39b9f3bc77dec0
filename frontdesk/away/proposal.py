"""What the desk is offered for every appointment of an absence, with a sensible choice made."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from booking.messages import when_asked
from booking.models import Appointment
from frontdesk.away.absence import Absence
from frontdesk.away.decisions import LATER
from frontdesk.away.new_times import find_new_times, find_same_day
from frontdesk.away.replacements import Replacement, find_replacements
from frontdesk.away.rows import (
    Option,
    Row,
    new_time_options,
    other_options,
    replacement_options,
    same_day_options,
)
from timeline.intervals import Interval
from timeline.wall import local_date


def propose(absence: Absence, affected: Sequence[Appointment], *, now: datetime) -> list[Row]:
    """A row for each, in the order of time; what one row takes is not proposed to the next.

    Whoever can keep the time comes before all who would have to move.
    """
    replacements = find_replacements(affected, now=now)
    new_times = find_new_times(affected, absence.therapist, after=absence.interval.end, now=now)
    same_day = find_same_day(affected, absence.therapist, now=now)
    asked = when_asked(affected)
    proposing = Proposing(absence)
    rows = []
    for one in affected:
        free = proposing.fairest_first(one, replacements[one.pk])
        has_begun = one.starts_at <= now
        row = Row(
            one,
            replacements=replacement_options(one, free, {}),
            same_day=[] if has_begun else same_day_options(one, same_day[one.pk]),
            new_times=[] if has_begun else new_time_options(one, new_times[one.pk]),
            others=other_options(one, asked=one.pk in asked, now=now),
            asked_at=asked.get(one.pk),
        )
        rows.append(replace(row, chosen=proposing.keep_the_time(row)))
    return [row if row.replacements else replace(row, chosen=proposing.move(row)) for row in rows]


class Proposing:
    """Remembers what was proposed to earlier rows."""

    def __init__(self, absence: Absence) -> None:
        self.absent = absence.therapist.pk
        self.given: Counter[tuple[int, date]] = Counter()
        self.taken: list[Interval] = []

    def fairest_first(
        self, appointment: Appointment, replacements: Sequence[Replacement]
    ) -> list[Replacement]:
        """Those with the fewest sessions that day, counting what earlier rows give them."""
        day = local_date(appointment.starts_at, appointment.zone)
        others = [one for one in replacements if one.therapist.id != self.absent]
        counted = [
            replace(one, sessions=one.sessions + self.given[one.therapist.id, day])
            for one in others
        ]
        return sorted(counted, key=lambda one: (one.sessions, one.therapist.slug))

    def keep_the_time(self, row: Row) -> str:
        """A colleague at the same time; else later."""
        if not row.replacements:
            return LATER.value
        appointment, option = row.appointment, row.replacements[0]
        day = local_date(appointment.starts_at, appointment.zone)
        self.given[option.decision.therapist or 0, day] += 1
        self.taken.append(_blocked(appointment, appointment.starts_at))
        return option.decision.value

    def move(self, row: Row) -> str:
        """Another time that day, while no other row takes anything then; else later.

        Nobody is moved to another day unasked: that is for the desk to choose.
        """
        for option in row.same_day:
            if self._is_left(row.appointment, option):
                return option.decision.value
        return LATER.value

    def _is_left(self, appointment: Appointment, option: Option) -> bool:
        start = option.decision.starts_at
        if start is None:
            return False
        blocked = _blocked(appointment, start)
        if any(blocked.overlaps(other) for other in self.taken):
            return False
        self.taken.append(blocked)
        return True


def _blocked(appointment: Appointment, start: datetime) -> Interval:
    """Session and turnover, and with them colleague and room, were it to start then."""
    return Interval(start, start + (appointment.blocked_until - appointment.starts_at))
