"""One set of colours for the patients' pages, the e-mails and the admin."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CHECKOUT = Path(__file__).resolve().parents[2]
CSS = CHECKOUT / "static" / "css"
COLOUR = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
OF_PATIENTS = (
    *("body_map", "booking", "clinic", "components", "guide", "intake"),
    *("privacy", "progress", "waiting"),
)
MAILS = (
    *sorted((CHECKOUT / "templates" / "messages" / "email").glob("*.html")),
    *sorted((CHECKOUT / "templates" / "account" / "email").glob("*.html")),
)
# Which step of the admin's scales is which token.
STEPS = {
    ("primary", "100"): "brand-soft",
    ("primary", "600"): "brand",
    ("primary", "700"): "brand-strong",
    ("base", "100"): "page",
    ("base", "300"): "line",
    ("base", "600"): "ink-soft",
    ("base", "900"): "ink",
}


def tokens(scheme: str) -> dict[str, str]:
    """The colours of tokens.css by name, by day or in the dark."""
    light, dark = (CSS / "tokens.css").read_text().split("@media screen", 1)
    return dict(TOKEN.findall(dark if scheme == "dark" else light))


def colours(text: str) -> set[str]:
    """Each written with six digits."""
    found = {one.lower() for one in COLOUR.findall(text)}
    return {
        one if len(one) == 7 else "#" + "".join(2 * digit for digit in one[1:]) for one in found
    }


def test_both_schemes_name_the_same_colours() -> None:
    assert tokens("light").keys() == tokens("dark").keys()


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.name)
def test_an_email_has_no_colour_of_its_own(mail: Path) -> None:
    known = {*tokens("light").values(), *tokens("dark").values()}
    assert colours(mail.read_text()) <= known


@pytest.mark.parametrize(("step", "token"), STEPS.items(), ids=str)
def test_the_admin_has_the_sites_accent(step: tuple[str, str], token: str) -> None:
    scale, shade = step
    assert settings.ADMIN_COLOURS[scale][shade] == tokens("light")[token]


def test_what_every_page_of_the_admin_shows_has_no_colour_of_its_own() -> None:
    known = {*tokens("light").values(), *tokens("dark").values()}
    known |= {shade for scale in settings.ADMIN_COLOURS.values() for shade in scale.values()}
    assert colours((CSS / "admin.css").read_text()) <= known


@pytest.mark.parametrize("name", OF_PATIENTS)
def test_the_patients_pages_take_their_colours_from_the_tokens(name: str) -> None:
    sheet = (CSS / f"{name}.css").read_text()
    # Paper is white, and pictures in a url() cannot ask for a token.
    screen = re.sub(r"url\(.*?\)|@media print {.*?\n}", "", sheet, flags=re.DOTALL)
    assert colours(screen) == set()


def test_every_font_comes_with_its_licence() -> None:
    fonts = {font.parent for font in (CHECKOUT / "static" / "vendor").rglob("*.woff2")}
    assert len(fonts) == 2
    assert all("OPEN FONT LICENSE" in (font / "LICENSE").read_text().upper() for font in fonts)


@pytest.mark.parametrize("drawing", ["scenes", "icons"])
def test_drawings_fit_both_schemes(drawing: str) -> None:
    text = (CHECKOUT / "static" / "drawings" / f"{drawing}.svg").read_text()
    named = set(re.findall(r"var\(--([a-z-]+)\)", text))
    assert named <= tokens("dark").keys()
    # Skin and hair are the same by day and in the dark.
    assert colours(text) <= {"#b9814f", "#d69f74", "#4a2a20"}
