"""English words on a page that is asked for in French."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html.parser import HTMLParser

from clinic import translations
from tests.clinic.unmarked.pages import BUTTONS, HUMAN, SPOKEN_META

ASKED = {"Accept-Language": "fr-CA,fr;q=0.9,en;q=0.3"}
# A language is called as it calls itself, a room as the clinic calls it.
NAMES = {"English", "Room 1", "Esc"}
UNREAD = ("script", "style", "template")
EMPTY = ("input", "img", "br", "hr", "link", "meta", "rect", "line")
GAPS = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%")


def left_in_english(page: str) -> set[str]:
    """Words of the page that the catalogue says otherwise in French."""
    sentences, moulds, french = _english()
    found = {said for said in _said(page) if said not in french | NAMES}
    long = {said for said in found if len(said) > 8}
    filled = {said for said in long if any(mould.fullmatch(said) for mould in moulds)}
    return (found & sentences) | filled


@cache
def _english() -> tuple[frozenset[str], tuple[re.Pattern[str], ...], frozenset[str]]:
    """Whole sentences, sentences with gaps, and everything that is French."""
    sentences: set[str] = set()
    french: set[str] = set()
    moulds: list[re.Pattern[str]] = []
    for message in translations.load():
        theirs = _forms(message.string)
        french.update(theirs)
        ours = _forms(message.id) if message.id != message.string else []
        for english in filter(None, ours):
            fixed = GAPS.split(english)
            if len(fixed) == 1:
                sentences.add(english)
            elif max(len(part.split()) for part in fixed) > 2:
                moulds.append(re.compile(".+?".join(map(re.escape, fixed))))
    return frozenset(sentences - french), tuple(moulds), frozenset(french)


def _forms(words: str | Sequence[str] | None) -> list[str]:
    """One, or one for each number."""
    return [_plain(one) for one in ([words] if isinstance(words, str) else words or ())]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _said(page: str) -> Iterator[str]:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return (plain for plain in map(_plain, reader.said) if plain)


class _Reader(HTMLParser):
    """Collects text and attributes that are shown or read out."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        # Icons of the admin are words of a font; what names its language is quoted.
        begins = tag in UNREAD or "material-symbols" in given.get("class", "")
        begins |= "lang" in given and tag != "html"
        if tag not in EMPTY and (begins or tag in self.unread[-1:]):
            self.unread.append(tag)
        self.said += [given[name] for name in HUMAN & set(given)]
        if tag == "input" and given.get("type") in BUTTONS:
            self.said.append(given.get("value", ""))
        if given.get("name") in SPOKEN_META:
            self.said.append(given.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unread[-1:]:
            self.unread.pop()

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.said.append(data)
