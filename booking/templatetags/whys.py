"""Stored sentences of the desk's lists, in the active language."""

from django import template

from booking.whys import in_words

register = template.Library()


@register.filter
def noticed(why: str) -> str:
    """Maya is away then. Maya est absente: as `booking.whys` says it."""
    return in_words(why)
