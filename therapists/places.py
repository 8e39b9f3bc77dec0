"""Where therapists work, and by which clocks."""

from collections import defaultdict
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.utils import timezone

from locations.models import Location
from therapists.models import ShiftChange, Therapist, WeeklyShift


def places_of(therapist: Therapist) -> list[Location]:
    """The locations where the therapist has, or had, a shift, by name; two queries."""
    return places_by_therapist([therapist.pk])[therapist.pk]


def places_by_therapist(therapists: Collection[int]) -> dict[int, list[Location]]:
    """The same for many, by key, in as many queries."""
    wanted = {"therapist__in": therapists}
    pair = ("therapist", "location")
    weekly = WeeklyShift.objects.filter(**wanted).values_list(*pair)
    changed = ShiftChange.objects.filter(location__isnull=False, **wanted).values_list(*pair)
    pairs = weekly.order_by().union(changed.order_by()).order_by()
    by_location: dict[int, list[int]] = defaultdict(list)
    for therapist, location in pairs:
        by_location[location].append(therapist)
    found: dict[int, list[Location]] = {key: [] for key in therapists}
    for place in Location.objects.filter(pk__in=by_location).order_by("name", "pk"):
        for therapist in by_location[place.pk]:
            found[therapist].append(place)
    return found


def zones_of(places: Collection[Location]) -> list[ZoneInfo]:
    """The clocks of these places, each once; of none, the clock of whoever looks."""
    zones = dict.fromkeys(place.zone for place in places)
    return list(zones) or [timezone.get_current_timezone()]
