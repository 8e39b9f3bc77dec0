"""The French catalogue: complete, and what the code says now."""

import re
from collections.abc import Sequence
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message

from clinic import translations

GAPS = re.compile(r"%\(\w+\)[sd]|%%|(?<!\{)\{\w*\}(?!\})")


@cache
def catalogue() -> Catalog:
    """As it is committed; reading its thousands of messages takes seconds."""
    return translations.load()


def messages() -> list[Message]:
    return [message for message in catalogue() if message.id]


def texts(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def test_it_holds_exactly_what_is_marked() -> None:
    current = translations.as_po(translations.updated(catalogue()))
    assert translations.PO.read_bytes() == current, "Run make translations."


def test_it_says_everything_in_french() -> None:
    assert [one.id for one in messages() if not translations.is_translated(one)] == []


def test_it_is_compiled_as_it_stands() -> None:
    assert translations.MO.read_bytes() == translations.as_mo(catalogue())


def test_it_fills_the_same_gaps_in_french() -> None:
    for message in messages():
        wanted = {gap for text in texts(message.id) for gap in GAPS.findall(text)}
        filled = {gap for text in texts(message.string) for gap in GAPS.findall(text)}
        assert filled == wanted, message.id


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('gettext("Yours")', [("Yours", None)]),
        ('pgettext("a month", "May")', [("May", "a month")]),
        ('ngettext("{n} visit", "{n} visits", n)', [(("{n} visit", "{n} visits"), None)]),
        ("gettext(words)", []),
    ],
)
def test_it_finds_what_is_marked(source: str, found: list[tuple[object, object]]) -> None:
    assert [(words, context) for words, context, _ in translations.marked_in(source)] == found
