"""The pieces of a download: chapters of entries, entries of facts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care.templatetags.moments import day, day_and_clock

NOTHING = _("nothing")


@dataclass(frozen=True)
class Fact:
    """`value` as programs read it, `said` as people do."""

    key: str
    label: str
    value: Any
    said: str

    @property
    def is_nothing(self) -> bool:
        return self.said == str(NOTHING)


@dataclass(frozen=True)
class Entry:
    title: str
    facts: list[Fact]


@dataclass(frozen=True)
class Chapter:
    key: str
    title: Any
    entries: list[Entry] = field(default_factory=list)
    note: str = ""


def fact(key: str, label: Any, value: Any, said: str | Iterable[str] | None = None) -> Fact:
    """A fact whose words follow from its value unless they are given."""
    told = in_words(value) if said is None else said
    words = told if isinstance(told, str) else ", ".join(told)
    return Fact(key, str(label), plain(value), words or str(NOTHING))


def plain(value: Any) -> Any:
    """As JSON has it; instants by the clinic's clock, with the offset."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else str(value)


def in_words(value: Any) -> str:
    """4 May 2027, 1:30 pm; 4 mai 2027 à 13 h 30; yes; oui"""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return day_and_clock(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def by_key(chapters: Iterable[Chapter]) -> dict[str, Any]:
    """For programs: a list of objects for each chapter."""
    return {
        chapter.key: [{fact.key: fact.value for fact in entry.facts} for entry in chapter.entries]
        for chapter in chapters
    }
