"""What somebody typed into the search box, taken apart: names, addresses, numbers, birthdays."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from patients.folding import folded, one_word, sounds

LONGEST_TEXT = 120
MOST_TERMS = 6
SHORTEST_TEXT = 2
# Shorter parts of a word are in half of all words.
SHORTEST_PART = 3
WHOLE_NUMBER = 9
# One wrong letter in a shorter word makes it any word; in a longer one the trigrams overlook it.
ONE_LETTER_WRONG = range(4, 9)
# Two letters exchanged spoil four trigrams, too many in any name.
TWO_EXCHANGED = range(4, 17)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*\.?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
YEAR_FIRST = re.compile(rf"(?<!\d){YEAR}[-/.](?P<month>\d\d?)(?:[-/.](?P<day>\d\d?))?(?![-/.]?\d)")
YEAR_LAST = re.compile(rf"(?<!\d)(?P<day>\d\d?)[-/.](?P<month>\d\d?)[-/.]{YEAR}(?!\d)")
DAY_IN_WORDS = re.compile(rf"(?<!\w)(?P<day>\d\d?)\.? {MONTH},? {YEAR}(?!\d)", re.IGNORECASE)
MONTH_IN_WORDS = re.compile(rf"(?<!\w){MONTH} (?P<day>\d\d?),? {YEAR}(?!\d)", re.IGNORECASE)
BIRTHDAYS = (YEAR_FIRST, YEAR_LAST, DAY_IN_WORDS, MONTH_IN_WORDS)
# As people write telephone numbers: digits with blanks, brackets, dots, dashes and a plus.
NUMBER = re.compile(r"(?<!\w)\+?\(?\d[\d\s().\-/]*\d(?!\w)")
ADDRESS = re.compile(r"\S*@\S*")


class Closeness(IntEnum):
    """How a term is found in a patient's text; the closer, the smaller."""

    WHOLE = 0
    BEGINS = 1
    CONTAINS = 2
    MISTYPED = 3
    ALIKE = 4


@dataclass(frozen=True)
class Name:
    """A name, or any other word."""

    text: str

    def patterns(self, closeness: Closeness) -> list[str]:
        if closeness == Closeness.WHOLE:
            return [f"% {self.text} %"]
        if closeness == Closeness.BEGINS or len(self.text) < SHORTEST_PART:
            return [f"% {self.text}%"]
        if closeness == Closeness.CONTAINS:
            return [f"%{self.text}%"]
        alike = [f"%{self.text}%", f"% {sounds(self.text)} %"]
        return alike if closeness == Closeness.ALIKE else [*alike, *self._one_letter_wrong()]

    @property
    def is_long(self) -> bool:
        """Long enough for its trigrams to mean something."""
        return len(self.text) > SHORTEST_PART

    def _one_letter_wrong(self) -> Iterator[str]:
        """The word with a letter wrong, missing, too many, or two exchanged; the first is right."""
        word = self.text
        for at in range(1, len(word)):
            before, letter, after = word[:at], word[at], word[at + 1 :]
            if len(word) in TWO_EXCHANGED and after:
                yield f"% {before}{after[:1]}{letter}{after[1:]}%"
            if len(word) not in ONE_LETTER_WRONG:
                continue
            if not after:
                # Whatever comes after these: the other ways find some of the same.
                yield f"% {before}%" if len(word) > ONE_LETTER_WRONG.start else f"% {before}_%"
                continue
            yield f"% {before}_{letter}{after}%"
            # What is left of a short word must still be enough for the index.
            if at > 1 or len(word) > ONE_LETTER_WRONG.start:
                yield f"% {before}_{after}%"
            if len(word) > ONE_LETTER_WRONG.start:
                yield f"% {before}{after}%"


@dataclass(frozen=True)
class Address:
    """An e-mail address, or a part of one with its @."""

    text: str

    def patterns(self, closeness: Closeness) -> list[str]:
        word = one_word(self.text)
        if closeness == Closeness.WHOLE:
            return [f"% {word} %"]
        return [f"% {word}%"] if closeness == Closeness.BEGINS else [f"%{word}%"]


@dataclass(frozen=True)
class Number:
    """A telephone number or a part of it, or the year of a birth."""

    digits: str

    def patterns(self, closeness: Closeness) -> list[str]:
        if closeness == Closeness.WHOLE:
            return [f"% {self.digits} %"]
        if closeness == Closeness.BEGINS or len(self.digits) < SHORTEST_PART:
            return [f"% {self.digits}%", f"%{self.digits} %"]
        return [f"%{self.digits}%"]


@dataclass(frozen=True)
class Birthday:
    """A date of birth, in both readings where there are two; or a month of births."""

    days: tuple[str, ...]

    def patterns(self, _closeness: Closeness) -> list[str]:
        return [f"% {day} %" if len(day) == len("YYYYMMDD") else f"% {day}%" for day in self.days]


type Term = Name | Address | Number | Birthday


def terms(typed: str) -> list[Term]:
    """What to look for; nothing when too little was typed."""
    text = " ".join(typed.replace("\0", " ")[:LONGEST_TEXT].split())
    return list(_terms(text))[:MOST_TERMS] if len(text) >= SHORTEST_TEXT else []


def _terms(text: str) -> Iterator[Term]:
    text, birthdays = _cut_birthdays(text)
    yield from birthdays
    text, addresses = _cut(text, ADDRESS)
    yield from (Address(address) for address in addresses)
    text, numbers = _cut(text, NUMBER)
    yield from (Number(_digits(number)) for number in numbers)
    yield from (Name(word) for word in folded(text).split())


def _digits(number: str) -> str:
    """Without the zeros that are dialled before a whole number and never stored."""
    digits = re.sub(r"\D", "", number)
    return digits.lstrip("0") if len(digits) >= WHOLE_NUMBER else digits


def _cut(text: str, pattern: re.Pattern[str]) -> tuple[str, list[str]]:
    """The text without what the pattern finds, and what it found."""
    return pattern.sub(" ", text), [found.group() for found in pattern.finditer(text)]


def _cut_birthdays(text: str) -> tuple[str, list[Birthday]]:
    birthdays = []
    for pattern in BIRTHDAYS:
        for found in pattern.finditer(text):
            days = tuple(dict.fromkeys(_readings(found)))
            if days:
                birthdays.append(Birthday(days))
                text = text.replace(found.group(), " ")
    return text, birthdays


def _readings(found: re.Match[str]) -> Iterable[str]:
    """The days a date may mean, as they are stored: the day before the month, else the reverse."""
    year, month, day = found["year"], found["month"], found["day"]
    if not month.isdigit():
        month = str(MONTHS.index(month.lower()) + 1)
    if day is None:
        yield f"{year}{int(month):02}"
        return
    orders = [(month, day)]
    if found.re is YEAR_LAST:
        orders.append((day, month))
    for month, day in orders:
        with suppress(ValueError):
            yield f"{date(int(year), int(month), int(day)):%Y%m%d}"
