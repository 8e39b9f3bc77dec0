"""A picture of a therapist as small as the pages show it, whatever the camera made."""

from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

# Eight of them stand on the first page, which weighs no more than 150 kB with everything.
ENOUGH = 6000
# Sides and qualities, tried in this order until a picture is small enough.
STEPS = ((480, 80), (480, 60), (320, 60), (320, 40), (240, 40), (240, 20))
# Heads are above the middle.
CENTRE = (0.5, 0.35)


def small_portrait(upload: "UploadedFile[Any]") -> "ContentFile[bytes]":
    """A square WebP, upright, without what else the camera wrote into the file."""
    upload.seek(0)
    with Image.open(upload) as opened:
        upright = ImageOps.exif_transpose(opened)
        picture = upright.convert(_mode(upright))
    content = b""
    for side, quality in STEPS:
        content = _square(picture, min(side, *picture.size), quality)
        if len(content) <= ENOUGH:
            break
    return ContentFile(content, name=f"{PurePath(upload.name or 'portrait').stem}.webp")


def _square(picture: Image.Image, side: int, quality: int) -> bytes:
    content = BytesIO()
    square = ImageOps.fit(picture, (side, side), centering=CENTRE)
    square.save(content, "WEBP", quality=quality)
    return content.getvalue()


def _mode(picture: Image.Image) -> str:
    return "RGBA" if picture.has_transparency_data else "RGB"
