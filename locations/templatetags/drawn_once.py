"""Parts of pages that are drawn once for all who are shown the same."""

from typing import Any

from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# In each process, of so many characters at most; then it starts over.
KEPT, LONGEST = 512, 20_000
_kept: dict[Any, SafeString] = {}


@register.simple_tag
def drawn_once(template_name: str, **given: Any) -> SafeString:
    """Draws the template, which is given these values and nothing else.

    It knows no request and shows no moment, which would be by the clock of whoever looks: so what
    is kept cannot be out of date. Never for what is somebody's own, and not for rows of tables,
    which are equal by their key, whatever else they say.
    """
    values = tuple((key, type(value), _hashable(value)) for key, value in given.items())
    drawing = (template_name, values, get_language())
    drawn = _kept.get(drawing)
    if drawn is None:
        drawn = render_to_string(template_name, given)
        if len(drawn) <= LONGEST:
            _keep(drawing, drawn)
    return drawn


def _keep(drawing: Any, drawn: SafeString) -> None:
    if len(_kept) >= KEPT:
        _kept.clear()
    _kept[drawing] = drawn


def _hashable(value: Any) -> Any:
    if isinstance(value, Model):
        raise TypeError("A row may have changed and still be equal: give what is shown of it.")
    return tuple(value.items()) if isinstance(value, dict) else value
