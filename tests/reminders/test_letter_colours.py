"""The colours of e-mails can be read: light, dark, and where a mail program darkens them itself."""

import colorsys
import re
from pathlib import Path

import pytest
from django.conf import settings

STYLE = (Path(settings.BASE_DIR) / "templates/messages/email/style.html").read_text()
LIGHT, _, REST = STYLE.partition("@media (prefers-color-scheme: dark) {")
DARK, _, OUTLOOK = REST.partition("[data-ogsc]")
AA = 4.5
# What stands on what: the selector of the letters, and of the ground.
PAIRS = [
    ("body", "body"),
    ("body", ".card"),
    ("h1", ".card"),
    ("h2", ".card"),
    (".name", "body"),
    (".foot", "body"),
    (".quiet", ".card"),
    (".facts th", ".card"),
    ("body", ".when"),
    (".when small", ".when"),
    ("a", ".card"),
    ("a", ".when"),
    ("a", "body"),
    (".button", ".button"),
]
Colour = tuple[float, float, float]


def colour_of(style: str, selector: str, name: str) -> Colour:
    """The colour that the style gives; what it leaves is as in the light."""
    for sheet in (style, LIGHT):
        for selectors, rules in re.findall(r"^([^{}\n]+)\{([^}]*)\}", sheet, re.MULTILINE):
            found = re.search(rf"(?:^|[; ]){name}: #([0-9a-f]{{6}})", rules)
            if found and selector in [one.strip() for one in selectors.split(",")]:
                red, green, blue = (int(found[1][i : i + 2], 16) / 255 for i in (0, 2, 4))
                return red, green, blue
    raise LookupError(selector)


def luminance(colour: Colour) -> float:
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Of two colours, as WCAG 2.2 counts it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def turned(colour: Colour) -> Colour:
    """As a mail program turns light into dark: the same hue, the lightness the other way round."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour)
    return colorsys.hls_to_rgb(hue, 1 - lightness, saturation)


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("letters", "ground"), PAIRS)
def test_it_can_be_read(style: str, letters: str, ground: str) -> None:
    written = colour_of(style, letters, "color")
    assert contrast(written, colour_of(style, ground, "background")) >= AA


@pytest.mark.parametrize(("letters", "ground"), PAIRS)
def test_it_can_be_read_where_light_is_turned_into_dark(letters: str, ground: str) -> None:
    written = turned(colour_of(LIGHT, letters, "color"))
    assert contrast(written, turned(colour_of(LIGHT, ground, "background"))) >= AA


def test_it_has_no_pictures() -> None:
    golden = Path(settings.BASE_DIR) / "tests/booking/golden"
    for letter in golden.glob("*.email.html"):
        assert not re.search(r"<img|<svg|url\(|background-image", letter.read_text()), letter.name
