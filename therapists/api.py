"""Who works here, as JSON, for anyone to read: what the site's pages say of them, no more."""

from typing import Annotated

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Field, Path, Router, Schema

from locations.api import NotASlug, NotThere, Slug
from therapists.models import Therapist

router = Router(tags=["therapists"])


class RegistrationAnswer(Schema):
    college: str
    title: str
    number: str


class TherapistAnswer(Schema):
    slug: str
    name: str
    pronouns: str
    headline: str
    about: str
    portrait: Annotated[str | None, Field(description="The address of a picture.")]
    registrations: list[RegistrationAnswer]
    treatments: Annotated[list[str], Field(description="Slugs.")]

    @classmethod
    def of(cls, therapist: Therapist) -> "TherapistAnswer":
        said = therapist.spoken
        picture = reverse("therapists:portrait", args=(therapist.slug,))
        return cls(
            slug=therapist.slug,
            name=therapist.name,
            pronouns=said.pronouns,
            headline=said.headline,
            about=said.about,
            portrait=f"{settings.SITE_URL}{picture}" if therapist.portrait else None,
            registrations=[
                RegistrationAnswer(college=one.college, title=one.title, number=one.number)
                for one in therapist.registrations.all()
            ],
            treatments=[one.slug for one in therapist.treatments.all()],
        )


@router.get("/therapists", response=list[TherapistAnswer], summary="Everybody who can be booked")
def therapists(request: HttpRequest) -> list[TherapistAnswer]:
    """By name; three queries."""
    return [TherapistAnswer.of(one) for one in Therapist.objects.for_the_site()]


@router.get(
    "/therapists/{slug}",
    response={200: TherapistAnswer, 404: NotThere, 422: NotASlug},
    summary="One therapist",
)
def therapist(request: HttpRequest, slug: Path[Slug]) -> TherapistAnswer:
    for one in Therapist.objects.for_the_site().filter(slug=slug):
        return TherapistAnswer.of(one)
    raise Http404("There is no such therapist.")
