"""Sentences that are stored when something is noticed, said in the language of who reads them.

A sweep knows nobody who will read what it notes, so it writes English. Here each sentence is found
again among those that are written, and said in the active language.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_noop as _

from reminders.reasons import with_gaps

# What an appointment no longer fits (`booking.stranded`), and why nobody need look any more.
NOTICED = (
    _("{location} is no longer open to patients."),
    _("{location} is closed then."),
    _("{location} is not open at that hour."),
    _("{therapist} no longer works here."),
    _("{therapist} no longer gives {treatment}."),
    _("{name} is away then."),
    _("{therapist} does not work at {location} then."),
    _("{room} is no longer in use."),
    _("{room} is no longer at {location}."),
    _("{room} does not suit {treatment}."),
    _("The appointment was moved."),
    _("The appointment was cancelled."),
    _("The appointment is over."),
    _("It fits again."),
    _("An earlier time was taken."),
)
# Why a message about an appointment waits, or did not go (`reminders.reasons` says them).
OF_MESSAGES = (
    _("The appointment cannot take place as agreed."),
    _("The appointment has changed since."),
    _("The appointment is {status}."),
    _("The appointment has begun."),
    _("The appointment can be kept after all."),
    _("The change was undone."),
    _("The patient has no address for it, or chose no {channel}."),
    _("The offer is over: {answer}."),
    _("The time is no longer kept."),
    _("The clinic's plans have changed: nobody could give the session."),
    _("No coming session of it is cancelled any more."),
    _("No session of it is booked and still to come."),
    _("Nothing of it is still to come."),
    _("Told in one message with the patient's other appointments."),
    _("Told in one message with the family's other appointments of that day."),
    _("Goes in one message with the family's other appointments of that day."),
    _("Waits for the end of the quiet hours."),
    _("It could only have gone in the quiet hours."),
    # What stands in the gaps.
    *(_("no answer yet"), _("accepted"), _("declined"), _("not answered in time")),
    *(_("taken back"), _("held"), _("booked"), _("arrived"), _("in session"), _("completed")),
    *(_("no-show"), _("cancelled")),
)


def in_words(why: str) -> str:
    """The stored sentences for whoever reads them; what nobody foresaw stays as it is."""
    if (get_language() or "").startswith("en"):
        return why
    said, rest = [], why
    while rest:
        sentence, rest = _first_of(rest)
        said.append(sentence)
    return " ".join(said)


def in_english(label: str | Promise) -> str:
    """A label as it goes into a sentence that is stored."""
    with override("en-ca"):
        return str(label).lower()


def _first_of(why: str) -> tuple[str, str]:
    """The first sentence in the active language, and what follows it."""
    found = [(match, sentence) for sentence, one in PATTERNS if (match := one.match(why))]
    if not found:
        return why, ""
    match, sentence = min(found, key=lambda each: each[0].end())
    return gettext(sentence).format(**match.groupdict()), why[match.end() :]


PATTERNS = [(sentence, re.compile(rf"{with_gaps(sentence)}(?: |$)")) for sentence in NOTICED]
