"""The places on the body that patients and therapists mark, front and back, by name.

Keys are stored; labels are shown, in the reader's language. Left and right are the patient's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Side(StrEnum):
    FRONT = "front"
    BACK = "back"


@dataclass(frozen=True)
class Area:
    key: str
    label: Any
    side: Side


def _pair(key: str, left: Any, right: Any, side: Side) -> tuple[Area, Area]:
    return Area(f"{key}_left", left, side), Area(f"{key}_right", right, side)


BACK = (
    Area("back_head", _("Back of the head"), Side.BACK),
    Area("back_neck", _("Back of the neck"), Side.BACK),
    *_pair(
        "back_shoulder",
        _("Left shoulder, from behind"),
        _("Right shoulder, from behind"),
        Side.BACK,
    ),
    *_pair("shoulder_blade", _("Left shoulder blade"), _("Right shoulder blade"), Side.BACK),
    Area("upper_spine", _("Between the shoulder blades"), Side.BACK),
    Area("mid_back", _("Middle of the back"), Side.BACK),
    *_pair("low_back", _("Left lower back"), _("Right lower back"), Side.BACK),
    Area("sacrum", _("Base of the spine"), Side.BACK),
    *_pair("buttock", _("Left buttock"), _("Right buttock"), Side.BACK),
    *_pair("back_arm", _("Left arm, from behind"), _("Right arm, from behind"), Side.BACK),
    *_pair("back_thigh", _("Left thigh, from behind"), _("Right thigh, from behind"), Side.BACK),
    *_pair("calf", _("Left calf"), _("Right calf"), Side.BACK),
    *_pair("heel", _("Left heel"), _("Right heel"), Side.BACK),
)
FRONT = (
    Area("face", _("Face and jaw"), Side.FRONT),
    Area("front_neck", _("Front of the neck"), Side.FRONT),
    *_pair(
        "front_shoulder",
        _("Left shoulder, from the front"),
        _("Right shoulder, from the front"),
        Side.FRONT,
    ),
    *_pair("chest", _("Left side of the chest"), _("Right side of the chest"), Side.FRONT),
    Area("belly", _("Belly"), Side.FRONT),
    *_pair("hip", _("Left hip"), _("Right hip"), Side.FRONT),
    *_pair(
        "front_arm",
        _("Left upper arm, from the front"),
        _("Right upper arm, from the front"),
        Side.FRONT,
    ),
    *_pair("forearm", _("Left forearm"), _("Right forearm"), Side.FRONT),
    *_pair("hand", _("Left hand"), _("Right hand"), Side.FRONT),
    *_pair(
        "front_thigh", _("Left thigh, from the front"), _("Right thigh, from the front"), Side.FRONT
    ),
    *_pair("knee", _("Left knee"), _("Right knee"), Side.FRONT),
    *_pair("shin", _("Left shin"), _("Right shin"), Side.FRONT),
    *_pair("foot", _("Left foot"), _("Right foot"), Side.FRONT),
)
AREAS = {area.key: area for area in (*BACK, *FRONT)}


def labels(keys: list[str]) -> list[str]:
    """The names of marked places, in the order of the body; unknown keys are left out."""
    return [str(area.label) for key, area in AREAS.items() if key in set(keys)]


def marked(posted: Iterable[str]) -> list[str]:
    """The keys of a posted body map, each once, in the order of the body.

    Raises ValueError for what is no place on it; the message does not repeat it.
    """
    keys = set(posted)
    if keys - AREAS.keys():
        raise ValueError("This is no place on the body map.")
    return [key for key in AREAS if key in keys]
