"""A therapist for search engines (https://schema.org/Person)."""

from typing import Any

from django.conf import settings

from locations.letterhead import clinic_name
from therapists.models import Therapist


def person(therapist: Therapist) -> dict[str, Any]:
    """What the page says of the therapist, and the licence."""
    return {
        "@type": "Person",
        "name": therapist.name,
        "description": therapist.spoken.headline,
        "url": f"{settings.SITE_URL}/therapists/{therapist.slug}/",
        "worksFor": {"@type": "Organization", "name": clinic_name()},
        "hasCredential": [
            {
                "@type": "EducationalOccupationalCredential",
                "name": str(registration),
                "recognizedBy": {"@type": "Organization", "name": registration.college},
            }
            for registration in therapist.registrations.all()
        ],
    }
