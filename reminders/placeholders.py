"""What is wrong with a text that a clinic writes, and what should give its writer pause.

What stands here refuses what could not be said or would let out what must not: letters of a
message's head, placeholders there are none of. Words about health are the writer's own, so about
them there is only a warning.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from reminders.words import NOT_IN_A_SUBJECT, PLACEHOLDERS, allowed_in

IN_BRACES = re.compile(r"\{([^{}]*)\}")
ONE_LINE = frozenset({"subject", "heading"})
# Of many texts in English and French; no list is complete, the eye of the writer must be.
ABOUT_HEALTH = (
    *("pain", "painful", "injury", "injured", "surgery", "pregnant", "pregnancy", "diagnosis"),
    *("disease", "illness", "symptom", "symptoms", "medication", "cancer", "arthritis", "sciatica"),
    *("scoliosis", "fibromyalgia", "herniated", "treatment", "health record", "intake"),
    *("douleur", "douleurs", "blessure", "chirurgie", "enceinte", "grossesse", "diagnostic"),
    *("maladie", "symptôme", "symptômes", "médicament", "médicaments", "arthrite", "sciatique"),
    *("scoliose", "fibromyalgie", "hernie", "traitement", "dossier médical"),
)


def faults(name: str, text: str) -> list[str]:
    """What keeps `text` from being the field of that name, each in a sentence with the way out."""
    found = (_broken_lines(name, text), _unreadable(text), _torn_braces(text))
    return [*filter(None, found), *_placeholders_wrong_here(name, text)]


def spoken_choice(name: str) -> str:
    """{name}, {appointment}, …: the placeholders for a field, as one writes them."""
    allowed = allowed_in(name)
    return ", ".join(f"{{{one}}}" for one in PLACEHOLDERS if one in allowed)


def about_health(text: str, treatments: Iterable[str]) -> list[str]:
    """Which of the clinic's treatments, and which words of health, a text names by itself."""
    bare = f" {_bare(IN_BRACES.sub(' ', text))} "
    named = (word for word in (*treatments, *ABOUT_HEALTH) if f" {_bare(word)} " in bare)
    return list(dict.fromkeys(named))


def says_stop(text: str) -> bool:
    """Whether a text says itself how to get no more of them, which we add to each."""
    return bool({"stop", "arret"} & set(_bare(text).split()))


def _broken_lines(name: str, text: str) -> str:
    """Whatever some program may take for the end of a line, so that no header can be added."""
    if name in ONE_LINE and len(text.splitlines()) > 1:
        return _("Write it in one line, without a line break.")
    return ""


def _unreadable(text: str) -> str:
    bad = {letter for letter in text if unicodedata.category(letter) == "Cc"} - set("\r\n\t")
    return _("It holds a character that cannot be shown. Please type it anew.") if bad else ""


def _torn_braces(text: str) -> str:
    if {"{", "}"} & set(IN_BRACES.sub("", text)):
        return _("A brace has lost the other one: a placeholder is written like {time}.")
    return ""


def _placeholders_wrong_here(name: str, text: str) -> Iterable[str]:
    used = list(dict.fromkeys(IN_BRACES.findall(text)))
    if unknown := [one for one in used if one not in PLACEHOLDERS]:
        yield _about_unknown(name, unknown)
    if not_here := [one for one in used if one in PLACEHOLDERS and one not in allowed_in(name)]:
        yield _about_misplaced(not_here)


def _about_unknown(name: str, unknown: Collection[str]) -> str:
    written = ", ".join(f"{{{one}}}" for one in unknown)
    said = _(
        "There is no placeholder {written}. There are: {choice}. "
        "None says what somebody is treated with or for: that is about health, and messages are "
        "read on lock screens."
    )
    return said.format(written=written, choice=spoken_choice(name))


def _about_misplaced(not_here: Collection[str]) -> str:
    written = ", ".join(f"{{{one}}}" for one in not_here)
    if NOT_IN_A_SUBJECT & set(not_here):
        said = _(
            "{written} cannot stand in a subject: it shows on lock screens, and whoever has "
            "the link can manage the appointment."
        )
    else:
        said = _("{written} cannot stand here.")
    return said.format(written=written)


def _bare(text: str) -> str:
    """Without accents, case and punctuation, so that words can be found whole."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(one for one in letters if not unicodedata.combining(one))
    return " ".join(re.findall(r"\w+", kept))
