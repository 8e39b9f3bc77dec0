"""What every step of the set-up is about: the location, who sets up, and when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import slugify

from accounts.models import User
from locations.models import Location
from therapists.models import Therapist

LONGEST_SLUG = 45


@dataclass(frozen=True)
class Scene:
    """`location` is the one that the address names, or the first; None: there is none yet."""

    owner: User
    now: datetime
    location: Location | None

    @property
    def is_booked(self) -> bool:
        """Whether it has appointments: then its hours and its clock are no simple matter."""
        return self.location is not None and self.location.appointments.exists()


def location_named(slug: str) -> Location | None:
    """The location with this slug; without one, or an unknown one, the first."""
    locations = Location.objects.order_by("-is_active", "pk")
    named = locations.filter(slug=slug).first() if slug and "\0" not in slug else None
    return named or locations.first()


def free_slug(model: type[Location | Therapist], name: str) -> str:
    """A slug of that name that no row has yet."""
    wanted = slugify(name)[:LONGEST_SLUG] or model._meta.model_name or ""
    taken = set(
        model._default_manager.values_list("slug", flat=True).filter(slug__startswith=wanted)
    )
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
