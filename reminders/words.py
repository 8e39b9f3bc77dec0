"""What a message says in the clinic's words where it has some, and in ours elsewhere.

Words are plain text with placeholders such as `{time}`. There is a placeholder for nothing that is
about health or that the patient has written, so no text of a clinic can let that out. The answer to
"how do I stop these?" and what else a message must have stands in the templates, out of reach.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache

from django.utils.translation import gettext_noop, override

from reminders.models import Channel, MessageText

# What each says, for whoever writes the clinic's texts.
PLACEHOLDERS = {
    "name": gettext_noop("how the patient is called"),
    "appointment": gettext_noop("“your appointment”, or “Leo’s appointment” for a child"),
    "date": gettext_noop("the day, as Tuesday 4 May"),
    "time": gettext_noop("when it begins, as 1:30 pm"),
    "minutes": gettext_noop("how many minutes it lasts"),
    "therapist": gettext_noop("the therapist’s first name"),
    "clinic": gettext_noop("the name of the clinic"),
    "location": gettext_noop("the name of the location"),
    "address": gettext_noop("street and town of the location"),
    "phone": gettext_noop("the telephone number of the location"),
    "link": gettext_noop("where to read more, answer, or book again"),
}
# Whoever holds the link can manage the appointment: it does not stand on a lock screen by e-mail.
NOT_IN_A_SUBJECT = frozenset({"link"})
# Begin with a small letter, unless they begin a sentence.
CAPITALISED = frozenset({"appointment", "date"})
PLACEHOLDER = re.compile(r"\{(\w+)\}")
ENDS_A_SENTENCE = re.compile(r"(?:\A|[.!?…]\s|\n)\s*\Z")


@dataclass(frozen=True)
class Words:
    """The words of one kind of message over one channel; an SMS has its whole text as `opening`."""

    subject: str = ""
    heading: str = ""
    opening: str = ""
    closing: str = ""


Ours = Callable[[Channel], Words | None]
NONE = Words()
FIELDS = tuple(one.name for one in fields(Words))
_ours: dict[str, Ours] = {}


def put(kind: str, words: Ours) -> None:
    """Makes `words` ours for a kind: called in the wanted language; None: not to be edited."""
    _ours[kind] = words


def editable() -> list[tuple[str, Channel]]:
    """The kinds, each with a channel, whose words a clinic may replace."""
    return [(str(kind), channel) for kind in _ours for channel in Channel if _ours[kind](channel)]


@lru_cache(maxsize=256)
def ours(kind: str, channel: str, language: str) -> Words:
    """Our own words; all empty where the kind has none that can be edited."""
    words = _ours.get(kind)
    if words is None:
        return NONE
    with override(language):
        return words(Channel(channel)) or NONE


def allowed_in(name: str) -> frozenset[str]:
    """The placeholders that may stand in the field of that name."""
    return frozenset(PLACEHOLDERS) - (NOT_IN_A_SUBJECT if name == "subject" else frozenset())


def not_allowed(name: str, text: str) -> list[str]:
    """The placeholders of a text that may not stand in the field of that name, in order."""
    allowed = allowed_in(name)
    return [one for one in dict.fromkeys(PLACEHOLDER.findall(text)) if one not in allowed]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders said; what is not one, or has no value, stays as it is.

    At the beginning of a sentence "your appointment" is "Your appointment": the value of the
    capitalised name where there is one.
    """

    def said(found: re.Match[str]) -> str:
        name = found[1]
        if name in CAPITALISED and ENDS_A_SENTENCE.search(text, 0, found.start()):
            capital = values.get(name.capitalize())
            return capital if capital is not None else _capital(values.get(name, found[0]))
        return values.get(name, found[0])

    return PLACEHOLDER.sub(said, text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Wording:
    """The clinic's words by kind, channel and language, as they were read for one batch."""

    stored: Mapping[tuple[str, str, str], Words] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Wording":
        """All that the clinic has written, in one query."""
        return cls.made_of(MessageText.objects.all())

    @classmethod
    def made_of(cls, texts: Iterable[MessageText]) -> "Wording":
        """Of rows that need not be stored, as for a preview."""
        return cls(
            {
                (row.kind, row.channel, row.language): Words(
                    **{name: getattr(row, name) for name in FIELDS}
                )
                for row in texts
            }
        )

    def of(self, kind: str, channel: str, language: str) -> Words:
        """The clinic's field where it is filled and can be said, ours elsewhere."""
        words = ours(kind, channel, language)
        stored = self.stored.get((kind, channel, language))
        return _instead(words, stored) if stored else words


@lru_cache(maxsize=256)
def _instead(words: Words, stored: Words) -> Words:
    # A text of an older version of ours may have a placeholder that is no more: it must not go out.
    chosen = {
        name: text
        for name in FIELDS
        if (text := lines(getattr(stored, name))) and not not_allowed(name, text)
    }
    return Words(**{name: chosen.get(name, getattr(words, name)) for name in FIELDS})


def lines(text: str) -> str:
    """A text of several lines, without what a form sends at the end of each and around them all."""
    return "\n".join(text.strip().splitlines())
