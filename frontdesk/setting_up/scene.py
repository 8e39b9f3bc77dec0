"""What every step of the set-up is about: the location, who sets up, and when; its address."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify

from accounts.models import User
from locations.models import Location
from therapists.models import Therapist

LONGEST_SLUG = 45


@dataclass(frozen=True)
class Scene:
    """`location` is the one that the address names, or the first; None: there is none yet.

    `is_named`: the address names it, so those of the other steps do, too.
    """

    owner: User
    now: datetime
    location: Location | None
    is_named: bool = False

    @property
    def is_booked(self) -> bool:
        """Whether it has appointments: then its hours and its clock are no simple matter."""
        return self.location is not None and self.location.appointments.exists()


def location_named(slug: str) -> Location | None:
    """The location with this slug; without one, or an unknown one, the first."""
    locations = Location.objects.order_by("-is_active", "pk")
    named = locations.filter(slug=slug).first() if slug and "\0" not in slug else None
    return named or locations.first()


def step_address(name: str, location: Location | None = None) -> str:
    """The page of a step, about this location; without one about the first."""
    address = reverse("frontdesk:set_up_step", args=[name])
    return f"{address}?{urlencode({'location': location.slug})}" if location else address


def free_slug(model: type[Location | Therapist], name: str) -> str:
    """A slug of that name that no row has yet."""
    wanted = slugify(name)[:LONGEST_SLUG] or model._meta.model_name or ""
    taken = set(
        model._default_manager.values_list("slug", flat=True).filter(slug__startswith=wanted)
    )
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
