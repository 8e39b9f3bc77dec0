"""Which clock the pages of privacy show: what they tell belongs to no one location."""

from zoneinfo import ZoneInfo

from locations.models import Location

UTC = ZoneInfo("UTC")


def clinic_zone() -> ZoneInfo:
    """That of the clinic's first location, as in the admin."""
    first = Location.objects.order_by("pk").first()
    return first.zone if first else UTC
