"""What the questions of a booking are about: what the clinic gives, where and by whom; one query.

What PostgreSQL has said is made into rows once for the same words; it is shared by many requests,
and nobody changes it.
"""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from booking.models import BookingPolicy
from booking.statements import rows_of
from locations.models import Location
from locations.spoken import InFrenchToo
from treatments.models import TreatmentOption, TreatmentType


@dataclass(frozen=True)
class Person(InFrenchToo):
    """A therapist whom patients can book, as far as the questions show them."""

    id: int
    name: str
    slug: str
    pronouns: str
    pronouns_in_french: str

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All places, and with their `bookable_options` the treatments; or of a wish what it names."""

    wished: Person | None
    # Keys of the treatments that the wished therapist gives.
    given: frozenset[int]
    treatments: tuple[TreatmentType, ...]
    locations: tuple[Location, ...]
    # Therapist and location, wherever the wished treatment is given from today on.
    offers: frozenset[tuple[int, int]]
    # Those who are in `offers`, at the wished location if there is one; by name.
    people: tuple[Person, ...]


def load_catalogue(*, treatment: str, location: str, therapist: str, today: date) -> Catalogue:
    """What there is to choose from for these slugs; an empty one wishes for nothing."""
    wish = {"treatment": treatment, "location": location, "therapist": therapist, "today": today}
    ((text,),) = rows_of(SQL, wish)
    return _catalogue(text)


@lru_cache(maxsize=64)
def _catalogue(text: str) -> Catalogue:
    said = json.loads(text, parse_float=Decimal)
    return Catalogue(
        wished=Person(**said["wished"]) if said["wished"] else None,
        given=frozenset(said["given"] or []),
        treatments=tuple(_treatment(**one) for one in said["treatments"] or []),
        locations=tuple(_location(**one) for one in said["locations"] or []),
        offers=frozenset((one, place) for one, place in said["offers"] or []),
        people=tuple(Person(**one) for one in said["people"] or []),
    )


def _treatment(row: dict[str, Any], options: list[dict[str, Any]] | None) -> TreatmentType:
    treatment = row_of(TreatmentType, row)
    # As TreatmentTypeQuerySet.for_the_site has them.
    bookable = [row_of(TreatmentOption, option) for option in options or []]
    treatment.bookable_options = bookable  # type: ignore[attr-defined]
    return treatment


def _location(row: dict[str, Any], policy: dict[str, Any] | None) -> Location:
    location = row_of(Location, row)
    location.policy = row_of(BookingPolicy, policy) if policy else BookingPolicy(location=location)
    return location


def row_of[Row: Model](model: type[Row], said: dict[str, Any]) -> Row:
    """The row that PostgreSQL has said as JSON, which knows no times of day.

    What the next release has added to the table already is left out: this one still runs.
    """
    known = [field for field in model._meta.concrete_fields if field.attname in said]
    values = [field.to_python(said[field.attname]) for field in known]
    return model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in known], values)


PERSON = """json_build_object('id', p.id, 'name', p.name, 'slug', p.slug,
  'pronouns', p.pronouns, 'pronouns_in_french', p.pronouns_in_french)"""
SQL = f"""
WITH givers AS MATERIALIZED (
  SELECT p.id
  FROM therapists_therapist p
  JOIN therapists_therapist_treatments g ON g.therapist_id = p.id
  JOIN treatments_treatmenttype t ON t.id = g.treatmenttype_id
  WHERE t.slug = %(treatment)s AND p.is_active AND p.is_online),
offers AS MATERIALIZED (
  SELECT w.therapist_id AS therapist, w.location_id AS location
  FROM therapists_weeklyshift w JOIN givers ON givers.id = w.therapist_id
  WHERE w.valid_until IS NULL OR w.valid_until >= %(today)s
  UNION
  SELECT c.therapist_id, c.location_id
  FROM therapists_shiftchange c JOIN givers ON givers.id = c.therapist_id
  WHERE c.location_id IS NOT NULL AND c.date >= %(today)s),
wished AS MATERIALIZED (
  SELECT p.*
  FROM therapists_therapist p WHERE p.slug = %(therapist)s AND p.is_active AND p.is_online)
SELECT json_build_object(
  'wished', (SELECT {PERSON} FROM wished p),
  'given', (
    SELECT json_agg(g.treatmenttype_id)
    FROM therapists_therapist_treatments g JOIN wished ON wished.id = g.therapist_id),
  'treatments', (
    SELECT json_agg(json_build_object('row', t, 'options', o.options) ORDER BY t.position, t.name)
    FROM treatments_treatmenttype t
    CROSS JOIN LATERAL (
      SELECT json_agg(o ORDER BY o.minutes) AS options
      FROM treatments_treatmentoption o WHERE o.treatment_id = t.id AND o.is_active) o
    WHERE t.is_active AND o.options IS NOT NULL AND %(treatment)s IN ('', t.slug)),
  'locations', (
    SELECT json_agg(json_build_object('row', l, 'policy', b) ORDER BY l.name)
    FROM locations_location l LEFT JOIN booking_bookingpolicy b ON b.location_id = l.id
    WHERE l.is_active),
  'offers', (SELECT json_agg(json_build_array(o.therapist, o.location)) FROM offers o),
  'people', (
    SELECT json_agg({PERSON} ORDER BY p.name)
    FROM therapists_therapist p
    WHERE p.id IN (
      SELECT o.therapist FROM offers o JOIN locations_location l ON l.id = o.location
      WHERE %(location)s IN ('', l.slug)))
)::text
"""  # noqa: S608
