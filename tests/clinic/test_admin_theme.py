"""What is said in French of the theme's own words is what the installed theme says."""

from pathlib import Path

import unfold
from django.utils.translation.template import templatize

from clinic.admin_theme import SAID_BY_THE_THEME
from clinic.translations import marked_in
from tests.clinic.french import left_in_english

THEME = Path(unfold.__file__).parent


def said_by_the_installed_theme() -> set[str]:
    """Everything that Unfold marks, in its modules and templates."""
    found: set[str] = set()
    for file in sorted(THEME.rglob("*")):
        if file.suffix not in (".py", ".html"):
            continue
        source = file.read_text()
        if file.suffix == ".html":
            lines = templatize(source, origin=file.name).splitlines()
            source = "\n".join(line.strip() for line in lines)
        found |= {words for words, _, _ in marked_in(source) if isinstance(words, str)}
    return found


def test_it_drops_what_the_theme_no_longer_says() -> None:
    assert set(SAID_BY_THE_THEME) - said_by_the_installed_theme() == set()


def test_it_names_nothing_twice() -> None:
    assert len(set(SAID_BY_THE_THEME)) == len(SAID_BY_THE_THEME)


def test_it_is_told_apart_from_french() -> None:
    page = "<button>Apply Filters</button><button>Appliquer</button>"
    assert left_in_english(page) == {"Apply Filters"}
