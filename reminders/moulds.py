"""Messages by the hundred thousand: a template is rendered once and then filled.

What a message says is first a flat dict of finished strings. A template may depend on whether a
value is there, never on what it is. So it is rendered once for each language, words and set of
values that are there, with marks in the place of the values; cut at the marks; and from then on
only filled. Values are put between the pieces and never read again: none can be taken for a mark,
for markup (they are escaped in HTML) or for a header line (subjects have one line).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string, select_template
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from reminders.words import FIELDS, PLACEHOLDERS, Words, fill

# Of no meaning in any text; what a clinic has written is freed of them before it is cut.
BEFORE, AFTER = "\ue000", "\ue001"
# No text has it: PostgreSQL keeps no NUL.
BETWEEN = "\x00"
NO_MARKS = str.maketrans("", "", BEFORE + AFTER)
MARK = re.compile(f"{BEFORE}([A-Za-z_]+){AFTER}")
LINK = "link"
# A placeholder of which there is nothing to say, such as the number of a clinic without telephone.
UNSAID = dict.fromkeys(PLACEHOLDERS, "")
# A text message costs twice as much when one of its characters is not of the GSM alphabet: these
# are said with one that is. Names stay as they are written.
PLAINLY = str.maketrans({"’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "−": "-"})
# The one month with a letter that is not of it.
AUGUST, PLAIN_AUGUST = "août", "aout"


@dataclass(frozen=True)
class Block:
    """A value prepared as HTML and as text, such as a list of links. It is not escaped again."""

    html: str
    text: str


Value = str | Block
Values = Mapping[str, Value]


@dataclass(frozen=True)
class Mould:
    """A rendered template, cut at its marks: a piece of text, a name, a piece of text, …"""

    pieces: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, rendered: str) -> "Mould":
        pieces = tuple(MARK.split(rendered))
        return cls(pieces, pieces[1::2])

    def filled(self, said: Mapping[str, str]) -> str:
        """The text with what is said in the place of each name."""
        pieces = list(self.pieces)
        pieces[1::2] = [said[name] for name in self.names]
        return "".join(pieces)


@dataclass(frozen=True)
class Letter:
    """What an e-mail says."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class LetterMould:
    subject: Mould
    text: Mould
    html: Mould


def letter(name: str, words: Words, values: Values) -> Letter:
    """The e-mail of the template `name`, in the active language."""
    mould = _letter_mould(name, words, _there(values), get_language() or "")
    text = {key: one if isinstance(one, str) else one.text for key, one in values.items()}
    html = _all_in_html({key: values[key] for key in mould.html.names})
    return Letter(
        subject=one_line(mould.subject.filled(text)),
        text=mould.text.filled(text),
        html=mould.html.filled(html),
    )


def text_message(name: str, words: Words, values: Values) -> str:
    """The text message of the template `name`, in the active language, as one line."""
    mould = _text_message_mould(name, words, _there(values), get_language() or "")
    said = {key: _plainly(values[key]) for key in mould.names}
    return one_line(mould.filled(said))


def _there(values: Values) -> frozenset[str]:
    return frozenset([key for key, value in values.items() if value])


def _all_in_html(values: Values) -> dict[str, str]:
    """Escaped, with their line breaks; a block as it was prepared."""
    plain = {key: one for key, one in values.items() if isinstance(one, str)}
    # One look through all of them is several times as fast as one through each.
    said = _in_html(BETWEEN.join(plain.values())).split(BETWEEN)
    if len(said) != len(plain):
        said = [_in_html(one) for one in plain.values()]
    blocks = {key: one.html for key, one in values.items() if isinstance(one, Block)}
    return dict(zip(plain, said, strict=True)) | blocks


def _in_html(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def one_line(text: str) -> str:
    return " ".join(text.split())


def letter_of(name: str, words: Words, context: Mapping[str, object]) -> Letter:
    """The e-mail of a template that says lists: rendered each time, with all it is given."""
    values = {key: one for key, one in context.items() if isinstance(one, str)}
    in_text = {**context, **said(words, values)}
    in_html = {**context, **said(words, values, html=True)}
    return Letter(
        subject=one_line(_subject(name).render(in_text)),
        text=text_of(f"email/{name}.txt", in_text),
        html=render_to_string(f"messages/email/{name}.html", in_html),
    )


def text_message_of(name: str, context: Mapping[str, object]) -> str:
    """The text message of a template that says lists, as one line."""
    return plain_text(one_line(render_to_string(f"messages/sms/{name}.txt", dict(context))))


def plain_text(text: str) -> str:
    """As a text message says it: days and signs of the GSM alphabet alone, names as written."""
    return text.translate(PLAINLY).replace(AUGUST, PLAIN_AUGUST)


def said(words: Words, values: Mapping[str, str], *, html: bool = False) -> dict[str, str]:
    """The words with their placeholders said, for a template; in HTML a link can be clicked."""
    values = {**UNSAID, **values}
    texts = {name: fill(getattr(words, name), values) for name in FIELDS}
    if html:
        for name in ("opening", "closing"):
            texts[name] = _paragraphs(texts[name], values[LINK])
    return texts


def text_of(template: str, context: Mapping[str, object]) -> str:
    """Plain text without the runs of blank lines that template tags leave behind."""
    rendered = render_to_string(f"messages/{template}", dict(context))
    paragraphs = (paragraph.strip() for paragraph in re.split(r"\n\s*\n", rendered))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def _paragraphs(text: str, link: str) -> SafeString:
    written = str(linebreaks(text, autoescape=True)) if text else ""
    if link:
        shown = escape(link)
        written = written.replace(shown, f'<a href="{shown}">{shown}</a>')
    # Escaped above; what it is put together from is markup of ours.
    return mark_safe(written)  # noqa: S308


def _plainly(value: Value) -> str:
    return plain_text(value if isinstance(value, str) else value.text)


# A mould has some 12 kB, and a clinic a few dozen of them: words that it no longer says are
# pushed out, and the most that all of them can take is 3 MB.
@lru_cache(maxsize=256)
def _letter_mould(name: str, words: Words, there: frozenset[str], language: str) -> LetterMould:
    marks = _marks(there)
    words = _free_of_marks(words)
    in_text = marks | said(words, marks)
    return LetterMould(
        subject=Mould.of(one_line(_subject(name).render(in_text))),
        text=Mould.of(text_of(f"email/{name}.txt", in_text)),
        html=Mould.of(
            render_to_string(f"messages/email/{name}.html", marks | said(words, marks, html=True))
        ),
    )


@lru_cache(maxsize=256)
def _text_message_mould(name: str, words: Words, there: frozenset[str], language: str) -> Mould:
    marks = _marks(there)
    context = marks | said(_free_of_marks(words), marks)
    rendered = one_line(render_to_string(f"messages/sms/{name}.txt", context))
    return Mould.of(plain_text(rendered))


def _subject(name: str) -> Any:
    """Most say their words and no more."""
    return select_template([f"messages/email/{name}.subject.txt", "messages/email/subject.txt"])


def _marks(there: frozenset[str]) -> dict[str, str]:
    return {name: f"{BEFORE}{name}{AFTER}" for name in there}


def _free_of_marks(words: Words) -> Words:
    return Words(**{name: getattr(words, name).translate(NO_MARKS) for name in FIELDS})
