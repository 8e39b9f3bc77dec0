"""Parts of pages that are drawn once for all who are shown the same."""

from functools import lru_cache
from typing import Any

from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# In each process; the largest are days of free times, of some ten kilobytes.
KEPT = 512


@register.simple_tag
def drawn_once(template_name: str, **given: Any) -> SafeString:
    """Draws the template, which is given these values and nothing else.

    It knows no request and shows no moment, which would be by the clock of whoever looks: so what
    is kept cannot be out of date. Never for what is somebody's own, and not for rows of tables,
    which are equal by their key, whatever else they say.
    """
    values = tuple((key, type(value), _hashable(value)) for key, value in given.items())
    return _drawn(template_name, values, get_language())


@lru_cache(maxsize=KEPT)
def _drawn(
    name: str, given: tuple[tuple[str, type, Any], ...], _language: str | None
) -> SafeString:
    values = {key: dict(value) if kind is dict else value for key, kind, value in given}
    return render_to_string(name, values)


def _hashable(value: Any) -> Any:
    if isinstance(value, Model):
        raise TypeError("A row may have changed and still be equal: give what is shown of it.")
    return tuple(value.items()) if isinstance(value, dict) else value
