"""Why a message did not go, in the reader's language.

Reasons are stored as the worker wrote them, in English: it knows nobody who will read them. Here
each is found again among the sentences that are written, and said in the active language.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

SENTENCES = (
    _("Every try ended with the end of the worker."),
    _("Nothing here writes messages of kind {kind}."),
    _("No E-mail provider."),
    _("No SMS provider."),
    _("Reading what it is about failed: {error}."),
    _("The SMS did not arrive: {reason}."),
    _("The SMS provider could not be reached ({error})."),
    _("The SMS provider did not say whether it took the message ({error})."),
    _("The SMS provider refused the message: {answer}."),
    _("The SMS provider takes no messages now: {answer}."),
    _("The account is closed."),
    _("The e-mail could not be built ({error}); check the address."),
    _("The e-mail came back: the mail server there does not take it ({code})."),
    _("The mail server could not be reached ({error})."),
    _("The mail server did not say whether it took the message."),
    _("The mail server ended the conversation ({error})."),
    _("The mail server ended the conversation: {answer}"),
    _("The mail server refused the message: {answer}"),
    _("This message was not written as an SMS."),
    _("This message was not written as an e-mail."),
    _("Too late: of use until {moment} UTC."),
    _("What it was about no longer exists."),
    _("Writing it failed: {error}."),
    # Before what follows: that stands within its brackets.
    _("{reason} ({answer})"),
    _("{code}, error code {error}"),
    _("error {code}"),
    _("no reason given"),
    _("a landline, or a company that takes no texts"),
    _("texts are blocked there"),
    _("texts to that country are not possible"),
    _("text messages were stopped from that telephone"),
    _("the telephone company does not say why"),
    _("the telephone is off or out of reach"),
    _("there is no such number"),
    _("this is no telephone number"),
    _("this number cannot get texts"),
)


def in_words(reason: str) -> str:
    """The stored reason for whoever reads it; one that nobody foresaw stays as it is."""
    return _in(get_language() or "", reason)


@lru_cache(maxsize=512)
def _in(language: str, reason: str) -> str:
    if not reason or language.startswith("en"):
        return reason
    for sentence, pattern in PATTERNS:
        if found := pattern.fullmatch(reason):
            said = {name: _in(language, value) for name, value in found.groupdict().items()}
            return gettext(sentence).format(**said)
    return gettext(reason)


def foresee(sentences: Iterable[str]) -> None:
    """Sentences of another room that it stores as reasons; call it at start-up."""
    PATTERNS.extend((sentence, _pattern(sentence)) for sentence in sentences)


def with_gaps(sentence: str) -> str:
    """A pattern: the sentence with anything in its gaps."""
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(sentence))


def _pattern(sentence: str) -> re.Pattern[str]:
    """With or without its full stop."""
    return re.compile(rf"{with_gaps(sentence.rstrip('.'))}\.?", re.DOTALL)


PATTERNS = [(sentence, _pattern(sentence)) for sentence in SENTENCES]
