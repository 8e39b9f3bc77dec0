"""What the clinic offers, as JSON, for anyone to read."""

from decimal import Decimal
from typing import Annotated

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Field, Path, Router, Schema

from locations.api import NotASlug, NotThere, Slug
from treatments.models import TreatmentType

router = Router(tags=["treatments"])


class OptionAnswer(Schema):
    minutes: Annotated[int, Field(description="Of the session.")]
    price: Annotated[Decimal, Field(description="In `currency`, as a decimal number.")]
    currency: Annotated[str, Field(description="ISO 4217.", examples=["CAD"])]


class TreatmentAnswer(Schema):
    slug: str
    name: str
    summary: str
    what_happens: Annotated[str, Field(description="What the therapist does; plain text.")]
    suits: Annotated[str, Field(description="What it may help with; plain text.")]
    afterwards: str
    intensity: Annotated[str, Field(examples=["gentle", "firm"])]
    options: Annotated[list[OptionAnswer], Field(description="The shortest first.")]

    @classmethod
    def of(cls, treatment: TreatmentType) -> "TreatmentAnswer":
        # `bookable_options` is what TreatmentTypeQuerySet.for_the_site prefetches.
        options = getattr(treatment, "bookable_options", [])
        said = treatment.spoken
        return cls(
            slug=treatment.slug,
            name=said.name,
            summary=said.summary,
            what_happens=said.what_happens,
            suits=said.suits,
            afterwards=said.afterwards,
            intensity=treatment.intensity,
            options=[
                OptionAnswer(minutes=one.minutes, price=one.price, currency=settings.CURRENCY)
                for one in options
            ],
        )


@router.get("/treatments", response=list[TreatmentAnswer], summary="Every treatment type on offer")
def treatments(request: HttpRequest) -> list[TreatmentAnswer]:
    """In the clinic's order; two queries."""
    return [TreatmentAnswer.of(one) for one in TreatmentType.objects.for_the_site()]


@router.get(
    "/treatments/{slug}",
    response={200: TreatmentAnswer, 404: NotThere, 422: NotASlug},
    summary="One treatment type",
)
def treatment(request: HttpRequest, slug: Path[Slug]) -> TreatmentAnswer:
    for one in TreatmentType.objects.for_the_site().filter(slug=slug):
        return TreatmentAnswer.of(one)
    raise Http404("There is no such treatment.")
