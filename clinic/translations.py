"""What the site says in French: `make translations` brings its catalogue up to date.

Collects every marked string from the rooms and the templates into the .po file, keeps what is
translated, drops what nobody says any more, and compiles the .mo that Django reads. Both are
committed: an installation compiles nothing.
"""

import io
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

CHECKOUT = Path(__file__).resolve().parent.parent
PO = CHECKOUT / "locale" / "fr_CA" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
ROOMS = (
    *("accounts", "locations", "treatments", "therapists", "patients", "reminders"),
    *("booking", "care", "roster", "frontdesk", "clinic"),
)
HEADER = """\
# Unknot in French (Canada).
# `make translations` writes this file; docs/languages.md says how to change what it says.
#"""
TEMPLATES = {".html", ".txt", ".xml", ".svg"}
WITH_CONTEXT = {"pgettext", "npgettext"}
WITH_PLURAL = {"ngettext", "npgettext"}
PLAIN = {"gettext", *WITH_CONTEXT, *WITH_PLURAL}
MARKS = {"_", "gettext_noop", *PLAIN, *(f"{name}_lazy" for name in PLAIN)}

# With its plural where it has one.
Words = str | tuple[str, ...]


def main() -> None:
    """Writes both files; says what still wants a translation, and ends with 1 then."""
    catalogue = updated(load())
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(as_po(catalogue))
    MO.write_bytes(as_mo(catalogue))
    wanting = [message for message in catalogue if message.id and not is_translated(message)]
    for message in wanting:
        sys.stdout.write(f"not translated: {message.id!r}\n")
    sys.exit(1 if wanting else 0)


def load() -> Catalog:
    """The committed catalogue, or an empty one."""
    if not PO.exists():
        return Catalog(locale="fr_CA", charset="utf-8", fuzzy=False)
    with PO.open("rb") as file:
        return read_po(file, locale="fr_CA")


def updated(catalogue: Catalog) -> Catalog:
    """A catalogue of exactly what is marked now, with the translations that `catalogue` has."""
    fresh = Catalog(
        locale="fr_CA",
        project="Unknot",
        version=_version(),
        header_comment=HEADER,
        msgid_bugs_address="the project's issues",
        last_translator="the people who work on Unknot",
        language_team="French (Canada)",
        charset="utf-8",
        fuzzy=False,
        # The day of the last run says nothing, and would change the file each time.
        creation_date=catalogue.creation_date,
        revision_date=catalogue.creation_date,
    )
    for place, words, context, comments in found():
        # Without line numbers, which would change the file with every line of code.
        fresh.add(words, locations=[(place, 0)], auto_comments=comments, context=context)
    for message in fresh:
        known = catalogue.get(_key(message.id), message.context) if message.id else None
        if known is not None and known.string and type(known.id) is type(message.id):
            message.string = known.string
    return fresh


def found() -> Iterator[tuple[str, Words, str | None, list[str]]]:
    """Every marked string: the file it is in, the words (with their plural), context, comments."""
    for file in sources():
        place = file.relative_to(CHECKOUT).as_posix()
        source = file.read_text()
        if file.suffix != ".py":
            # Marked strings as calls, everything else crossed out; Python minds how lines begin.
            lines = templatize(source, origin=place).splitlines()
            source = "\n".join(line.strip() for line in lines)
        for words, context, comments in marked_in(source):
            yield place, words, context, comments


def sources() -> Iterable[Path]:
    """The files that may hold marked strings, in a fixed order."""
    modules = (
        module
        for room in ROOMS
        for module in (CHECKOUT / room).rglob("*.py")
        if "migrations" not in module.parts
    )
    templates = (file for file in (CHECKOUT / "templates").rglob("*") if file.suffix in TEMPLATES)
    return sorted((*modules, *templates))


def marked_in(source: str) -> Iterator[tuple[Words, str | None, list[str]]]:
    """The marked strings of one Python source."""
    calls: Iterable[Any] = extract_python(
        io.BytesIO(source.encode()), dict.fromkeys(MARKS), ["Translators:"], {}
    )
    for _, function, arguments, comments in calls:
        given = (arguments,) if isinstance(arguments, str) else arguments or ()
        texts = [one for one in given if one]
        name = function.removesuffix("_lazy")
        context = texts.pop(0) if name in WITH_CONTEXT and texts else None
        if texts:
            yield (tuple(texts[:2]) if name in WITH_PLURAL else texts[0]), context, comments


def is_translated(message: Message) -> bool:
    """Whether every form has words of its own language, and nobody doubts them."""
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return all(forms) and not message.fuzzy


def as_po(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    write_po(written, catalogue, width=100, sort_output=True, include_lineno=False)
    return written.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def _version() -> str:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def _key(words: str | Sequence[str]) -> str:
    return words if isinstance(words, str) else words[0]


if __name__ == "__main__":
    main()
