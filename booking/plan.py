"""All that the clinic has laid down about one kind of booking, read in one query.

Location, policy, option, opening hours, closures, suitable rooms, and the therapists who may give
the treatment with their working time: everything availability needs, except what is booked.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.catalogue import row_of
from booking.models import BookingPolicy
from booking.refusals import UnknownChoice
from booking.statements import rows_of
from locations.spoken import reads_french
from therapists.working_time import Hours, Weekly, WorkingTime

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,50}")
# Far enough back for a shift that began yesterday, far enough on for every horizon.
LOOK_BACK = timedelta(days=3)
LOOK_AHEAD = timedelta(days=370)


@dataclass(frozen=True)
class Choice:
    """What somebody wants to book; `therapist` None means any.

    `by_staff` sees therapists who are not online, too. `agreed_turnover` asks for the duration and
    turnover of an existing appointment, whether or not the clinic still offers them. `room` None
    means any that suits, `usual_room` first.
    """

    location: str
    treatment: str
    duration: int
    therapist: str | None = None
    by_staff: bool = False
    agreed_turnover: int | None = None
    room: int | None = None
    usual_room: int | None = None

    def with_therapist(self, slug: str) -> "Choice":
        return replace(self, therapist=slug)


class Named(NamedTuple):
    """Who a therapist is, whenever they work."""

    id: int
    slug: str
    name: str

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]


@dataclass(frozen=True)
class PlannedTherapist:
    named: Named
    working_time: WorkingTime
    time_off: list[tuple[int, int]]

    def __hash__(self) -> int:
        # All of it counts where they are compared; that is rare, as they mostly are the same.
        return hash(self.named)

    @property
    def id(self) -> int:
        return self.named.id

    @property
    def slug(self) -> str:
        return self.named.slug

    @property
    def name(self) -> str:
        return self.named.name

    @property
    def first_name(self) -> str:
        return self.named.first_name


@dataclass(frozen=True, eq=False)
class Plan:
    """`rooms` are ids, those that suit fewest treatments first; spans are minutes since 1970.

    One plan may serve several requests at once: nobody changes it.
    `price` is today's, None where what was agreed on earlier is asked for.
    """

    location_id: int
    location: str
    location_name: str
    zone: ZoneInfo
    policy: BookingPolicy
    treatment_id: int
    treatment: str
    treatment_names: Mapping[str, str]
    minutes: int
    turnover: int
    price: Decimal | None
    shortest: int
    opening_hours: WorkingTime
    closures: list[tuple[int, int]]
    rooms: list[int]
    therapists: list[PlannedTherapist]

    @property
    def treatment_name(self) -> str:
        """As people read it."""
        return _spoken(self.treatment_names)

    @property
    def blocked_minutes(self) -> int:
        return self.minutes + self.turnover

    def of_one(self, slug: str) -> "Plan":
        """The same for one of its therapists. Raises UnknownChoice."""
        return _of_one(self, slug)


@lru_cache(maxsize=256)
def _of_one(plan: Plan, slug: str) -> Plan:
    """One for the same: what was reckoned with it is found again."""
    wanted = [therapist for therapist in plan.therapists if therapist.slug == slug]
    if not wanted:
        raise UnknownChoice("therapist", str(NOT_GIVEN))
    return replace(plan, therapists=wanted)


def load_plan(choice: Choice, *, now: datetime, using: str = DEFAULT_DB_ALIAS) -> Plan:
    """The plan for `choice`; raises UnknownChoice when it names something that is not offered."""
    _refuse_malformed(choice)
    rows = rows_of(
        _plan_sql(choice),
        {
            "location": choice.location,
            "treatment": choice.treatment,
            "duration": choice.duration,
            "therapist": choice.therapist,
            "agreed": choice.agreed_turnover is not None,
            "from": now - LOOK_BACK,
            "until": now + LOOK_AHEAD,
        },
        using=using,
    )
    if not rows:
        raise UnknownChoice("location", _("We have no such location."))
    text, therapists = rows[0]
    return _plan_of(text, tuple(therapists), choice)


@lru_cache(maxsize=128)
def _plan_of(text: str, therapists: tuple[str, ...], choice: Choice) -> Plan:
    """What PostgreSQL has said is said many times before it changes."""
    facts = json.loads(text)
    facts["therapists"] = [_therapist(therapist) for therapist in therapists]
    _refuse_unknown(facts, choice)
    return _plan(facts)


NOT_GIVEN = gettext_lazy("That therapist does not give this treatment here.")
NO_SUCH = {
    "location": gettext_lazy("We have no such location."),
    "treatment": gettext_lazy("We have no such treatment."),
    "therapist": gettext_lazy("We have no such therapist."),
}


def _refuse_malformed(choice: Choice) -> None:
    for field in ("location", "treatment", "therapist"):
        slug = getattr(choice, field)
        if slug is not None and not SLUG.fullmatch(slug):
            raise UnknownChoice(field, str(NO_SUCH[field]))


def _spoken(treatment: Mapping[str, Any]) -> str:
    in_french = treatment["french"] if reads_french() else ""
    return str(in_french or treatment["name"])


def _refuse_unknown(facts: dict[str, Any], choice: Choice) -> None:
    if facts["treatment"] is None:
        raise UnknownChoice("treatment", _("We do not offer this treatment."))
    if choice.agreed_turnover is not None:
        facts["option"] = {
            "minutes": choice.duration,
            "turnover": choice.agreed_turnover,
            "price": None,
        }
    if facts["option"] is None:
        raise UnknownChoice(
            "duration",
            _("We do not offer {treatment} in this duration.").format(
                treatment=_spoken(facts["treatment"])
            ),
        )
    if choice.therapist is not None and not facts["therapists"]:
        raise UnknownChoice("therapist", str(NOT_GIVEN))
    # A stable sort: the rest stays in the order in which rooms are given away.
    facts["rooms"] = sorted(facts["rooms"] or [], key=lambda room: room != choice.usual_room)
    if choice.room is not None:
        facts["rooms"] = [room for room in facts["rooms"] if room == choice.room]
        if not facts["rooms"]:
            raise UnknownChoice(
                "room", _("This room is not in use or does not suit the treatment.")
            )


def _plan(facts: dict[str, Any]) -> Plan:
    location, option, treatment = facts["location"], facts["option"], facts["treatment"]
    return Plan(
        location_id=location["id"],
        location=location["slug"],
        location_name=location["name"],
        zone=ZoneInfo(location["zone"]),
        policy=_policy(facts["policy"], location["id"]),
        treatment_id=treatment["id"],
        treatment=treatment["slug"],
        treatment_names=treatment,
        minutes=option["minutes"],
        turnover=option["turnover"],
        price=Decimal(option["price"]) if option["price"] else None,
        shortest=facts["shortest"] or option["minutes"] + option["turnover"],
        opening_hours=WorkingTime(
            [
                Weekly(weekday, opens, closes, date.min, None, 1)
                for weekday, opens, closes in facts["opening_hours"] or []
            ]
        ),
        closures=[(start, end) for start, end in facts["closures"] or []],
        rooms=facts["rooms"] or [],
        therapists=facts["therapists"],
    )


def _policy(said: dict[str, Any] | None, location: int) -> BookingPolicy:
    return row_of(BookingPolicy, said) if said else BookingPolicy(location_id=location)


@lru_cache(maxsize=1024)
def _therapist(text: str) -> PlannedTherapist:
    """One for the same words: when another's hours change, this one's need not be read again."""
    facts = json.loads(text)
    changes: dict[date, list[Hours]] = {}
    for day, here, starts, ends in facts["changes"] or []:
        hours = changes.setdefault(_day(day), [])
        if here:
            hours.append(Hours(starts, ends))
    weekly = [
        Weekly(
            weekday,
            starts,
            ends,
            _day(first),
            _day(last) if last is not None else None,
            every,
        )
        for weekday, starts, ends, first, last, every in facts["weekly"] or []
    ]
    return PlannedTherapist(
        named=Named(facts["id"], facts["slug"], facts["name"]),
        working_time=WorkingTime(weekly, changes),
        time_off=[(start, end) for start, end in facts["time_off"] or []],
    )


def _day(days_since_1970: int) -> date:
    return date(1970, 1, 1) + timedelta(days=days_since_1970)


def _plan_sql(choice: Choice) -> str:
    # Each in words of its own: a plan that must serve all of them would be a worse one, and
    # PostgreSQL would rather make one each time.
    whom = [
        "p.is_active",
        *([] if choice.by_staff else ["p.is_online"]),
        *([] if choice.therapist is None else ["p.slug = %(therapist)s"]),
    ]
    return PLAN_SQL.format(whom=" AND ".join(whom))


# Times of day leave the database as minutes after midnight, dates as days and instants as minutes
# since 1970: whole numbers, without any zone. What starts is rounded up and what ends down, and the
# other way round for what closes, so that a stray second never opens a minute.
PLAN_SQL = """
SELECT json_build_object(
  'location', json_build_object(
    'id', l.id, 'slug', l.slug, 'name', l.name, 'zone', l.zone_name),
  'policy', (SELECT row_to_json(p) FROM booking_bookingpolicy p WHERE p.location_id = l.id),
  'treatment', CASE WHEN t.id IS NOT NULL THEN
    json_build_object('id', t.id, 'slug', t.slug, 'name', t.name, 'french', t.name_in_french) END,
  'option', (
    SELECT json_build_object('minutes', o.minutes, 'turnover', o.turnover_minutes,
      'price', o.price::text)
    FROM treatments_treatmentoption o
    WHERE o.treatment_id = t.id AND o.minutes = %(duration)s AND o.is_active),
  'shortest', (
    SELECT o.minutes + o.turnover_minutes
    FROM treatments_treatmentoption o JOIN treatments_treatmenttype k ON k.id = o.treatment_id
    WHERE o.is_active AND k.is_active AND EXISTS (
      SELECT FROM therapists_therapist_treatments g
      JOIN therapists_weeklyshift w ON w.therapist_id = g.therapist_id
      WHERE g.treatmenttype_id = k.id AND w.location_id = l.id OFFSET 0)
    ORDER BY 1 LIMIT 1),
  'opening_hours', (
    SELECT json_agg(json_build_array(h.weekday,
      ceil(EXTRACT(EPOCH FROM h.opens) / 60)::int, floor(EXTRACT(EPOCH FROM h.closes) / 60)::int))
    FROM locations_openinghours h WHERE h.location_id = l.id),
  'closures', (
    SELECT json_agg(json_build_array(floor(EXTRACT(EPOCH FROM c.starts_at) / 60)::bigint,
      ceil(EXTRACT(EPOCH FROM c.ends_at) / 60)::bigint))
    FROM locations_closure c
    WHERE c.location_id = l.id AND c.ends_at > %(from)s AND c.starts_at < %(until)s),
  'rooms', (
    SELECT json_agg(s.id ORDER BY coalesce(nullif(s.treatments, 0), 32767), s.id)
    FROM (
      SELECT r.id, count(x.room_id) AS treatments
      FROM locations_room r LEFT JOIN treatments_roomtreatment x ON x.room_id = r.id
      WHERE r.location_id = l.id AND r.is_active
      GROUP BY r.id
      HAVING count(x.room_id) = 0 OR bool_or(x.treatment_id = t.id)) s)
)::text,
ARRAY(
    SELECT json_build_object('id', p.id, 'slug', p.slug, 'name', p.name,
      'weekly', weekly.shifts,
      'changes', (
        SELECT json_agg(json_build_array(c.date - DATE '1970-01-01',
          coalesce(c.location_id = l.id, FALSE), ceil(EXTRACT(EPOCH FROM c.starts) / 60)::int,
          floor(EXTRACT(EPOCH FROM c.ends) / 60)::int))
        FROM therapists_shiftchange c
        WHERE c.therapist_id = p.id
          AND c.date BETWEEN %(from)s::date AND %(until)s::date),
      'time_off', (
        SELECT json_agg(json_build_array(floor(EXTRACT(EPOCH FROM f.starts_at) / 60)::bigint,
          ceil(EXTRACT(EPOCH FROM f.ends_at) / 60)::bigint))
        FROM therapists_timeoff f
        WHERE f.therapist_id = p.id AND f.ends_at > %(from)s AND f.starts_at < %(until)s)
      )::text
    FROM therapists_therapist p
    JOIN therapists_therapist_treatments g ON g.therapist_id = p.id AND g.treatmenttype_id = t.id
    -- All at once: in a small clinic, a look for each of them would read the whole table.
    LEFT JOIN (
      SELECT w.therapist_id, json_agg(json_build_array(w.weekday,
        ceil(EXTRACT(EPOCH FROM w.starts) / 60)::int, floor(EXTRACT(EPOCH FROM w.ends) / 60)::int,
        w.valid_from - DATE '1970-01-01', w.valid_until - DATE '1970-01-01', w.every_weeks
        )) AS shifts
      FROM therapists_weeklyshift w
      WHERE w.location_id = l.id
        AND w.therapist_id IN (SELECT p.id FROM therapists_therapist p WHERE {whom})
      GROUP BY w.therapist_id) weekly ON weekly.therapist_id = p.id
    WHERE {whom}
      AND (weekly.shifts IS NOT NULL OR EXISTS (
        SELECT FROM therapists_shiftchange c
        WHERE c.therapist_id = p.id AND c.location_id = l.id))
    ORDER BY p.slug)
FROM locations_location l
LEFT JOIN treatments_treatmenttype t ON t.slug = %(treatment)s AND (t.is_active OR %(agreed)s)
WHERE l.slug = %(location)s AND l.is_active
"""
