"""Where the clinic is, as JSON, for anyone to read."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Field, Path, Router, Schema

from locations.models import Location

router = Router(tags=["locations"])

Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=50)]


class NotThere(Schema):
    """There is nothing at this address."""

    detail: str


class NotASlug(Schema):
    """What stands in the address cannot be a slug."""

    detail: list[dict[str, Any]]


class OpeningHoursAnswer(Schema):
    """One stretch of a weekday; several of one day make a break."""

    weekday: Annotated[int, Field(ge=1, le=7, description="As ISO 8601 counts: Monday is 1.")]
    opens: Annotated[str, Field(examples=["09:00"], description="By the location's clock.")]
    closes: Annotated[str, Field(description="Not later than `opens`: on the next day.")]


class LocationAnswer(Schema):
    slug: str
    name: str
    timezone: Annotated[str, Field(description="IANA name.")]
    street: str
    city: str
    province: str
    postal_code: str
    phone: str
    email: str
    opening_hours: list[OpeningHoursAnswer]

    @classmethod
    def of(cls, location: Location) -> "LocationAnswer":
        return cls(
            slug=location.slug,
            name=location.name,
            timezone=location.zone_name,
            street=location.street,
            city=location.city,
            province=location.province,
            postal_code=location.postal_code,
            phone=location.phone,
            email=location.email,
            opening_hours=[
                OpeningHoursAnswer(
                    weekday=hours.weekday + 1,
                    opens=f"{hours.opens:%H:%M}",
                    closes=f"{hours.closes:%H:%M}",
                )
                for hours in location.opening_hours.all()
            ],
        )


@router.get("/locations", response=list[LocationAnswer], summary="Every location open to patients")
def locations(request: HttpRequest) -> list[LocationAnswer]:
    """By name; two queries."""
    found = Location.objects.open_to_patients().prefetch_related("opening_hours")
    return [LocationAnswer.of(location) for location in found]


@router.get(
    "/locations/{slug}",
    response={200: LocationAnswer, 404: NotThere, 422: NotASlug},
    summary="One location",
)
def location(request: HttpRequest, slug: Path[Slug]) -> LocationAnswer:
    found = Location.objects.open_to_patients().prefetch_related("opening_hours")
    for one in found.filter(slug=slug):
        return LocationAnswer.of(one)
    raise Http404("There is no such location.")
