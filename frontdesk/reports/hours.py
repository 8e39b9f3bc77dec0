"""How full are the therapists, the locations, the hours of the week? Booked over offered hours."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from booking.models import Status
from frontdesk.reports.answer import Answer, Report
from frontdesk.reports.figures import Figure, Kind, share
from frontdesk.reports.heat_map import HeatMap, hour_name
from frontdesk.reports.offered import Offered, Place, offered_hours
from frontdesk.reports.scope import CLOCK, Scope
from frontdesk.reports.tables import Column, Table
from frontdesk.reports.week_hours import (
    HOUR,
    MONDAY_BEFORE_1970,
    WEEK,
    Piece,
    WeekHour,
    seconds_by_hour,
)
from locations.models import Weekday
from therapists.models import Therapist

BOOKED = (Status.BOOKED, Status.ARRIVED, Status.IN_SESSION, Status.COMPLETED)
SHARE = 1
FIGURES = (
    Column(_("Booked share"), Kind.SHARE),
    Column(_("Booked hours"), Kind.HOURS),
    Column(_("Offered hours"), Kind.HOURS),
)
BY_THERAPIST = _("Therapist"), _("By therapist")
BY_LOCATION = _("Location"), _("By location")
NO_SHOWS = Column(_("No-show hours"), Kind.HOURS)

# A session that reaches over midnight at the edge of the period, or over a clock change, is cut
# there. Nothing lasts a day, so the index on the start finds all of them. The groups: one for each
# therapist at each location, and one for each piece of the week.
SQL = f"""
SELECT therapist_id, location_id, second_of_week, seconds,
  coalesce(sum(seconds) FILTER (WHERE NOT missed), 0)::bigint,
  coalesce(sum(seconds) FILTER (WHERE missed), 0)::bigint,
  count(*) FILTER (WHERE NOT missed)
FROM (
  SELECT a.therapist_id, a.location_id, a.status = %(no_show)s AS missed,
    ((floor(EXTRACT(EPOCH FROM greatest(a.starts_at, clock.since)))::bigint + clock.ahead
      + {MONDAY_BEFORE_1970}) %% {WEEK})::int AS second_of_week,
    EXTRACT(EPOCH FROM least(a.ends_at, clock.until) - greatest(a.starts_at, clock.since))::int
      AS seconds
  FROM {CLOCK}
  JOIN booking_appointment a ON a.location_id = clock.location_id
    AND a.starts_at >= clock.since - interval '24 hours' AND a.starts_at < clock.until
    AND a.starts_at >= %(earliest)s::timestamptz - interval '24 hours'
    AND a.starts_at < %(latest)s::timestamptz AND a.ends_at > clock.since
    AND (%(therapist)s::bigint IS NULL OR a.therapist_id = %(therapist)s)
  WHERE a.status = ANY(%(booked)s) OR a.status = %(no_show)s) AS piece
GROUP BY GROUPING SETS ((therapist_id, location_id), (second_of_week, seconds))
"""  # noqa: S608


@dataclass(frozen=True)
class Booked:
    """Seconds of sessions: booked, and missed by the patient; the booked ones again as pieces."""

    seconds: Counter[Place] = field(default_factory=Counter)
    missed: Counter[Place] = field(default_factory=Counter)
    pieces: Counter[Piece] = field(default_factory=Counter)


def booked_hours(scope: Scope) -> Booked:
    """What is booked in the period, under way or over; one query."""
    booked = Booked()
    statuses = [status.value for status in BOOKED]
    for therapist, location, starts, length, seconds, missed, count in scope.rows(
        SQL, booked=statuses, no_show=Status.NO_SHOW.value
    ):
        if therapist is None and count:
            booked.pieces[Piece(starts, length)] += count
        elif therapist is not None:
            booked.seconds[Place(therapist, location)] += seconds
            booked.missed[Place(therapist, location)] += missed
    return booked


def answer(scope: Scope) -> Answer:
    booked, offered = booked_hours(scope), offered_hours(scope)
    names = Therapist.objects.using(scope.using).values_list("pk", "name")
    therapists = dict(names)
    sites = {location.pk: location.name for location in scope.locations}
    by_therapist = _grouped(booked, offered, lambda place: place.therapist)
    whole = sum(by_therapist.values(), _NONE)
    tables = [
        _table("hours-by-therapist", BY_THERAPIST, by_therapist, therapists, whole),
        _table(
            "hours-by-location",
            BY_LOCATION,
            _grouped(booked, offered, lambda place: place.location),
            sites,
            whole,
        ),
        _by_hour(booked, offered),
    ]
    return Answer(_summary(whole) if whole != _NONE else None, tables)


@dataclass(frozen=True)
class _Seconds:
    booked: int = 0
    offered: int = 0
    missed: int = 0

    def __add__(self, other: "_Seconds") -> "_Seconds":
        return _Seconds(
            self.booked + other.booked, self.offered + other.offered, self.missed + other.missed
        )

    def row(self, name: str) -> tuple[Figure, ...]:
        part = share(self.booked, self.offered)
        return (name, part, self.booked / HOUR, self.offered / HOUR, self.missed / HOUR)

    def fullest_first(self) -> float:
        """A sort key; who is booked without any offer comes last."""
        part = share(self.booked, self.offered)
        return 1.0 if part is None else -part


_NONE = _Seconds()


def _grouped(booked: Booked, offered: Offered, key: Callable[[Place], int]) -> dict[int, _Seconds]:
    found: dict[int, _Seconds] = defaultdict(lambda: _NONE)
    for place in {*booked.seconds, *booked.missed, *offered.seconds}:
        seconds = booked.seconds[place], offered.seconds[place], booked.missed[place]
        found[key(place)] += _Seconds(*seconds)
    return {its: seconds for its, seconds in found.items() if seconds != _NONE}


def _table(
    slug: str,
    named: tuple[Promise, Promise],
    seconds: Mapping[int, _Seconds],
    names: Mapping[int, str],
    whole: _Seconds,
) -> Table:
    """The fullest first, the same ones by name."""
    ordered = sorted(seconds, key=lambda key: (seconds[key].fullest_first(), names[key]))
    return Table(
        slug=slug,
        title=named[1],
        columns=(Column(named[0], Kind.TEXT), *FIGURES, NO_SHOWS),
        rows=[seconds[key].row(names[key]) for key in ordered],
        total=whole.row(pgettext("the last row", "All")),
        bar=SHARE,
        most=1.0,
    )


def _by_hour(booked: Booked, offered: Offered) -> Table:
    """Every hour of the week, from the first to the last with anything in it."""
    grid = HeatMap(seconds_by_hour(booked.pieces.items()), seconds_by_hour(offered.pieces.items()))
    rows: list[tuple[Figure, ...]] = []
    for its in (WeekHour(day, hour) for day in Weekday.values for hour in grid.hours):
        taken, there = grid.booked.get(its, 0), grid.offered.get(its, 0)
        when = (str(Weekday(its.weekday).label), hour_name(its.hour))
        rows.append((*when, share(taken, there), taken / HOUR, there / HOUR))
    return Table(
        slug="hours-by-weekday",
        title=_("By weekday and hour"),
        columns=(Column(_("Weekday"), Kind.TEXT), Column(_("Hour from"), Kind.TEXT), *FIGURES),
        rows=rows,
        heat_map=grid,
    )


def _summary(whole: _Seconds) -> str:
    booked, offered = Kind.HOURS.shown(whole.booked / HOUR), Kind.HOURS.shown(whole.offered / HOUR)
    part = Kind.SHARE.shown(share(whole.booked, whole.offered))
    said = gettext("{booked} of {offered} offered hours are booked: {share}.")
    return said.format(booked=booked, offered=offered, share=part)


REPORT = Report(
    slug="hours",
    title=_("Booked hours over offered hours"),
    definitions=(
        _(
            "Offered hours: shifts within opening hours, without closures and time off. Shifts "
            "count as they stand today."
        ),
        _(
            "Booked hours: sessions that are booked, under way or completed, without turnover. "
            "Cancelled ones do not count; no-shows stand apart."
        ),
        _("More than 100% means sessions outside the offered hours."),
    ),
    tables=("hours-by-therapist", "hours-by-location", "hours-by-weekday"),
    answer=answer,
)
