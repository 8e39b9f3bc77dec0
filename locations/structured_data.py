"""What search engines are told, in the words of schema.org: nothing that the pages do not show.

JSON-LD is no script: the content policy leaves it alone, and it must not end its own element.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from locations.letterhead import clinic_name
from locations.models import Location, Weekday

ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def as_json_ld(*things: Mapping[str, Any]) -> SafeString:
    """The things as one JSON-LD text, safe inside a script element."""
    graph = {"@context": "https://schema.org", "@graph": list(things)}
    text = json.dumps(graph, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(text)  # noqa: S308 - what could end the element is escaped just above


def business(location: Location) -> dict[str, Any]:
    """A location with its opening hours (https://schema.org/HealthAndBeautyBusiness)."""
    told = {
        "@type": "HealthAndBeautyBusiness",
        "@id": f"{settings.SITE_URL}/#{location.slug}",
        "name": f"{clinic_name()}, {location.name}",
        "url": f"{settings.SITE_URL}/",
        "image": f"{settings.SITE_URL}{static('drawings/card.png')}",
        "telephone": location.phone,
        "email": location.email,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": location.street,
            "addressLocality": location.city,
            "addressRegion": location.province,
            "postalCode": location.postal_code,
            "addressCountry": "CA",
        },
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"https://schema.org/{Weekday(hours.weekday).name.capitalize()}",
                "opens": f"{hours.opens:%H:%M}",
                "closes": f"{hours.closes:%H:%M}",
            }
            for hours in location.opening_hours.all()
        ],
        "potentialAction": {
            "@type": "ReserveAction",
            "target": f"{settings.SITE_URL}/book/?location={location.slug}",
        },
    }
    return {key: value for key, value in told.items() if value}
