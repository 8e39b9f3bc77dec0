"""When one therapist works, and where, and when away."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from booking.together import DAY, KEY, MOMENT, Given, Question, Row, partly
from locations.models import Location
from therapists.models import ShiftChange, Therapist, TimeOff, WeeklyShift
from therapists.working_time import Hours, Weekly, WorkingTime
from timeline.intervals import Interval, intersect, merge
from timeline.minutes import moment_of
from timeline.wall import ONE_DAY, day_interval, local_date

# A day begins so long before midnight in Greenwich where it begins first, and so long after it
# where it begins last.
FIRST, LAST = timedelta(hours=14), timedelta(hours=12)
MIDNIGHT = time()


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, and instants between which they lie wherever one is."""

    first: date
    last: date
    since: datetime
    until: datetime

    @classmethod
    def of_days(cls, first: date, last: date) -> "Span":
        begin, end = (
            datetime.combine(day, MIDNIGHT, tzinfo=UTC) for day in (first, last + ONE_DAY)
        )
        return cls(first, last, begin - FIRST, end + LAST)

    @classmethod
    def of_today(cls, now: datetime) -> "Span":
        """Whatever the date is at `now`, and wherever the session: home may keep another clock."""
        return cls.of_days((now - LAST).date(), (now + FIRST).date())


@dataclass(frozen=True)
class Shift:
    """A stretch of one day at one location."""

    time: Interval
    location: Location


@dataclass(frozen=True)
class WorkingHours:
    """Shifts by location, and what is taken out of them.

    The clock of `home`, where the therapist's week begins, says which day is today.
    """

    places: dict[Location, WorkingTime]
    away: list[tuple[Interval, str]]
    home: Location | None

    def today(self, now: datetime) -> date:
        """The date on the clock of the therapist's location."""
        return local_date(now, self.home.zone) if self.home else now.date()

    def shifts_on(self, day: date) -> list[Shift]:
        """What falls on the day, also the end of a shift that began the evening before."""
        found = [
            Shift(time, place)
            for place, working in self.places.items()
            for time in intersect(
                _instants(working.spans((day - ONE_DAY, day), place.zone)),
                [day_interval(day, place.zone)],
            )
        ]
        return sorted(found, key=lambda shift: shift.time)

    def away_within(self, time: Interval) -> list[tuple[Interval, str]]:
        """Time off, cut to `time`, with its reason."""
        return [(part, reason) for span, reason in self.away for part in intersect([span], [time])]


# What is asked about the `span` of one `therapist`.
THEIRS = Given("therapist", KEY)
DAY_BEFORE, LAST_DAY = Given("day_before", DAY), Given("last_day", DAY)
SINCE, UNTIL = Given("since", MOMENT), Given("until", MOMENT)
LAID_DOWN: dict[str, Question] = {
    "places": lambda: Location.objects.order_by("pk").values("id", "name", "zone_name"),
    "weekly": lambda: (
        WeeklyShift.objects.filter(therapist=THEIRS)
        .order_by("weekday", "starts", "location")
        .values(
            *("location", "weekday", "starts", "ends"),
            *("valid_from", "valid_until", "every_weeks"),
        )
    ),
    "changes": lambda: (
        ShiftChange.objects.filter(therapist=THEIRS, date__gte=DAY_BEFORE, date__lte=LAST_DAY)
        .order_by()
        .values("date", "location", "starts", "ends")
    ),
    "away": lambda: TimeOff.objects.filter(
        therapist=THEIRS, starts_at__lt=UNTIL, ends_at__gt=SINCE
    ).values("starts_at", "ends_at", "reason"),
}


def given(therapist: Therapist, span: Span) -> Row:
    """What these questions need to know."""
    return {
        "therapist": therapist.pk,
        "day_before": span.first - ONE_DAY,
        "last_day": span.last,
        "since": span.since,
        "until": span.until,
    }


def hours_of(said: dict[str, list[Row]]) -> WorkingHours:
    """From the answers to LAID_DOWN."""
    places = {row["id"]: partly(Location, row) for row in said["places"]}
    weekly, changes = _weekly(said["weekly"]), _changes(said["changes"])
    homes = [places[row["location"]] for row in said["weekly"]] or list(places.values())
    return WorkingHours(
        places={
            place: WorkingTime(weekly[key], {day: its.get(key, []) for day, its in changes.items()})
            for key, place in places.items()
        },
        away=[(Interval(*_moments(row)), row["reason"]) for row in said["away"]],
        home=next(iter(homes), None),
    )


def _moments(row: Row) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(row["starts_at"]), datetime.fromisoformat(row["ends_at"])


def _instants(spans: list[tuple[int, int]]) -> list[Interval]:
    return merge(Interval(moment_of(start), moment_of(end)) for start, end in spans)


def _weekly(rows: list[Row]) -> dict[int, list[Weekly]]:
    found: dict[int, list[Weekly]] = defaultdict(list)
    for row in rows:
        until = row["valid_until"]
        found[row["location"]].append(
            Weekly(
                row["weekday"],
                *_hours(row),
                date.fromisoformat(row["valid_from"]),
                date.fromisoformat(until) if until else None,
                row["every_weeks"],
            )
        )
    return found


def _changes(rows: list[Row]) -> dict[date, dict[int, list[Hours]]]:
    """A date that is changed replaces the weekly shifts at every location."""
    found: dict[date, dict[int, list[Hours]]] = {}
    for row in rows:
        its = found.setdefault(date.fromisoformat(row["date"]), {})
        if row["location"]:
            its.setdefault(row["location"], []).append(_hours(row))
    return found


def _hours(row: Row) -> Hours:
    return Hours(_minutes(row["starts"]), _minutes(row["ends"]))


def _minutes(wall: str) -> int:
    return int(wall[:2]) * 60 + int(wall[3:5])
