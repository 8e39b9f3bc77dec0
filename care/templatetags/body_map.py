"""The body map: `{% body_map name="areas" chosen=keys %}`; `{% body_shown keys %}` to read it.

Pages that use it load css/body_map.css, and js/body_map.js for the form. The list of checkboxes is
the control; the drawing beside it is for who would rather tap, and says nothing the list does not.
Posted keys go through `care.body.marked`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _

from care.body import BACK, FRONT, Area, labels
from care.body_shapes import HEIGHT, MIRRORED, WIDTH, outline

register = template.Library()


@dataclass(frozen=True)
class Shape:
    """An area where it is drawn."""

    area: Area
    path: str
    transform: str
    is_marked: bool


@dataclass(frozen=True)
class Figure:
    """One side of the body. `marked` are its marked places in words."""

    title: str
    as_a_list: str
    shapes: list[Shape]

    @property
    def marked(self) -> list[str]:
        return [str(shape.area.label) for shape in self.shapes if shape.is_marked]


@register.inclusion_tag("care/body_map.html")
def body_map(name: str, chosen: Collection[str] | None = None) -> dict[str, Any]:
    """A form control: a checkbox called `name` for every place, back and front."""
    return {"name": name, "figures": _figures(chosen), "width": WIDTH, "height": HEIGHT}


@register.inclusion_tag("care/body_shown.html")
def body_shown(areas: Collection[str] | None = None) -> dict[str, Any]:
    """The marked places, drawn and in words."""
    figures = [figure for figure in _figures(areas) if figure.marked]
    words = labels(list(areas or ()))
    return {"figures": figures, "words": words, "width": WIDTH, "height": HEIGHT}


def _figures(chosen: Collection[str] | None) -> list[Figure]:
    return [
        Figure(title, as_a_list, [_shape(area, chosen or ()) for area in areas])
        for title, as_a_list, areas in (
            (_("Back of the body"), _("Back of the body as a list"), BACK),
            (_("Front of the body"), _("Front of the body as a list"), FRONT),
        )
    ]


def _shape(area: Area, chosen: Collection[str]) -> Shape:
    path, is_mirrored = outline(area.key)
    return Shape(area, path, MIRRORED if is_mirrored else "", area.key in chosen)
