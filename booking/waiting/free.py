"""The free starts that somebody waits for, found once for all who wait for the same."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, groupby

from booking.availability import FreeTime, Start
from booking.models import WaitlistEntry
from booking.plan import Choice, Plan, load_plan
from booking.policy import StartWindow, start_window
from booking.refusals import UnknownChoice
from booking.waiting.terms import SHORTEST_ANSWER
from timeline.minutes import minute_after
from timeline.wall import ONE_DAY, local_date, minute_at

Wanted = tuple[int, int, int]


@dataclass(frozen=True)
class Fit:
    """A start that suits an entry, and the therapists (by key) who could give it."""

    starts_at: datetime
    ends_at: datetime
    blocked_until: datetime
    therapists: frozenset[int]


class _Days:
    """The free starts of a group day by day, worked out as far as anybody of it asks."""

    def __init__(self, plan: Plan, starts: Iterator[Start]) -> None:
        self.plan = plan
        self._known: list[tuple[date, list[Start]]] = []
        self._coming = groupby(starts, key=lambda start: local_date(start.at, plan.zone))

    def __iter__(self) -> Iterator[tuple[date, list[Start]]]:
        for number in count():
            if number == len(self._known) and not self._work_out_one_more():
                return
            yield self._known[number]

    def _work_out_one_more(self) -> bool:
        for day, starts in self._coming:
            self._known.append((day, list(starts)))
            return True
        return False


class FreeStarts:
    """What is free for the entries of a line, by the patients' rules; two queries a group.

    A group is looked up when the first of it has a turn: a tick that ends early asks for no more.
    """

    def __init__(self, line: list[WaitlistEntry], now: datetime) -> None:
        self.now = now
        self._groups: dict[Wanted, list[WaitlistEntry]] = defaultdict(list)
        for entry in line:
            self._groups[_wanted(entry)].append(entry)
        self._days: dict[Wanted, _Days | None] = {}
        self._gone: set[tuple[Wanted, int | None, datetime]] = set()

    def fitting(self, entry: WaitlistEntry) -> Iterator[Fit]:
        """The starts that suit the entry: day by day, those first that leave no awkward gap."""
        days = self._days_of(_wanted(entry))
        if days is None:
            return
        for day, starts in days:
            if day > entry.last_day:
                return
            if day < entry.first_day or day.weekday() not in entry.weekdays:
                continue
            suitable = [start for start in starts if _suits(entry, start, days.plan)]
            for start in sorted(suitable, key=lambda one: not one.preferred):
                if (_wanted(entry), entry.therapist_id, start.at) not in self._gone:
                    yield _fit(entry, start, days.plan)

    def _days_of(self, wanted: Wanted) -> _Days | None:
        if wanted not in self._days:
            self._days[wanted] = _find(self._groups[wanted], self.now)
        return self._days[wanted]

    def forget(self, entry: WaitlistEntry, fit: Fit) -> None:
        """Somebody has taken this start: nobody need try who wants the same."""
        self._gone.add((_wanted(entry), entry.therapist_id, fit.starts_at))


def _wanted(entry: WaitlistEntry) -> Wanted:
    return entry.location_id, entry.treatment_id, entry.minutes


def _find(entries: list[WaitlistEntry], now: datetime) -> _Days | None:
    """The free starts between the first and the last day that anybody of the group wants."""
    one = entries[0]
    try:
        plan = load_plan(Choice(one.location.slug, one.treatment.slug, one.minutes), now=now)
    except UnknownChoice:
        return None
    allowed = start_window(plan.policy, plan.zone, now=now, by_staff=False)
    can_answer = now + timedelta(minutes=plan.policy.notice_minutes) + SHORTEST_ANSWER
    first = min(entry.first_day for entry in entries)
    last = max(entry.last_day for entry in entries)
    window = StartWindow(
        max(allowed.earliest, minute_after(can_answer), minute_at(first, 0, plan.zone)),
        min(allowed.end, minute_at(last + ONE_DAY, 0, plan.zone)),
    )
    return _Days(plan, FreeTime(plan, window, now).starts())


def _suits(entry: WaitlistEntry, start: Start, plan: Plan) -> bool:
    wall = start.at.astimezone(plan.zone).time()
    if not entry.earliest <= wall <= entry.latest or not _by_whom(entry, start):
        return False
    return entry.instead_of is None or start.at < entry.instead_of.starts_at


def _by_whom(entry: WaitlistEntry, start: Start) -> frozenset[int]:
    everyone = frozenset(therapist.id for therapist in start.therapists)
    return everyone if entry.therapist_id is None else everyone & {entry.therapist_id}


def _fit(entry: WaitlistEntry, start: Start, plan: Plan) -> Fit:
    ends_at = start.at + timedelta(minutes=plan.minutes)
    blocked_until = ends_at + timedelta(minutes=plan.turnover)
    return Fit(start.at, ends_at, blocked_until, _by_whom(entry, start))
