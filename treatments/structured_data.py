"""A treatment type for search engines (https://schema.org/Service)."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from locations.letterhead import clinic_name
from treatments.models import TreatmentType


def service(treatment: TreatmentType) -> dict[str, Any]:
    """With a price for each duration."""
    # `bookable_options` is what TreatmentTypeQuerySet.for_the_site prefetches.
    options = getattr(treatment, "bookable_options", [])
    return {
        "@type": "Service",
        "name": treatment.spoken.name,
        "description": treatment.spoken.summary,
        "url": f"{settings.SITE_URL}/treatments/{treatment.slug}/",
        "provider": {"@type": "Organization", "name": clinic_name()},
        "offers": [
            {
                "@type": "Offer",
                "name": gettext("{minutes} minutes").format(minutes=option.minutes),
                "price": str(option.price),
                "priceCurrency": settings.CURRENCY,
                "url": f"{settings.SITE_URL}/book/"
                f"?treatment={treatment.slug}&duration={option.minutes}",
            }
            for option in options
        ],
    }
