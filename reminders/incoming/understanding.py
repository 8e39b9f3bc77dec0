"""What a text message asks for. Its words are looked at here, and kept nowhere."""

import re
import unicodedata
from enum import StrEnum

from reminders.models import Understood

WORD = re.compile(r"[a-z0-9]+")
# What is written around an answer and changes nothing of it.
POLITE = re.compile(
    r"\b(please|pls|plz|svp|stp|s il (vous|te) plait|merci( beaucoup)?|thanks|thx|thank you)\b"
)
# Of a text to stop, whatever it says besides; longer ones are read by nobody.
MOST_WORDS = 12


class Wish(StrEnum):
    CONFIRM = "confirm"
    STOP = "stop"
    START = "start"
    HELP = "help"
    OTHER = "other"


# The opt-out words are those of the carriers: they block us at each of them, CANCEL too, so it can
# never mean an appointment (CTIA, Messaging Principles; CRTC, CASL: without delay).
WORDS = {
    Wish.CONFIRM: ("c", "confirm", "confirmed", "yes", "y", "oui", "confirme", "confirmer"),
    Wish.STOP: (
        *("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"),
        *("arret", "arreter", "arretez", "desabonner", "annuler"),
    ),
    Wish.START: ("start", "unstop", "commencer"),
    Wish.HELP: ("help", "info", "aide"),
}
MEANING = {word: wish for wish, words in WORDS.items() for word in words}
# Whoever begins like this means it, whatever follows: better a text too few than one too many.
# CANCEL, END, QUIT, ARRET and ANNULER also begin sentences about an appointment or a pain: they
# stop only by themselves, and nothing cancels an appointment.
BEGINS_A_STOP = {"stop", "stopall", "unsubscribe", "arretez", "desabonner"}
# What is kept of a wish; a question for help is one that nobody reads.
KEPT = {
    Wish.CONFIRM: Understood.CONFIRM,
    Wish.STOP: Understood.STOP,
    Wish.START: Understood.START,
    Wish.HELP: Understood.OTHER,
    Wish.OTHER: Understood.OTHER,
}


def wish_in(body: str) -> Wish:
    """What the text says, whatever its case, accents, spaces, punctuation and politeness.

    Any other sentence is no answer: "C, but later if possible" is read by nobody and confirms
    nothing.
    """
    plain = unicodedata.normalize("NFKD", body).casefold()
    words = WORD.findall("".join(one for one in plain if not unicodedata.combining(one)))
    if len(words) > MOST_WORDS:
        return Wish.OTHER
    meant = POLITE.sub("", " ".join(words)).split()
    if meant and meant[0] in BEGINS_A_STOP:
        return Wish.STOP
    return MEANING.get("".join(meant), Wish.OTHER)
