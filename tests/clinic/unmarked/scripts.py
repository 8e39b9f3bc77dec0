"""Words in the site's scripts, which are to say what the page gives them."""

import re
from collections.abc import Iterator

from tests.clinic.unmarked.words import GAP, Found, is_said, plain

TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<programmers>\bnew\s+\w*Error\(\s*(?:"[^"]*"|`[^`]*`))
    |(?P<literal>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
    |(?P<regex>(?<=[(,=:\[!&|?{};\s])/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\\\n])+/[a-z]*)""",
    re.X | re.S,
)
VALUE = re.compile(r"\$\{[^}]*\}")
# Selectors, addresses, and what the browser calls its keys and headers.
NOT_WORDS = re.compile(
    r"[\[\]#=<>{}|]|^\s*[.:]|[\w-]\.[\w-]|^(Enter|Escape|Tab|Home|End|Delete|Backspace|Space|Page(Up|Down)"
    r"|Arrow\w+|Shift|Control|Alt|Meta)$|^(X|HX|Content|Accept|Cache)-"
    r"|^use strict$|^--|px\b|-[\w-]* ?\ue000|^[\w-]+( [\w]*-[\w-]*)+$|^(main|header) p$"
)


def found(path: str, source: str) -> Iterator[Found]:
    """The words of one script."""
    for token in TOKEN.finditer(source):
        literal = token["literal"]
        if literal:
            words = VALUE.sub(GAP, literal[1:-1])
            if is_said(words) and not NOT_WORDS.search(words):
                yield Found(path, source.count("\n", 0, token.start()) + 1, plain(words))
