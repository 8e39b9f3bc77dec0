"""What counts as words that a person reads."""

import re
from dataclasses import dataclass

# Stands where a template or an f-string puts a value.
GAP = "\ue000"
LETTER = re.compile(r"[^\W\d_]")
# "two words", "A word", or "Word".
SENTENCE = re.compile(
    r"[^\W\d_]{2,}[,;:.!?…)’']*\s+[^\W\d_(]+|^[AI]\s+[a-zà-ÿ]{2}|^\W*[A-ZÀ-Ý][a-zà-ÿ’']+(?![\w./:-])"
)
BESIDE_A_GAP = re.compile(rf"[^\W\d_]{{2,}}[,;:.!?…]?\s+{GAP}|{GAP}\s+[^\W\d_]{{2,}}")
MIME = re.compile(r"^\w+/[\w.+*-]+(;.*)?$")
SQL = re.compile(
    r"^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|DROP|ALTER|SET|LOCK|ANALYZE|EXPLAIN|VACUUM"
    r"|COPY|TRUNCATE|SHOW|BEGIN|RESET|DO|GRANT|CALL|COMMENT ON|FROM|WHERE|AND|JOIN|ORDER BY|VALUES"
    r"|IF|RETURN|RAISE|DECLARE|OLD|NEW)\b(?![a-z])"
)


@dataclass(frozen=True)
class Found:
    """Words that nobody marked, and where."""

    path: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.words}"


def plain(text: str) -> str:
    """The text on one line, gaps shown as {}."""
    return " ".join(text.replace(GAP, "{}").split())


def has_letters(text: str) -> bool:
    return bool(LETTER.search(text))


def is_said(text: str) -> bool:
    """Whether a literal looks like what a person reads: several words, or one capital."""
    if MIME.match(text) or SQL.match(text):
        return False
    return bool(SENTENCE.search(text) or BESIDE_A_GAP.search(text))
