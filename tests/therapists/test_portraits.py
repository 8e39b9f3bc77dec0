"""Whatever picture is uploaded, pages show a small one."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.forms import modelform_factory
from django.utils.datastructures import MultiValueDict
from PIL import Image, ImageFilter

from tests.factories import make_therapist
from therapists.admin import TherapistForm
from therapists.models import Therapist
from therapists.portraits import small_portrait

LIMIT = 6000


def photograph(width: int, height: int, mode: str = "RGB", kind: str = "PNG") -> SimpleUploadedFile:
    """Soft noise is as hard to make small as a face."""
    noise = Image.effect_noise((width, height), 60)
    picture = noise.filter(ImageFilter.GaussianBlur(width / 100)).convert(mode)
    content = BytesIO()
    picture.save(content, kind)
    return SimpleUploadedFile(f"maya.{kind.lower()}", content.getvalue(), f"image/{kind.lower()}")


@pytest.mark.parametrize("size", [(2400, 1600), (900, 1600)])
def test_it_makes_a_photograph_small_and_square(size: tuple[int, int]) -> None:
    small = small_portrait(photograph(*size))
    assert small.size < LIMIT
    assert small.name == "maya.webp"
    with Image.open(small) as picture:
        assert picture.width == picture.height >= 240


def test_it_makes_nothing_larger() -> None:
    with Image.open(small_portrait(photograph(100, 120))) as picture:
        assert picture.size == (100, 100)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P"])
def test_it_takes_every_kind_of_picture(mode: str) -> None:
    assert small_portrait(photograph(600, 600, mode)).size


def test_it_forgets_where_the_photograph_was_taken() -> None:
    taken = Image.new("RGB", (600, 600))
    place = Image.Exif()
    place[0x010E] = "at home"
    content = BytesIO()
    taken.save(content, "JPEG", exif=place)
    upload = SimpleUploadedFile("maya.jpg", content.getvalue(), "image/jpeg")
    with Image.open(small_portrait(upload)) as picture:
        assert not picture.getexif()


@pytest.mark.django_db
def test_the_admin_keeps_the_small_one() -> None:
    form = modelform_factory(Therapist, TherapistForm, fields=["portrait"])
    uploaded: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict()
    uploaded["portrait"] = photograph(2400, 1600)
    filled = form({}, uploaded, instance=make_therapist("maya"))
    assert filled.is_valid(), filled.errors
    saved = filled.save()
    assert saved.portrait.size < LIMIT
    assert saved.portrait.name.endswith(".webp")
