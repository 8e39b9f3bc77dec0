"""Which clock the pages of privacy show: what they tell belongs to no one location."""

from zoneinfo import ZoneInfo

from locations.models import Location


def clinic_zone() -> ZoneInfo | None:
    """That of the clinic's first location, as in the admin; None without any."""
    first = Location.objects.order_by("pk").first()
    return first.zone if first else None
