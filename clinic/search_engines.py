"""What search engines may read, and where it is: `/robots.txt` and `/sitemap.xml`."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control

from therapists.models import Therapist
from treatments.models import TreatmentType

# Personal pages, and pages that only a person's own steps lead to.
PRIVATE = (
    *("/accounts/", "/admin/", "/appointments/", "/care/", "/check-in/", "/dev/", "/embed/"),
    *("/messages/", "/my-record/", "/roster/", "/waiting/", "/guide/doctor/", "/guide/suggestion/"),
)
PAGES = (
    *("booking:home", "booking:choose", "care:guide", "treatments:list", "therapists:list"),
    "accessibility",
)


@cache_control(public=True, max_age=3600)
def robots(_request: HttpRequest) -> HttpResponse:
    """Whoever follows it stays out of what is nobody's business."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines.append(f"Sitemap: {settings.SITE_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class Pages(Sitemap):  # type: ignore[type-arg]
    def items(self) -> tuple[str, ...]:
        return PAGES

    def location(self, item: str) -> str:
        return reverse(item)


class Treatments(Sitemap):  # type: ignore[type-arg]
    def items(self) -> Iterable[TreatmentType]:
        return TreatmentType.objects.for_the_site()

    def location(self, item: TreatmentType) -> str:
        return reverse("treatments:detail", args=(item.slug,))


class Therapists(Sitemap):  # type: ignore[type-arg]
    def items(self) -> Iterable[Therapist]:
        return Therapist.objects.for_the_site()

    def location(self, item: Therapist) -> str:
        return reverse("therapists:detail", args=(item.slug,))


SITEMAPS = {"pages": Pages, "treatments": Treatments, "therapists": Therapists}
