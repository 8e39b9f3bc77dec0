"""The places on the body that patients and therapists mark, front and back, by name.

Keys are stored; labels are shown. Left and right are the patient's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    FRONT = "front"
    BACK = "back"


@dataclass(frozen=True)
class Area:
    key: str
    label: str
    side: Side


def _pair(key: str, label: str, side: Side) -> tuple[Area, Area]:
    return (
        Area(f"{key}_left", f"Left {label}", side),
        Area(f"{key}_right", f"Right {label}", side),
    )


BACK = (
    Area("back_head", "Back of the head", Side.BACK),
    Area("back_neck", "Back of the neck", Side.BACK),
    *_pair("back_shoulder", "shoulder, from behind", Side.BACK),
    *_pair("shoulder_blade", "shoulder blade", Side.BACK),
    Area("upper_spine", "Between the shoulder blades", Side.BACK),
    Area("mid_back", "Middle of the back", Side.BACK),
    *_pair("low_back", "lower back", Side.BACK),
    Area("sacrum", "Base of the spine", Side.BACK),
    *_pair("buttock", "buttock", Side.BACK),
    *_pair("back_arm", "arm, from behind", Side.BACK),
    *_pair("back_thigh", "thigh, from behind", Side.BACK),
    *_pair("calf", "calf", Side.BACK),
    *_pair("heel", "heel", Side.BACK),
)
FRONT = (
    Area("face", "Face and jaw", Side.FRONT),
    Area("front_neck", "Front of the neck", Side.FRONT),
    *_pair("front_shoulder", "shoulder, from the front", Side.FRONT),
    *_pair("chest", "side of the chest", Side.FRONT),
    Area("belly", "Belly", Side.FRONT),
    *_pair("hip", "hip", Side.FRONT),
    *_pair("front_arm", "upper arm, from the front", Side.FRONT),
    *_pair("forearm", "forearm", Side.FRONT),
    *_pair("hand", "hand", Side.FRONT),
    *_pair("front_thigh", "thigh, from the front", Side.FRONT),
    *_pair("knee", "knee", Side.FRONT),
    *_pair("shin", "shin", Side.FRONT),
    *_pair("foot", "foot", Side.FRONT),
)
AREAS = {area.key: area for area in (*BACK, *FRONT)}


def labels(keys: list[str]) -> list[str]:
    """The names of marked places, in the order of the body; unknown keys are left out."""
    return [area.label for key, area in AREAS.items() if key in set(keys)]


def marked(posted: Iterable[str]) -> list[str]:
    """The keys of a posted body map, each once, in the order of the body.

    Raises ValueError for what is no place on it; the message does not repeat it.
    """
    keys = set(posted)
    if keys - AREAS.keys():
        raise ValueError("This is no place on the body map.")
    return [key for key in AREAS if key in keys]
