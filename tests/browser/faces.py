"""Therapists with the drawn faces of the demo, as heavy as pictures get."""

from pathlib import Path

from django.core.files import File

from clinic import demo
from tests.factories import make_therapist
from therapists.models import Therapist
from treatments.models import TreatmentType

DRAWN = Path(demo.__file__).parent / "faces"


def drawn_therapists(*treatments: TreatmentType) -> list[Therapist]:
    """One for every face, who give these treatments; Maya Chen is one of them."""
    return [_portrayed(face, *treatments) for face in sorted(DRAWN.glob("*.webp"))]


def _portrayed(face: Path, *treatments: TreatmentType) -> Therapist:
    therapist = make_therapist(face.stem, *treatments)
    with face.open("rb") as drawing:
        therapist.portrait.save(face.name, File(drawing))
    return therapist
