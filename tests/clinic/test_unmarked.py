"""Everything that people read is marked for translation, and scripts say only what pages say."""

import pytest

from clinic.translations import ROOMS
from tests.clinic.unmarked import (
    CHECKOUT,
    EVERYTHING,
    everything_said_in,
    pages,
    scripts,
    sources,
    unmarked,
)
from tests.clinic.unmarked.exceptions import WHOLE, everything


@pytest.mark.parametrize("place", EVERYTHING)
def test_it_leaves_no_words_unmarked(place: str) -> None:
    assert [str(one) for one in unmarked([place])] == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Yours</p>", ["Yours"]),
        ('<p>{% translate "Yours" %}</p>', []),
        ("<p>{% blocktranslate %}Yours, {{ name }}{% endblocktranslate %}</p>", []),
        ("<p>Dear {{ name }},</p>", ["Dear {},"]),
        ("{# A remark #}<!-- another --><script>let words;</script>", []),
        ('<a title="Home">{{ name }}</a>', ["title=Home"]),
        ('<img alt="{{ name }}">', []),
        ('<input type="submit" value="Book"><input type="radio" value="any">', ["value=Book"]),
        ('<div data-words="One moment" data-state="open"></div>', ["data-words=One moment"]),
        ('<meta name="description" content="A clinic">', ["content=A clinic"]),
        ('{{ name|default:"No name" }}', ["No name"]),
        ('{{ name|default:_("No name") }}', []),
        ("day{{ count|pluralize }}", ["|pluralize", "day{}"]),
        ('{% include "it.html" with words="A word" %}', ["A word"]),
        ('{% if name == "A word" %}{% endif %}', []),
        ('<span class="material-symbols-outlined">undo</span>', []),
    ],
)
def test_it_reads_templates(template: str, words: list[str]) -> None:
    assert [one.words for one in pages.found("it.html", template)] == words


def test_it_reads_texts() -> None:
    found = pages.found("it.txt", "{{ name }}\nSee you <there>.\n")
    assert [(one.line, one.words) for one in found] == [(2, "See you <there>.")]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('words = "A word"', ["A word"]),
        ('words = "Word"', ["Word"]),
        ('words = _("A word")', []),
        ('words = ngettext("A word", "{n} words", n).format(n=n)', []),
        ('words = f"with {name}"', ["with {}"]),
        ('key = f"{name}:{other}"', []),
        ('def it():\n    """A sentence."""', []),
        ('log.info("a word", said="A word")', []),
        ('raise ValueError("A word")', []),
        ('raise Refused("A word")', ["A word"]),
        ('name = CharField(verbose_name="name")', ["name"]),
        ('name = CharField("family name")', ["family name"]),
        ("name = forms.CharField(max_length=3)", ["the field has no label"]),
        ('class It(TextChoices):\n    NEW = "new"', ["NEW has no label"]),
        ('cursor.execute("SELECT a FROM b")', []),
        ('RULE = "SELECT a FROM b"', []),
        ('if name == "A word": pass', []),
        ('response["Cache-Control"] = "no store"', []),
        ('Input(attrs={"class": "button large", "placeholder": "A word"})', ["A word"]),
    ],
)
def test_it_reads_python(source: str, words: list[str]) -> None:
    assert [one.words for one in sources.found("it.py", source)] == words


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ('say("One moment")', ["One moment"]),
        ("say(`${count} minutes left.`)", ["{} minutes left."]),
        ('say("Undo")', ["Undo"]),
        ('find("main p.words, [data-x]"); key === "Enter"', []),
        ('throw new Error("No words")  // It\'s one', []),
        ("text.replace(/it's a/, page.dataset.words)", []),
    ],
)
def test_it_reads_scripts(script: str, words: list[str]) -> None:
    assert [one.words for one in scripts.found("it.js", script)] == words


def test_it_keeps_no_exception_that_nothing_needs() -> None:
    for path, said in everything().items():
        found = {one.words for one in everything_said_in(CHECKOUT / path)}
        assert found, path
        assert WHOLE in said or set(said) <= found, path


def test_it_looks_everywhere() -> None:
    assert {*ROOMS, "templates", "static/js"} == set(EVERYTHING)
