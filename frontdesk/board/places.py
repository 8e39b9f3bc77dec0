"""The clinic's locations, as far as the board needs to know them."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from booking.models import BookingPolicy
from locations.models import Location

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
    columns = ("pk", "name", "slug", "zone_name", "is_active", "policy__start_step_minutes")
    rows = Location.objects.order_by("-is_active", "name").values_list(*columns)
    return [Place._make((*row, PLAIN_STEP if step is None else step)) for *row, step in rows]
