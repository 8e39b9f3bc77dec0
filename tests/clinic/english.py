"""What of a page is English, although our catalogue or the theme's words have French for it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from clinic import translations

READ_OUT = ("aria-label", "title", "placeholder", "alt", "data-tooltip")
UNREAD = ("script", "style", "template")
EMPTY = ("input", "img", "br", "hr", "link", "meta", "rect", "line")
# Names of icons are no words; the reader of a screen does not see them either.
ICONS = "material-symbols"
# A language is called as it calls itself, and keys as they stand on the keyboard.
NAMES = {"english", "esc", "room 1"}
GAP = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
TAG = re.compile(r"<[^>]+>")


class Words(HTMLParser):
    """All that a page shows and reads out, piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        begins = tag in UNREAD or ICONS in (given.get("class") or "") or "lang" in given
        within = bool(self.unread) and tag == self.unread[-1]
        if tag not in EMPTY and (begins or within):
            self.unread.append(tag)
        self.found += [said for name in READ_OUT if (said := given.get(name))]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.found.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self.unread and tag == self.unread[-1]:
            self.unread.pop()

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.found.append(data)


def english_in(page: str) -> list[str]:
    """Pieces of the page that are English sentences of ours, with whatever stands in their gaps."""
    words = Words()
    # The page's own language is said on it, and is no quotation.
    words.feed(re.sub(r"<html[^>]*>", "<html>", page))
    pieces = {" ".join(piece.split()) for piece in words.found}
    return sorted(piece for piece in pieces if _is_english(piece))


def _is_english(piece: str) -> bool:
    if piece.lower() in NAMES:
        return False
    return piece.lower() in WHOLE or any(pattern.fullmatch(piece) for pattern in WITH_GAPS)


def _sentences() -> Iterator[tuple[str, str]]:
    """The English of the catalogue that is something else in French, with its French."""
    for message in translations.load():
        forms = [message.id] if isinstance(message.id, str) else list(message.id)
        said = (
            message.string if isinstance(message.string, str) else str((message.string or [""])[0])
        )
        yield from ((english, said) for english in forms if english)


def _pattern(sentence: str) -> re.Pattern[str] | None:
    """Fixed words with gaps; None where hardly anything is fixed."""
    plain = TAG.sub(" ", sentence)
    fixed = GAP.sub("", plain)
    if len(re.findall(r"[A-Za-z]{2,}", fixed)) < 2:
        return None
    return re.compile(".+?".join(re.escape(part) for part in GAP.split(" ".join(plain.split()))))


FRENCH = {french.lower() for _, french in _sentences()}
WHOLE = {
    english.lower()
    for english, french in _sentences()
    if not GAP.search(english) and english.lower() not in FRENCH
}
WITH_GAPS = [
    pattern
    for english, _ in _sentences()
    if GAP.search(english) and (pattern := _pattern(english)) is not None
]
