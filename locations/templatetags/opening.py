"""Whether the clinic has opened at all."""

from django import template

from locations.models import Location

register = template.Library()


@register.simple_tag
def opens_soon() -> bool:
    """No location is open to patients yet. One query: for pages that have nothing to show."""
    return not Location.objects.open_to_patients().exists()
