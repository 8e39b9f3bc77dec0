"""What every page of a record says while its reader is let in by exception."""

from typing import Any

from django import template
from django.utils import timezone

from care.access import BY_EXCEPTION
from care.models import BreakGlass
from care.privacy.clock import clinic_zone

register = template.Library()


@register.inclusion_tag("care/privacy/by_exception.html", takes_context=True)
def by_exception(context: dict[str, Any]) -> dict[str, Any]:
    """The time that is left, and the way to close it; for everybody else nothing, unasked."""
    request = context.get("request")
    if request is None or not request.META.get(BY_EXCEPTION):
        return {}
    now = timezone.now()
    key = request.resolver_match.kwargs["patient"]
    opened = BreakGlass.objects.open(now).filter(user=request.user, patient=key)
    zone = clinic_zone()
    return {
        "opened": opened.order_by("-until").first(),
        "now": now,
        "zone": zone,
        "csrf_token": context.get("csrf_token"),
        "patient_key": key,
    }
