"""The clinic's locations, as far as the board needs to know them."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from booking.models import BookingPolicy
from booking.statements import rows_of

PLAIN_STEP: int = BookingPolicy._meta.get_field("start_step_minutes").default


class Place(NamedTuple):
    """A location; `step`: every how many minutes a session may start there."""

    id: int
    name: str
    slug: str
    zone_name: str
    is_active: bool
    step: int

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)


def load_places() -> list[Place]:
    """All there are, the open ones first; one query."""
    return list(map(Place._make, rows_of(PLACES_SQL, {"plain_step": PLAIN_STEP})))


PLACES_SQL = """
SELECT l.id, l.name, l.slug, l.zone_name, l.is_active,
  coalesce(p.start_step_minutes, %(plain_step)s::int)
FROM locations_location l LEFT JOIN booking_bookingpolicy p ON p.location_id = l.id
ORDER BY l.is_active DESC, l.name"""
