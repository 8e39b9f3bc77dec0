"""What is booked or held, as the board shows it: said by PostgreSQL in one text, in one query."""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from booking.models import BLOCKING, Status
from booking.statements import rows_of
from care.intake.flags import says_to_call
from frontdesk.board.laid_down import Shut, shut_of
from frontdesk.board.query import Query, View
from locations.spoken import reads_french
from patients.trouble import IS_HARD_TO_REACH
from timeline.intervals import Interval

# An appointment that stands or stood: whoever has one before is no new patient.
KEPT = tuple(status for status in BLOCKING if status != Status.HELD)
NOT_BEGUN = (Status.BOOKED, Status.ARRIVED)
# What a session has the keys of; their names are said once.
NAMED = ("locations", "therapists", "rooms", "treatments")


class Session(NamedTuple):
    """One appointment; its times are seconds since 1970.

    `offered_to` names whom of the waiting list a hold is for.
    `why` is set when somebody has to look at it. `is_coming`: booked, and not to have begun yet;
    `is_hard_to_reach`: of what we have of the patient, something does not work; `calls`: the clinic
    phones the patient before.
    """

    location: int
    location_name: str
    therapist: int
    therapist_slug: str
    therapist_name: str
    room: int
    room_name: str
    treatment_id: int
    treatment_name: str
    treatment_in_french: str
    pk: int
    status: str
    source: str
    series: int | None
    note: str
    sequence: int
    cancelled_late: bool
    patient_name: str | None
    offered_to: str | None
    is_new: bool
    why: str | None
    is_attending: bool
    is_coming: bool
    is_hard_to_reach: bool
    price: str
    starts: float
    ends: float
    blocked_until: float
    expires: float | None
    calls: bool

    @property
    def patient(self) -> str:
        """The patient's name, or for whom it is held; empty while somebody unknown books."""
        return self.patient_name or self.offered_to or ""

    @property
    def treatment(self) -> str:
        """In the active language, as `TreatmentType.spoken` says it."""
        return (reads_french() and self.treatment_in_french) or self.treatment_name

    @property
    def minutes(self) -> int:
        return int(self.ends - self.starts) // 60

    @property
    def turnover(self) -> int:
        """Minutes to clean up after it."""
        return int(self.blocked_until - self.ends) // 60

    @property
    def blocks(self) -> bool:
        """Whether it keeps its therapist and room from others."""
        return self.status in BLOCKING


class Booked(NamedTuple):
    """`sessions` in order of time; `attention` is how many wait to be looked at, anywhere."""

    sessions: list[Session]
    time_off: dict[int, list[Shut]]
    attention: int


def read_booked(query: Query, period: Interval, *, at_work: Iterable[int], now: datetime) -> str:
    """All at the locations shown, and what keeps those `at_work` busy elsewhere; one query.

    In a week: all of theirs, wherever. A hold that ran out is not there any more.
    """
    ((text,),) = rows_of(
        _booked_sql(in_a_week=query.view == View.WEEK),
        {
            "places": [place.id for place in query.places],
            "at_work": list(at_work),
            "start": period.start,
            "end": period.end,
            "with_cancelled": query.cancelled,
            "now": now,
        },
    )
    return str(text)


def booked_of(text: str) -> Booked:
    """What PostgreSQL has said."""
    said = json.loads(text)
    names = [{row[0]: row for row in said[kind] or []} for kind in NAMED]
    return Booked(
        sessions=[_session(row, names) for row in said["sessions"] or []],
        time_off=shut_of(said["time_off"] or []),
        attention=said["attention"],
    )


def _session(row: list[Any], names: list[dict[int, list[Any]]]) -> Session:
    keys, row = row[: len(names)], row[len(names) :]
    named = [part for known, key in zip(names, keys, strict=True) for part in known[key]]
    *plain, intake = row
    return Session._make((*named, *plain, intake is not None and says_to_call(*intake)))


@cache
def _booked_sql(*, in_a_week: bool) -> str:
    theirs = "a.therapist_id = ANY(%(at_work)s::bigint[])"
    here = "a.location_id = ANY(%(places)s::bigint[])"
    return BOOKED_SQL.format(
        shown=theirs if in_a_week else f"({theirs} OR {here})",
        also_away="FALSE" if in_a_week else here,
        kept=_listed(KEPT),
        not_begun=_listed(NOT_BEGUN),
        agreed=_listed((Status.BOOKED, Status.ARRIVED, Status.IN_SESSION)),
        hard_to_reach=IS_HARD_TO_REACH,
    )


def _listed(states: Iterable[Status]) -> str:
    return ", ".join(f"'{state.value}'" for state in states)


# Instants leave the database as seconds since 1970, and what is shut in whole minutes, rounded so
# that a stray second never opens one. What belongs to one session in a table that grows is looked
# up for it alone: as joins, PostgreSQL might read the whole table. No session with its turnover is
# longer than twelve hours (TreatmentOption's limits): so far back the index is read. A hold that
# was given back was nobody's appointment. `waiting` is what `booking.attention` calls so.
BOOKED_SQL = """
WITH waiting AS (
  SELECT n.appointment_id, n.why
  FROM booking_attention n JOIN booking_appointment a ON a.id = n.appointment_id
  WHERE n.settled_at IS NULL AND a.sequence = n.sequence AND a.status IN ({agreed})
    AND a.ends_at > %(now)s),
booked AS (
  SELECT a.*
  FROM booking_appointment a
  WHERE a.starts_at > %(start)s::timestamptz - INTERVAL '12 hours' AND a.starts_at < %(end)s
    AND a.blocked_until > %(start)s AND {shown}
    AND (a.status <> 'held' OR a.expires_at > %(now)s)
    AND (a.status <> 'cancelled' OR (%(with_cancelled)s AND a.patient_id IS NOT NULL)))
SELECT json_build_object(
  'sessions', (
    SELECT json_agg(json_build_array(
      a.location_id, a.therapist_id, a.room_id, a.treatment_id,
      a.id, a.status, a.source, a.series_id, a.desk_note, a.sequence, a.cancelled_late,
      p.name,
      CASE WHEN a.status = 'held' THEN (
        SELECT concat_ws(' ', q.given_name, q.family_name)
        FROM booking_waitlistoffer o
        JOIN booking_waitlistentry e ON e.id = o.entry_id
        JOIN patients_patient q ON q.id = e.patient_id
        WHERE o.appointment_id = a.id) END,
      NOT EXISTS (
        SELECT FROM booking_appointment b
        WHERE b.patient_id = a.patient_id AND b.starts_at < a.starts_at AND b.status IN ({kept})),
      (SELECT w.why FROM waiting w WHERE w.appointment_id = a.id),
      a.attending_since IS NOT NULL, a.status = 'booked' AND a.starts_at > %(now)s,
      coalesce(p.is_hard_to_reach, FALSE), a.price::text,
      date_part('epoch', a.starts_at), date_part('epoch', a.ends_at),
      date_part('epoch', a.blocked_until), date_part('epoch', a.expires_at),
      (SELECT json_build_array(i.id, encode(i.call_before_visit, 'base64'))
        FROM care_intake i WHERE i.appointment_id = a.id AND a.status IN ({not_begun}))
    ) ORDER BY a.starts_at, a.id)
    FROM booked a LEFT JOIN LATERAL (
      SELECT concat_ws(' ', p.given_name, p.family_name) AS name,
        {hard_to_reach} AS is_hard_to_reach
      FROM patients_patient p LEFT JOIN accounts_user u ON u.id = p.account_id
      WHERE p.id = a.patient_id LIMIT 1) p ON TRUE),
  'locations', (
    SELECT json_agg(json_build_array(l.id, l.name) ORDER BY l.id)
    FROM locations_location l WHERE l.id IN (SELECT location_id FROM booked)),
  'therapists', (
    SELECT json_agg(json_build_array(t.id, t.slug, t.name) ORDER BY t.id)
    FROM therapists_therapist t WHERE t.id IN (SELECT therapist_id FROM booked)),
  'rooms', (
    SELECT json_agg(json_build_array(r.id, r.name) ORDER BY r.id)
    FROM locations_room r WHERE r.id IN (SELECT room_id FROM booked)),
  'treatments', (
    SELECT json_agg(json_build_array(k.id, k.name, k.name_in_french) ORDER BY k.id)
    FROM treatments_treatmenttype k WHERE k.id IN (SELECT treatment_id FROM booked)),
  'time_off', (
    SELECT json_agg(json_build_array(o.therapist_id,
      floor(date_part('epoch', o.starts_at) / 60)::bigint,
      ceil(date_part('epoch', o.ends_at) / 60)::bigint, o.reason) ORDER BY o.starts_at, o.id)
    FROM therapists_timeoff o
    WHERE o.starts_at < %(end)s AND o.ends_at > %(start)s AND o.therapist_id IN (
      SELECT unnest(%(at_work)s::bigint[])
      UNION ALL
      SELECT a.therapist_id FROM booked a WHERE {also_away})),
  'attention', (SELECT count(*) FROM waiting)
)::text"""
