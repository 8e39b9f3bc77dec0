"""Words in templates that are neither translated nor a value."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

from tests.clinic.unmarked.words import GAP, Found, has_letters, is_said, plain

HUMAN = {
    *("alt", "title", "placeholder", "label", "summary", "abbr"),
    *("aria-label", "aria-description", "aria-roledescription", "aria-valuetext"),
}
BUTTONS = {"submit", "button", "reset"}
SPOKEN_META = {
    *("description", "og:title", "og:description", "og:image:alt"),
    *("twitter:title", "twitter:description", "twitter:image:alt", "apple-mobile-web-app-title"),
}
TRANSLATED = ("blocktranslate", "blocktrans")
# Their quoted arguments are names and addresses, or what is compared.
NAMING = {
    *("load", "extends", "url", "static", "block", "translate", "trans", "if", "elif", "ifchanged"),
    *("get_media_prefix", "now", "partial", "partialdef", "regroup", "templatetag", "icon"),
}
QUOTED = re.compile(r"""(_\()?("[^"]*"|'[^']*')""")
CHOOSES_WORDS = re.compile(r"\|(pluralize|yesno|join):?(?P<words>\"[^\"]*\"|'[^']*')?")


def found(path: str, source: str) -> Iterator[Found]:
    """The words of one template, those inside its tags too."""
    tokens = list(Lexer(source).tokenize())
    for token in tokens:
        yield from _in_tag(path, token)
    text = without_tags(tokens)
    if not path.endswith(".txt"):
        yield from _in_markup(path, text)
        return
    for number, line in enumerate(text.splitlines(), 1):
        if has_letters(line):
            yield Found(path, number, plain(line))


def without_tags(tokens: list[Token]) -> str:
    """The text of a template: a gap for each value and each translation; as many lines."""
    written, until = [], ""
    for token in tokens:
        name = token.contents.split(maxsplit=1)[0] if token.contents.split() else ""
        lines = "\n" * token.contents.count("\n")
        if until:
            until = "" if token.token_type == TokenType.BLOCK and name == until else until
            written.append(lines)
        elif token.token_type == TokenType.TEXT:
            written.append(token.contents)
        elif token.token_type == TokenType.BLOCK and name in (*TRANSLATED, "comment", "verbatim"):
            until = f"end{name}"
            written.append((GAP if name in TRANSLATED else "") + lines)
        else:
            says = token.token_type == TokenType.VAR or name in ("translate", "trans")
            written.append((GAP if says else "") + lines)
    return "".join(written)


def _in_tag(path: str, token: Token) -> Iterator[Found]:
    if token.token_type not in (TokenType.VAR, TokenType.BLOCK):
        return
    name, line = token.contents.split(maxsplit=1)[0], token.lineno or 0
    for match in CHOOSES_WORDS.finditer(token.contents):
        if match[1] == "pluralize" or has_letters(match["words"] or ""):
            yield Found(path, line, match[0])
    if token.token_type == TokenType.BLOCK and name in NAMING:
        return
    for match in QUOTED.finditer(token.contents):
        before = token.contents[: match.start()]
        if not match[1] and is_said(match[2][1:-1]) and not before.endswith(("|date:", "|time:")):
            yield Found(path, line, match[2][1:-1])


def _in_markup(path: str, text: str) -> Iterator[Found]:
    markup = _Markup(path)
    markup.feed(text)
    markup.close()
    yield from markup.found


class _Markup(HTMLParser):
    """Collects the words of text nodes and of attributes that are read out or shown."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[Found] = []
        self.silent = 0
        self.is_icon = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        given = {name: value or "" for name, value in attrs}
        # The icons of the admin are words of a font.
        self.is_icon = "material-symbols" in given.get("class", "")
        for name, value in attrs:
            if value and self._speaks(tag, name, value, given):
                self._add(f"{name}={value}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")
        self.is_icon = False

    def handle_data(self, data: str) -> None:
        if not (self.silent or self.is_icon) and has_letters(data):
            self._add(data)

    def _speaks(self, tag: str, name: str, value: str, given: dict[str, str]) -> bool:
        if name in HUMAN:
            return has_letters(value)
        if name == "value":
            return tag == "input" and given.get("type") in BUTTONS and has_letters(value)
        if name == "content":
            return (
                has_letters(value) and (given.get("name") or given.get("property")) in SPOKEN_META
            )
        return name.startswith("data-") and is_said(value)

    def _add(self, words: str) -> None:
        line = self.getpos()[0] + words[: len(words) - len(words.lstrip())].count("\n")
        self.found.append(Found(self.path, line, plain(words)))
