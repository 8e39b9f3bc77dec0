"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from booking.particulars import language_tag
from locations.letterhead import clinic_name


def clinic(_request: HttpRequest) -> dict[str, Any]:
    return {
        "CLINIC_NAME": clinic_name(),
        "SITE_URL": settings.SITE_URL,
        "CURRENCY": settings.CURRENCY,
        "LANGUAGE_TAG": language_tag(),
        "OFFLINE_PAGE": settings.OFFLINE_PAGE,
    }
